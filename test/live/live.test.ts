// `npm run live` against the embedded EC2: whose account, who agrees, what is written down, what is removed.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LiveProcess, live } from '../../live/live.ts';
import { SEED_KEYS } from '../../src/simulator/seed/seed-ids.ts';
import { stateOf } from '../../src/simulator/world/volume-state.ts';
import { LIVE_ACCOUNT, simulatedEdges, startLiveSimulator, WRITTEN } from '../support/live-world.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// A run is a few hundred requests: a second here, much more on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const PLACE = ['--account', LIVE_ACCOUNT, '--region', 'us-east-1'];

let simulator: RecordingSimulator;
let folder: string;
let lines: string[];
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  simulator = await startLiveSimulator();
  folder = temporaryFolder('live-');
  lines = [];
});
afterEach(() => simulator.close());

function run(argv: string[], change: Partial<LiveProcess> = {}): Promise<number> {
  return live(argv, {
    ...simulatedEdges(simulator),
    ask: async () => expect.unreachable(),
    print: (line) => void lines.push(line),
    folder,
    ...change,
  });
}

const actions = () => [...new Set(simulator.requests.map(({ action }) => action))];
const sentAction = (action: string) => simulator.requests.filter((request) => request.action === action);
const tagged = () =>
  simulator.world.volumes.filter(
    (volume) =>
      volume.tags.some(({ key }) => key === 'ebs-copy-mcp-live') && stateOf(volume, simulator.now()) !== undefined,
  );
