// What a question finds beyond one place, and what it hands over.
import { describe, expect, test } from 'vitest';
import type { CallOptions, Settings } from '../../src/ports/tool.ts';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import { wrapToken } from '../../src/volume/answers/page-token.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import { createFakeDeps, createFakeEc2, ID, idOf, NOON, no, type Script, yes } from '../support/fake-ec2.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const volume = (VolumeId: string, more: Volume = {}): Volume => ({
  VolumeId,
  State: 'available',
  VolumeType: 'gp3',
  Size: 100,
  Iops: 3_000,
  Throughput: 125,
  ...more,
});

async function ask(
  args: object,
  script: Script | ((clock: VirtualClock) => Script),
  settings: Partial<Settings> = {},
  progress?: CallOptions['progress'],
) {
  const clock = createVirtualClock();
  const fake = createFakeEc2({
    describeVolumeStatus: (ids) => yes(ids.map((VolumeId) => ({ VolumeId, Status: 'ok' }))),
    ...(typeof script === 'function' ? script(clock) : script),
  });
  const timeouts: number[] = [];
  const deps = createFakeDeps(fake.ec2, { settings, clock, timeouts });
  const never = new AbortController().signal;
  const options = { cancelled: never, signal: never, ...(progress ? { progress } : {}) };
  const call = () =>
    clock.until(
      getVolumeStatus.call(args, deps, {
        ...options,
        arrivedAt: clock.now(),
        deadline: clock.now() + 50_000,
      }),
    );
  const { structured, text } = await call();
  return {
    ...fake,
    call,
    clock,
    timeouts,
    text,
    told: structured as Record<string, unknown> & { summary: string; next: unknown[] },
  };
}

const TWO = { regions: ['us-east-1', 'eu-west-1'], profiles: ['prod', 'test'] };

describe('not found here', () => {
  test('is looked for in the other allowed Regions and profiles; it says where it is and where it looked', async () => {
    const { told, text, calls } = await ask(
      { VolumeIds: [ID], Profile: 'prod', Region: 'us-east-1' },
      {
        describeVolumes: (_, place) =>
          yes({ items: place.region === 'eu-west-1' && place.profile === 'test' ? [volume(ID)] : [] }),
      },
      TWO,
    );
    expect(told).toMatchObject({
      outcome: 'nothing_found',
      missing: [{ reason: 'elsewhere: eu-west-1, profile test', count: 1, VolumeIds: [ID] }],
      searched: [
        { region: 'us-east-1', profile: 'prod', complete: true },
        { region: 'eu-west-1', profile: 'prod', complete: true },
        { region: 'us-east-1', profile: 'test', complete: true },
        { region: 'eu-west-1', profile: 'test', complete: true },
      ],
    });
    expect(told.summary).toBe(
      `No volume was found. EC2 does not know 1 id here. Found elsewhere: ${ID} in eu-west-1, profile test.`,
    );
    expect(told.next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [ID], Region: 'eu-west-1', Profile: 'test' },
        why: 'asks the same where it is',
      },
    ]);
    expect(text).toContain('Searched: us-east-1, profile prod; eu-west-1, profile prod;');
    expect(calls.filter((call) => call.action === 'DescribeVolumes')).toHaveLength(4);
  });

  test.each(['available', 'initialized'])('a wait until %s ends when it is found to be elsewhere', async (waitFor) => {
    const { told, clock, calls } = await ask(
      { VolumeIds: [ID], Region: 'us-east-1', waitFor, waitSeconds: 45 },
      { describeVolumes: (_, place) => yes({ items: place.region === 'eu-west-1' ? [volume(ID)] : [] }) },
      { regions: TWO.regions },
    );
    expect(told.wait).toEqual({
      for: waitFor,
      reached: false,
      stillPossible: false,
      why: `${ID} is in eu-west-1`,
    });
    // Not before a new id had its few seconds.
    expect(clock.now() - NOON).toBe(waitFor === 'available' ? 4_800 : 15_050);
    expect(calls.filter((call) => call.place.region === 'eu-west-1')).toHaveLength(1);
  });

  test('nor elsewhere', async () => {
    const { told } = await ask({ VolumeIds: [ID], Profile: 'prod', Region: 'us-east-1' }, {}, TWO);
    expect(told.summary).toContain(
      'It is not in 3 other allowed places either. Check the id, the Region and the account',
    );
  });

  describe('the source of copies', () => {
    const both = { regions: TWO.regions };
    const copiesOf = { copiesOf: ID, Region: 'us-east-1' };
    const searched = (told: Record<string, unknown>) => (told.searched as unknown[]).length;

    test('that is not here either is told as such', async () => {
      const here = await ask({ copiesOf: ID }, { describeVolumes: () => yes({ items: [volume(idOf(1))] }) });
      expect(here.told.summary).toContain(
        `No copy was found, and ${ID} itself is not among the volumes that were read. EC2 has no filter`,
      );
      const { told } = await ask(copiesOf, {}, both);
      expect(told.summary).toContain(`were read. ${ID} is not in 1 other allowed place either. EC2 has no filter`);
      expect(searched(told)).toBe(2);
    });

    test('that is here is looked for nowhere else', async () => {
      const { told } = await ask(copiesOf, { describeVolumes: () => yes({ items: [volume(ID)] }) }, both);
      expect(told.summary).toMatch(/^[^.]*No copy was found\. EC2 has no filter/);
      expect(searched(told)).toBe(1);
    });

    test('of which an earlier page may have told is only said to be nowhere else', async () => {
      const question = [{ region: 'us-east-1' }, [], ID, false];
      const NextToken = wrapToken('|page-2', question);
      const { told } = await ask({ ...copiesOf, NextToken }, {}, both);
      expect(told.summary).toContain(`No copy was found. ${ID} is not in 1 other allowed place. EC2 has no filter`);
    });

    test('any source is none', async () => {
      const { told } = await ask({ copiesOf: '*', Region: 'us-east-1' }, {}, both);
      expect(told.summary).not.toContain('other allowed place');
      expect(searched(told)).toBe(1);
    });
  });

  test('an instance is looked for too', async () => {
    const { told } = await ask(
      { attachedTo: 'db', Region: 'us-east-1' },
      {
        describeInstances: (_filters) => yes({ items: [] }),
      },
      { regions: ['us-east-1', 'eu-west-1'] },
    );
    expect(told.searched).toEqual([
      { region: 'us-east-1', complete: true },
      { region: 'eu-west-1', complete: true },
    ]);
  });

  test('a page that is empty is not', async () => {
    const { told } = await ask({ Region: 'us-east-1' }, {}, { regions: ['us-east-1', 'eu-west-1'] });
    expect(told.searched).toEqual([{ region: 'us-east-1', complete: true }]);
  });
});

