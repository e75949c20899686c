// The suite: files share a worker's modules, since most of a file's time would else be importing them again.
import { defineConfig } from 'vitest/config';

/** Files that replace modules or tables for themselves, whose logins the AWS SDK would remember, or that count handles. */
const ALONE = [
  'test/config/new-limit.test.ts',
  'test/volume/rules/new-type.test.ts',
  'test/ec2/network/proxy.test.ts',
  'test/serve/page/page.test.ts',
  'test/state/files/no-links.test.ts',
];

/**
 * Hundreds of accidents of a real copy, and whoever attacks: `npm run test:accidents`, beside the suite since each takes its
 * time or starts a process.
 */
const ACCIDENTS = [
  'test/e2e/never-twice.test.ts',
  'test/e2e/secrets.test.ts',
  'test/e2e/stdin-frames.test.ts',
  'test/safety/badly-behaved-clients.test.ts',
  'test/safety/bad-machine.test.ts',
  'test/safety/deaths.test.ts',
  'test/safety/histories.test.ts',
  'test/safety/interleavings.test.ts',
  'test/safety/kill.test.ts',
  'test/safety/replicas.test.ts',
  'test/safety/self-approval.test.ts',
  'test/safety/shared-record.test.ts',
  'test/state/dynamodb/lost-answers.test.ts',
];

/**
 * What others read and show, where they are installed: the AWS CLI, boto3, moto, a Chromium; and each of the simulator's
 * switches turned before the live run. `npm run test:foreign`.
 */
const FOREIGN = [
  'test/live/*.test.ts',
  'test/serve/page/page-chromium.test.ts',
  'test/serve/page/page-looks.test.ts',
  'test/simulator/foreign-commands.test.ts',
  'test/simulator/foreign-readers.test.ts',
  'test/state/dynamodb/moto.test.ts',
];

const common = {
  testTimeout: 60_000,
  setupFiles: ['test/support/around-files.ts'],
  unstubEnvs: true,
  restoreMocks: true,
};

export default defineConfig({
  test: {
    // Much of the suite waits for processes that it started.
    maxWorkers: '150%',
    projects: [
      {
        test: {
          ...common,
          name: 'shared',
          globalSetup: 'test/support/property-runs.ts',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE, ...ACCIDENTS, ...FOREIGN],
          isolate: false,
        },
      },
      { test: { ...common, name: 'alone', include: ALONE } },
      { test: { ...common, name: 'accidents', include: ACCIDENTS } },
      { test: { ...common, name: 'foreign', include: FOREIGN } },
    ],
  },
});