/** An EC2 that answers late, and when it was asked to remove something. */
function slowly(answerMs: number, removalMs = answerMs) {
  const removals: number[] = [];
  const createSend: LiveProcess['createSend'] = (region) => {
    const send = simulatedEdges(simulator).createSend(region);
    return async (action, params) => {
      if (action === 'DeleteVolume') removals.push(simulator.now());
      simulator.advance(action === 'DeleteVolume' ? removalMs : answerMs);
      return send(action, params);
    };
  };
  return { createSend, removals };
}
const runId = (): string => readdirSync(folder)[0] ?? expect.unreachable();
const file = (name: string) => readFileSync(join(folder, runId(), name), 'utf8');
const journal = () =>
  file('journal.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);

test('reads only unless it is told to create', async () => {
  expect(await run(PLACE)).toBe(0);
  expect(sentAction('CopyVolumes').every(({ params }) => params.DryRun === 'true')).toBe(true);
  expect(actions().sort()).toEqual([
    'CopyVolumes',
    'DescribeVolumeStatus',
    'DescribeVolumes',
    'DescribeVolumesModifications',
    'GetCallerIdentity',
  ]);
  expect(lines.at(-1)).toBe('54 experiments: 54 as assumed, 0 differs, 0 not settled, 0 lacking.');
});

test('two runs that begin in one second are two runs', async () => {
  const only = ['--create', '--only', 'default-type'];
  const answers = { ask: async () => LIVE_ACCOUNT };
  expect(await Promise.all([run([...PLACE, ...only], answers), run([...PLACE, ...only], answers)])).toEqual([0, 0]);
  const runs = readdirSync(folder);
  expect(runs).toHaveLength(2);
  const of = (member: string) => [...new Set(sentAction('CopyVolumes').map(({ params }) => params[member]))];
  expect(of('TagSpecification.1.Tag.1.Value').sort()).toEqual(runs.sort());
  expect(of('ClientToken')).toHaveLength(2);
  for (const each of runs) expect(readFileSync(join(folder, each, 'report.md'), 'utf8')).toContain('| default-type |');
});

test('a run whose folder is there already, or cannot be made, sends nothing that creates', async () => {
  const begun = simulator.now();
  const same = { ask: async () => LIVE_ACCOUNT, randomEnd: () => 'same', now: () => begun };
  const only = [...PLACE, '--create', '--only', 'default-type'];
  expect(await run(only, same)).toBe(0);
  const sent = simulator.requests.length;
  expect(await run(only, same)).toBe(1);
  expect(lines.at(-1)).toContain('The journal could not be written: EEXIST: file already exists');
  expect(lines.at(-1)).toContain('Nothing was created.');
  expect(await run(only, { ...same, folder: join(folder, runId(), 'report.md') })).toBe(1);
  expect(lines.at(-1)).toContain('Nothing was created.');
  expect(simulator.requests.slice(sent).map(({ action }) => action)).toEqual([
    'GetCallerIdentity',
    'GetCallerIdentity',
  ]);
});

test('takes the smallest volume for its dry runs, and none above 40 GiB', async () => {
  for (const [n, volume] of simulator.world.volumes.entries()) volume.size = 100 - n;
  const only = ['--only', 'dry-run-answer'];
  expect(await run([...PLACE, ...only])).toBe(0);
  expect(lines).toContain('dry-run-answer: No volume of this account up to 40 GiB was found in the Region.');
  for (const volume of simulator.world.volumes) volume.size -= 60;
  expect(await run([...PLACE, ...only])).toBe(0);
  const smallest = simulator.world.volumes.findLast(
    (volume) =>
      volume.ownerId === LIVE_ACCOUNT &&
      volume.region === 'us-east-1' &&
      volume.operator === undefined &&
      volume.outpostArn === undefined &&
      ['available', 'in-use'].includes(stateOf(volume, simulator.now()) ?? ''),
  );
  expect(sentAction('CopyVolumes').map(({ params }) => params.SourceVolumeId)).toEqual([smallest?.id]);
});

test("refuses another account's credentials before it asks EC2 anything", async () => {
  expect(await run(['--account', '999999999999', '--region', 'us-east-1', '--create'])).toBe(1);
  expect(lines).toEqual(['The credentials belong to another account than 999999999999. Nothing was sent to EC2.']);
  expect(actions()).toEqual(['GetCallerIdentity']);
});

test.each<[argv: string[], complaint: string]>([
  [[], '--account: expected the 12 digits of the account to be used.'],
  [['--account', LIVE_ACCOUNT], '--region: expected a Region, such as eu-central-1.'],
  [[...PLACE, '--only', 'nonsense'], '--only: "nonsense" is no experiment. Known: dry-run-answer, '],
  [
    [...PLACE, '--use', 'house=1'],
    '--use: expected NAME=VALUE with source, managed-source, modifying-source, key, foreign-key.',
  ],
  ...['alias/my-key', '1a2b3c4d-0000-4000-8000-0000000da7a0', `arn:aws:kms:us-east-1:${LIVE_ACCOUNT}:alias/my-key`].map(
    (key): [string[], string] => [
      [...PLACE, '--use', `key=${key}`],
      `--use key: expected the ARN of a key of ${LIVE_ACCOUNT} in us-east-1, such as arn:aws:kms:us-east-1:${LIVE_ACCOUNT}:key/`,
    ],
  ),
  [[...PLACE, '--use', `key=${SEED_KEYS.prodData.replace('us-east-1', 'eu-west-1')}`], '--use key: expected the ARN'],
  [[...PLACE, '--use', `key=${SEED_KEYS.partner}`], '--use key: expected the ARN of a key of'],
  [
    [...PLACE, '--use', `foreign-key=${SEED_KEYS.prodData}`],
    '--use foreign-key: expected the ARN of a key of another account in us-east-1, such as arn:aws:kms:us-east-1:',
  ],
  [
    [...PLACE, '--use', 'source=my-volume'],
    '--use source: expected the id of a volume, such as vol-0123456789abcdef0.',
  ],
  [[...PLACE, '--cleanup', '../x'], '--cleanup: expected the id of a run.'],
  [[...PLACE, '--only', 'default-type'], '--only: default-type makes volumes; it needs --create.'],
  [[...PLACE, '--only', 'request-rate'], '--only: request-rate uses up the request rate; it needs --burst.'],
  [[...PLACE, '--colour'], "Unknown option '--colour'"],
])('a wrong command line sends nothing: %s', async (argv, complaint) => {
  expect(await run(argv)).toBe(2);
  expect(lines[0]).toContain(complaint);
  expect(simulator.requests).toEqual([]);
});

describe('--create', () => {
  const create = (more: string[], change: Partial<LiveProcess> = {}) =>
    run([...PLACE, '--create', ...more], { ask: async () => LIVE_ACCOUNT, ...change });

  test('says the cost first, and makes nothing without the account number', async () => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question, ...lines);
      return 'yes';
    };
    expect(await create([], { ask })).toBe(1);
    expect(asked).toEqual([
      'Type the account number to go on: ',
      'It makes up to 88 volumes of 1 GiB in us-east-1, copies them, and removes everything within 20 minutes. ' +
        'It costs at most 0.010 USD; what is left behind would cost at most 0.73 USD a day.',
    ]);
    expect(actions()).toEqual(['GetCallerIdentity']);
    expect(lines.at(-1)).toBe('Nothing was created.');
  });

  test('a source that could cost more than 0.10 USD is refused', async () => {
    const source = simulator.world.volumes.find(({ id }) => id === WRITTEN) ?? expect.unreachable();
    source.size = 500;
    expect(await create(['--use', `source=${WRITTEN}`])).toBe(1);
    expect(lines).toEqual(['It could cost 2.13 USD; a run may cost 0.10 USD. Name smaller volumes.']);
  });

  test('a named volume that nobody knows is refused', async () => {
    expect(await create(['--use', 'managed-source=vol-00000000000000000'])).toBe(1);
    expect(lines).toEqual(['vol-00000000000000000 was not found. Nothing was created.']);
  });

  test('where the account encrypts by default, what needs a plain source is left open', async () => {
    simulator.world.regions.set(`${LIVE_ACCOUNT}/us-east-1`, { encryptionByDefault: true });
    expect(await create(['--only', 'key-without-encrypted'])).toBe(0);
    expect(lines).toContain(
      'key-without-encrypted: The account encrypts by default here: no plain source can be made.',
    );
  });

  test('writes each request down before it is sent, tags what it makes, and removes it', async () => {
    const before: number[] = [];
    const { createSend } = simulatedEdges(simulator);
    const watched: LiveProcess['createSend'] = (region) => {
      const send = createSend(region);
      return async (action, params) => {
        if (action === 'CreateVolume' || action === 'CopyVolumes')
          before.push(journal().filter(({ kind }) => kind === 'about-to-create').length);
        return send(action, params);
      };
    };
    expect(await create(['--only', 'default-type', '--only', 'token-repeated'], { createSend: watched })).toBe(0);
    expect(before).toEqual([1, 2, 3, 4, 5]);
    const made = simulator.requests.flatMap(({ createdVolumeId }) => createdVolumeId ?? []);
    expect(made).toHaveLength(4);
    for (const { params } of [...sentAction('CreateVolume'), ...sentAction('CopyVolumes')])
      expect([params['TagSpecification.1.Tag.1.Key'], params['TagSpecification.1.Tag.1.Value']]).toEqual([
        'ebs-copy-mcp-live',
        runId(),
      ]);
    const of = (kind: string) => journal().flatMap((entry) => (entry.kind === kind ? [entry.volume] : []));
    expect(of('created')).toEqual(made);
    expect(of('removed').sort()).toEqual([...made].sort());
    expect(tagged()).toEqual([]);
  });

  test('a copy whose reply is lost is removed as well', async () => {
    simulator.addFault({ kind: 'cut-after', action: 'CopyVolumes', times: 1 });
    expect(await create(['--only', 'default-type'])).toBe(0);
    expect(simulator.requests.filter(({ createdVolumeId }) => createdVolumeId)).toHaveLength(2);
    expect(tagged()).toEqual([]);
  });

  test('a dry run that makes a volume is the last one, and its volume is removed', async () => {
    simulator.switches.dryRunCopies = true;
    expect(await run(PLACE)).toBe(0);
    expect(sentAction('CopyVolumes').filter(({ createdVolumeId }) => createdVolumeId)).toHaveLength(1);
    expect(tagged()).toEqual([]);
    expect(file('report.md')).toContain(
      '| dry-run-answer | DryRunOperation 412, no volume | ok 200, a volume | differs | `dryRunCopies: true` |',
    );
  });

  test('what could not be removed is named, and --cleanup removes it and nothing else', async () => {
    simulator.addFault({ kind: 'deny', action: 'DeleteVolume' });
    expect(await create(['--only', 'default-type'])).toBe(1);
    const left = tagged().map(({ id }) => id);
    expect(left).toHaveLength(2);
    expect(lines.at(-1)).toBe(`Not removed: ${left.join(', ')}. Remove them with --cleanup ${runId()}.`);
    simulator.clearFaults();
    // As after a crash in the middle of a line.
    appendFileSync(join(folder, runId(), 'journal.jsonl'), '{"kind":"created","volu');
    const others = simulator.world.volumes.filter(({ id }) => !left.includes(id)).map(({ id }) => id);
    expect(await run([...PLACE, '--cleanup', runId()])).toBe(0);
    expect(lines.at(-1)).toBe(`Nothing of ${runId()} is left.`);
    const removed = file('journal.jsonl')
      .split('\n')
      .filter((line) => line.startsWith('{"kind":"removed"'));
    expect(removed).toHaveLength(2);
    const present = simulator.world.volumes.filter((volume) => stateOf(volume, simulator.now()) !== undefined);
    expect(present.map(({ id }) => id)).toEqual(others);
  });

  test('a stopped run makes nothing more and removes what it made', async () => {
    let stopped = false;
    const { createSend } = simulatedEdges(simulator);
    const stopping: LiveProcess['createSend'] = (region) => {
      const send = createSend(region);
      return async (action, params) => {
        if (action === 'CreateVolume') stopped = true;
        return send(action, params);
      };
    };
    expect(await create([], { createSend: stopping, stopped: () => stopped })).toBe(1);
    expect(lines.at(-1)).toMatch(/^The run was stopped\. Experiments not begun: \d\d\.$/);
    expect(file('report.md')).toContain(lines.at(-1));
    expect(simulator.requests.flatMap(({ createdVolumeId }) => createdVolumeId ?? []).length).toBeLessThanOrEqual(6);
    expect(tagged()).toEqual([]);
  });

  test('at the end of its twenty minutes it removes everything', async () => {
    const slow = async (ms: number) => simulator.advance(ms === 3_000 ? ms : 530_000);
    expect(await create(['--only', 'default-type', '--only', 'tags-inherited'], { sleep: slow })).toBe(0);
    expect(lines).toContain('tags-inherited: The time of the run was up.');
    expect(tagged()).toEqual([]);
  });

  test('where EC2 takes 15 s for each answer, everything is removed within the twenty minutes too', async () => {
    simulator.world.volumes.length = 0;
    const begun = simulator.now();
    const { createSend, removals } = slowly(15_000);
    expect(await create([], { createSend })).toBe(0);
    expect(lines).toContain('default-type: The time of the run was up.');
    expect(removals.length).toBeGreaterThan(0);
    expect(Math.max(...removals) - begun).toBeLessThanOrEqual(20 * 60_000);
    expect(tagged()).toEqual([]);
  });

  test('after twenty minutes it removes no more, and says what is left', async () => {
    const begun = simulator.now();
    const { createSend, removals } = slowly(0, 200_000);
    expect(await create(['--only', 'copies-per-region'], { createSend })).toBe(1);
    expect(Math.max(...removals) - begun).toBeLessThanOrEqual(24 * 60_000);
    const left = tagged().map(({ id }) => id);
    expect(left.length).toBeGreaterThan(0);
    expect(lines.at(-1)).toContain(`Remove them with --cleanup ${runId()}.`);
    expect(left.filter((id) => !lines.at(-1)?.includes(id))).toEqual([]);
  });

  test('when the login ends before the removal, what is left is named, and what was observed is reported', async () => {
    const { createSend } = simulatedEdges(simulator);
    const endsAfterTwo: LiveProcess['createSend'] = (region) => {
      const send = createSend(region);
      return async (action, params) => {
        if (tagged().length === 2) throw new Error('The SSO session has expired.');
        return send(action, params);
      };
    };
    const only = ['--only', 'malformed-source', '--only', 'default-type'];
    expect(await create(only, { createSend: endsAfterTwo })).toBe(1);
    const left = tagged().map(({ id }) => id);
    expect(left).toHaveLength(2);
    expect(lines).toContain('While removing: DescribeVolumes could not be sent: The SSO session has expired.');
    expect(lines.at(-1)).toBe(`Not removed: ${left.join(', ')}. Remove them with --cleanup ${runId()}.`);
    expect(file('report.md')).toContain('| malformed-source | ');
    expect(file('replies.json')).toContain('malformed-source');
  });

  test('when the disk is gone during the removal, everything is removed and what could not be written is said', async () => {
    const { createSend } = simulatedEdges(simulator);
    const withoutDisk: LiveProcess['createSend'] = (region) => {
      const send = createSend(region);
      return async (action, params) => {
        if (action === 'DeleteVolume') rmSync(folder, { recursive: true, force: true });
        return send(action, params);
      };
    };
    expect(await create(['--only', 'default-type'], { createSend: withoutDisk })).toBe(1);
    expect(tagged()).toEqual([]);
    expect(lines.filter((line) => line.includes('ENOENT')).map((line) => line.split(': ENOENT')[0])).toEqual([
      'While removing: the journal could not be written',
      'The report could not be written',
      'The report could not be written',
    ]);
  });

  test('whether a copy whose reply was lost is left is not known while no list is answered', async () => {
    simulator.addFault({ kind: 'cut-after', action: 'CreateVolume', times: 1 });
    const { createSend } = simulatedEdges(simulator);
    const blind: LiveProcess['createSend'] = (region) => {
      const send = createSend(region);
      return async (action, params) => {
        if (action === 'CreateVolume') simulator.addFault({ kind: 'deny', action: 'DescribeVolumes' });
        return send(action, params);
      };
    };
    expect(await create(['--only', 'default-type'], { createSend: blind })).toBe(1);
    expect(lines.at(-1)).toBe(
      `Not removed: perhaps what has the tag ebs-copy-mcp-live=${runId()}. Remove them with --cleanup ${runId()}.`,
    );
  });
});