describe('copies made here', () => {
  test('without tags none is found, and that is said', async () => {
    const words = 'With --unstamped copies carry no tag, so this does not find them.';
    expect((await ask({ madeHere: true }, {}, { stamp: false })).told.summary).toBe(`No volume was found. ${words}`);
    expect((await ask({ madeHere: true }, {})).told.summary).toBe('No volume was found.');
  });

  test('age, attached or not, cost; what was attached to nothing for a day or longer can be deleted elsewhere', async () => {
    const { told } = await ask(
      { madeHere: true },
      {
        describeVolumes: () =>
          yes({
            items: [
              volume(idOf(1), { SourceVolumeId: ID, CreateTime: '2026-11-22T10:00:00Z' }),
              volume(idOf(2), { SourceVolumeId: ID, CreateTime: '2026-11-02T12:00:00Z', Size: 1_000 }),
              volume(idOf(3), {
                SourceVolumeId: ID,
                State: 'in-use',
                Attachments: [{ InstanceId: 'i-0123456789abcdef0' }],
              }),
            ],
          }),
      },
    );
    expect(told.summary).toContain(
      '3 volumes. 2 of them are attached to nothing. Together they cost about 96.00 USD a month (list prices of us-east-1). This server deletes nothing.',
    );
    expect(told.counts).toMatchObject({ monthlyUsd: 96 });
    const verdicts = (told.Volumes as { verdict: string }[]).map((one) => one.verdict);
    expect(verdicts[0]).toMatch(
      /^This server made it 2 hours ago\. It is attached to nothing and costs about 8\.00 USD a month\. Ready to attach/,
    );
    expect(verdicts[1]).toMatch(
      /^This server made it 20 days ago\. It is attached to nothing and costs about 80\.00 USD a month\./,
    );
    expect(verdicts[2]).toMatch(/^This server made it\. It is attached and costs about 8\.00 USD a month\./);
    expect(told.handOver).toEqual([
      {
        purpose:
          'delete a copy that is attached to nothing, made 20 days ago; --dry-run only checks, leave it out to delete',
        command: `aws ec2 delete-volume --volume-id ${idOf(2)} --dry-run --region us-east-1`,
        risk: 'destroys',
      },
    ]);
  });
});

