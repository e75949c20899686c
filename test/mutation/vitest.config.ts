// What judges a change of the rules: the tests of the rooms themselves, which start no process and listen on no port.
// They are bundled into one file, since each change starts a worker, which would else load 700 modules again.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { defineConfig } from 'vitest/config';

const BUNDLE = 'test/mutation/rooms.generated.mjs';

const ROOMS = ['consent', 'copy', 'tools', 'volume'];
/** Whose tests judge; all of them where nothing is said. */
const JUDGES = process.env.MUTATION_JUDGES?.split(',') ?? ROOMS;

const filesOf = (tree: string, of: string[]) =>
  of.flatMap((room) =>
    readdirSync(`${tree}/${room}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${tree}/${room}/${file}`),
  );

/** What the server loads in its first call is loaded before, else it would count as covered by one test alone. */
const rooms = filesOf('src', ROOMS).map((file) => `import './${file}';`);

/** One replaces a table, for itself; one plays thousands of courses, most of the time of a run. */
const LEFT_OUT = ['new-type.test.ts', 'time-left-courses.test.ts'];
const tests = filesOf('test', JUDGES)
  .filter((file) => file.endsWith('.test.ts') && !LEFT_OUT.some((name) => file.endsWith(`/${name}`)))
  .map((file) => `  ${JSON.stringify(file)}: () => import('./${file}'),`);

const ENTRY = '\0rooms';

export default defineConfig(async () => {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    external: ['vitest'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'rooms',
        resolveId: (id, importer) => (id === ENTRY ? id : importer === ENTRY ? resolve(id) : null),
        load: (id) => (id === ENTRY ? [...rooms, 'export const TESTS = {', ...tests, '};'].join('\n') : null),
      },
    ],
  });
  await bundle.write({ file: BUNDLE, format: 'esm', codeSplitting: false });
  return {
    test: {
      include: ['test/mutation/rooms.ts'],
      server: { deps: { external: [/rooms\.generated/] } },
      exclude: [],
      testTimeout: 60_000,
      setupFiles: ['test/support/around-files.ts'],
      unstubEnvs: true,
      restoreMocks: true,
    },
  };
});