describe('--cleanup', () => {
  const IRELAND = ['--account', LIVE_ACCOUNT, '--region', 'eu-west-1'];
  const cleanUp = (place: string[]) => run([...place, '--cleanup', id]);
  let id: string;
  let left: string[];
  beforeEach(async () => {
    simulator.addFault({ kind: 'deny', action: 'DeleteVolume' });
    await run([...PLACE, '--create', '--only', 'default-type'], { ask: async () => LIVE_ACCOUNT });
    simulator.clearFaults();
    id = runId();
    left = tagged().map((volume) => volume.id);
    expect(left).toHaveLength(2);
    lines = [];
  });
  const journalFile = () => join(folder, id, 'journal.jsonl');
  const change = (rewrite: (text: string) => string) =>
    writeFileSync(journalFile(), rewrite(readFileSync(journalFile(), 'utf8')));
  const nowhereElse = (region: string) =>
    `Nothing with the tag ebs-copy-mcp-live=${id} was found in ${region} of account ${LIVE_ACCOUNT}; other Regions were not looked at.`;

  test('of a run in another Region removes nothing, and names the Region', async () => {
    expect(await cleanUp(IRELAND)).toBe(1);
    expect(lines).toEqual([
      `According to its journal the run ${id} was in us-east-1 of account ${LIVE_ACCOUNT}. Nothing was removed.`,
    ]);
  });

  test('of a run at another endpoint removes nothing, and names the endpoint', async () => {
    change((text) => text.replace('"region":', '"endpoint":"https://ec2.example","region":'));
    expect(await cleanUp(PLACE)).toBe(1);
    expect(lines.at(-1)).toBe(
      `According to its journal the run ${id} was in us-east-1 of account ${LIVE_ACCOUNT} at https://ec2.example. Nothing was removed.`,
    );
    expect(await cleanUp([...PLACE, '--endpoint', 'https://ec2.example/'])).toBe(0);
    expect(tagged()).toEqual([]);
  });

  test('without a journal says where it looked, and claims no more', async () => {
    rmSync(join(folder, id), { recursive: true });
    expect(await cleanUp(IRELAND)).toBe(1);
    expect(lines).toEqual([`There is no journal of ${id} here: it goes by the tag alone.`, nowhereElse('eu-west-1')]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await cleanUp(PLACE)).toBe(0);
    expect(lines.at(-1)).toBe(nowhereElse('us-east-1').replace('was found', 'is left'));
    expect(tagged()).toEqual([]);
  });

  test('by a journal that names no Region any more calls nothing gone that is unknown here', async () => {
    change((text) => `${'\0'.repeat(20)}${text.slice(20)}`);
    expect(await cleanUp(IRELAND)).toBe(1);
    expect(lines).toEqual([
      `The journal of ${id} does not tell its Region any more: it goes by the tag and the ids in it.`,
      nowhereElse('eu-west-1'),
      `Not found there, and so perhaps in another Region: ${left.join(', ')}.`,
    ]);
    expect(readFileSync(journalFile(), 'utf8')).not.toContain('"removed"');
    expect(await cleanUp(PLACE)).toBe(0);
    expect(tagged()).toEqual([]);
  });

  test.each(['null', '1', '"created"', '[]', '{"kind":"created"}', '{"kind":"created","volume":7}', '{"kind":"run"}'])(
    'by a journal with the line %s goes by the other lines',
    async (line) => {
      change((text) => `${line}\n${text}`);
      expect(await cleanUp(PLACE)).toBe(0);
      expect(lines).toEqual([`Nothing of ${id} is left.`]);
      expect(tagged()).toEqual([]);
    },
  );

  test('by a journal that cannot be read goes by the tag', async () => {
    rmSync(journalFile());
    mkdirSync(journalFile());
    expect(await cleanUp(PLACE)).toBe(0);
    expect(lines[0]).toContain(`The journal of ${id} cannot be read (EISDIR`);
    expect(tagged()).toEqual([]);
  });
});