test('I/O that waits for a decision, and a volume that failed: the commands, with profile and endpoint', async () => {
  const { told } = await ask(
    { VolumeIds: [idOf(1), idOf(2)] },
    {
      locate: () => yes({ region: 'us-east-1', profile: 'prod', endpoint: 'https://ec2.example' }),
      describeVolumes: () =>
        yes({ items: [volume(idOf(1), { State: 'error' }), volume(idOf(2), { State: 'in-use' })] }),
      describeVolumeStatus: () =>
        yes([{ VolumeId: idOf(2), Status: 'impaired', Actions: [{ Code: 'enable-volume-io' }] }]),
    },
  );
  const where = '--region us-east-1 --profile prod --endpoint-url https://ec2.example/';
  expect((told.handOver as { command: string; risk: string }[]).map(({ command, risk }) => [risk, command])).toEqual([
    ['changes', `aws ec2 enable-volume-io --volume-id ${idOf(2)} ${where}`],
    ['destroys', `aws ec2 delete-volume --volume-id ${idOf(1)} --dry-run ${where}`],
  ]);
});

test('a volume without checks may be of another account: whose we are is asked then, and only then', async () => {
  const items = [volume(ID, { OwnerId: '444455556666' })];
  const describeVolumes = () => yes({ items });
  const without = await ask({ VolumeIds: [ID] }, { describeVolumes, describeVolumeStatus: () => yes([]) });
  expect(without.actions().filter((action) => action === 'GetCallerIdentity')).toHaveLength(1);
  const known = await ask(
    { VolumeIds: [ID] },
    { describeVolumes, describeVolumeStatus: () => yes([]), knownCaller: { account: '111122223333' } },
  );
  expect(known.told.summary).toContain(
    'It belongs to another account: only that account can attach it and read its checks.',
  );
  const withChecks = await ask({ VolumeIds: [ID] }, { describeVolumes });
  // What is being deleted has no checks anyway.
  items.push(volume(idOf(2), { OwnerId: '444455556666', State: 'deleting' }));
  const going = await ask({ VolumeIds: [ID, idOf(2)] }, { describeVolumes });
  expect([...known.actions(), ...withChecks.actions(), ...going.actions()]).not.toContain('GetCallerIdentity');
});

test('an STS that does not answer holds nothing up for longer than two seconds', async () => {
  const describeVolumes = () => yes({ items: [volume(ID, { OwnerId: '444455556666' })] });
  const script = { describeVolumes, describeVolumeStatus: () => yes([]), callerIdentity: () => no('timed-out') };
  const { told, timeouts } = await ask({ VolumeIds: [ID] }, script);
  expect(told.outcome).toBe('found');
  expect(timeouts).toEqual([2_000]);
});

test('a long look at other places is heard of too', async () => {
  const said: string[] = [];
  await ask(
    { VolumeIds: [ID], Region: 'us-east-1' },
    (clock) => ({
      describeVolumes: async (_, place) => {
        if (place.region !== 'us-east-1') await clock.sleep(16_000, new AbortController().signal);
        return yes({ items: [] });
      },
    }),
    { regions: TWO.regions },
    (_, __, message) => said.push(message),
  );
  expect(said).toEqual(['asking EC2']);
});

test("a wait for another account's volume ends when it is known whose we are, which is asked once", async () => {
  const script: Script = {
    describeVolumes: () => yes({ items: [volume(ID, { OwnerId: '444455556666', SourceVolumeId: idOf(1) })] }),
    describeVolumeStatus: () => yes([]),
    callerIdentity(this: Script) {
      this.knownCaller = { account: '111122223333' };
      return yes(this.knownCaller);
    },
  };
  const { told, actions, clock } = await ask({ VolumeIds: [ID], waitFor: 'initialized', waitSeconds: 45 }, script);
  expect(told.wait).toMatchObject({ reached: false, stillPossible: false });
  expect(told.wait).toMatchObject({ why: `${ID} belongs to another account, which alone can read its progress` });
  expect(actions().filter((action) => action === 'GetCallerIdentity')).toHaveLength(1);
  expect(clock.now()).toBe(NOON + 50);
});

test('identical questions at once are one request', async () => {
  const { call, asked } = await ask({}, { describeVolumes: () => yes({ items: [volume(ID)] }) });
  const before = asked('DescribeVolumes').length;
  await Promise.all([call(), call(), call()]);
  expect(asked('DescribeVolumes').length - before).toBe(1);
});