test('the reply that settles an experiment is in the report and in its fixture', async () => {
  const only = ['copies-per-region', 'token-after-delete', 'known-after', 'completed-progress'];
  const options = ['--create', '--use', `source=${WRITTEN}`, ...only.flatMap((id) => ['--only', id])];
  expect(await run([...PLACE, ...options], { ask: async () => LIVE_ACCOUNT })).toBe(0);
  const recorded = JSON.parse(file('replies.json')) as { experiment: string; reply: string }[];
  const [, ...sections] = file('report.md').split('\n### ');
  const settled = ['CopyVolumesLimitExceeded', 'IdempotentParameterMismatch', '<status>completed</status>'];
  for (const [n, text] of settled.entries()) {
    expect(sections[n]).toContain(text);
    expect(recorded.filter(({ reply }) => reply.includes(text)).map(({ experiment }) => experiment)).toContain(only[n]);
  }
  for (const state of ['creating', 'available', 'initializing']) expect(sections[2]).toContain(`<status>${state}<`);
  expect(sections[3]).toContain('It sent nothing: it reads what an earlier experiment was answered.');
});

test('the report says what was assumed, seen and to be turned, and nothing that is private', async () => {
  simulator.switches.badNextToken = 'InvalidParameterValue';
  const options = ['--create', '--use', `source=${WRITTEN}`, '--use', `key=${SEED_KEYS.prodData}`];
  expect(await run([...PLACE, ...options], { ask: async () => LIVE_ACCOUNT })).toBe(0);
  const report = file('report.md');
  const recorded = file('replies.json');
  expect(report).toContain(
    '| bad-next-token | InvalidPaginationToken | InvalidParameterValue | differs | `badNextToken: "InvalidParameterValue"` |',
  );
  expect(report).toContain('- `quotas`: ');
  expect(report).toContain('<Code>InvalidVolume.NotFound</Code>');
  expect(report).toContain('Action=CopyVolumes');
  const requestIds = simulator.requests.map(({ requestId }) => requestId);
  const tags = simulator.world.volumes.flatMap((volume) => volume.tags.map(({ value }) => value));
  const ids = simulator.world.volumes.flatMap(({ id, attachments }) => [id, ...attachments.map((a) => a.instanceId)]);
  const keys = Object.values(SEED_KEYS).map((arn) => arn.split('/').at(-1));
  const secrets = [LIVE_ACCOUNT, 'user/simulated', 'AIDASIMULATED', ...requestIds, ...keys, ...ids];
  for (const text of [report, recorded]) {
    expect(secrets.filter((secret) => secret && text.includes(secret))).toEqual([]);
    expect([...new Set(tags)].filter((value) => value && text.includes(`<value>${value}<`))).toEqual([]);
    expect(text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g)).toBeNull();
    expect(text.match(/arn:aws:\w+:[\w-]*:(?!111122223333:REPLACED)[^\s]*/g)).toBeNull();
  }
});
