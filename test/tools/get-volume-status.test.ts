import { describe, expect, test } from 'vitest';
import type { CallOptions, Settings } from '../../src/ports/tool.ts';
import { StatusOutput } from '../../src/schema/status-output.ts';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import { createFakeDeps, createFakeEc2, ID, idOf, NOON, no, type Script, yes } from '../support/fake-ec2.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const HOUR = 3_600_000;

const volume = (VolumeId: string, more: Volume = {}): Volume => ({
  VolumeId,
  State: 'available',
  VolumeType: 'gp3',
  Size: 100,
  ...more,
});

function world(volumes: Volume[], more: Script = {}): Script {
  return {
    describeVolumes: ({ Filters }) => {
      const wanted = Filters?.find((one) => one.Name === 'volume-id')?.Values;
      return yes({ items: volumes.filter((one) => wanted?.includes(one.VolumeId ?? '') ?? true) });
    },
    describeVolumeStatus: (ids) => yes(ids.map((VolumeId) => ({ VolumeId, Status: 'ok' }))),
    ...more,
  };
}

function start(script: Script = world([volume(ID)]), settings: Partial<Settings> = {}) {
  const fake = createFakeEc2(script);
  const clock = createVirtualClock();
  const deps = createFakeDeps(fake.ec2, { settings, clock });
  const call = async (args: unknown, more: Partial<CallOptions> = {}) => {
    const never = new AbortController().signal;
    const result = await clock.until(
      getVolumeStatus.call(args, deps, {
        cancelled: never,
        signal: never,
        arrivedAt: clock.now(),
        deadline: clock.now() + 50_000,
        ...more,
      }),
    );
    return {
      ...result,
      told: result.structured as Record<string, unknown> & { outcome: string; summary: string; next: unknown[] },
    };
  };
  return { ...fake, call, clock };
}

describe('what is found', () => {
  test('one volume: its sentence opens the answer', async () => {
    const { told, text, isError } = await start(
      world([volume(ID)], { knownCaller: { account: '111122223333', arn: 'arn:x' } }),
    ).call({
      VolumeIds: [ID],
    });
    expect(told).toMatchObject({
      outcome: 'found',
      summary: `${ID}: Ready to attach.`,
      where: { region: 'us-east-1', account: '111122223333', principal: 'arn:x', simulated: false },
      Volumes: [{ VolumeId: ID, State: 'available', attachable: true, healthy: true }],
      counts: { total: 1, byState: { available: 1 }, initializing: 0, needAttention: 0, shown: 1 },
      missing: [],
      searched: [{ region: 'us-east-1', account: '111122223333', complete: true }],
    });
    expect(text.split('\n')[0]).toBe(told.summary);
    expect(isError).toBe(false);
    expect(told.next).toEqual([
      {
        tool: 'copy_volume',
        arguments: { SourceVolumeId: ID, VolumeType: 'gp3' },
        why: "rehearses a copy that keeps this volume's type and performance",
      },
    ]);
  });

  test('of a type that AWS added since nothing is claimed to be kept but what is asked for', async () => {
    const { told } = await start(world([{ ...volume(ID), VolumeType: 'gp4', Iops: 9_000, Throughput: 900 }])).call({
      VolumeIds: [ID],
    });
    expect(told.next).toEqual([
      {
        tool: 'copy_volume',
        arguments: { SourceVolumeId: ID, VolumeType: 'gp4' },
        why: "rehearses a copy; this version does not know this volume's type, so name Iops and Throughput where they are to be kept",
      },
    ]);
  });

  test("the caller's order; unknown ids are missing and fail nothing", async () => {
    const { told, isError } = await start(world([volume(idOf(1)), volume(idOf(2))])).call({
      VolumeIds: [idOf(9), idOf(2), idOf(1), idOf(8)],
    });
    expect(told.outcome).toBe('partial');
    expect(told.summary).toBe(
      '2 volumes. EC2 does not know 2 ids here. Check the id, the Region and the account. One that was just created can stay unknown for a minute; after that, look for the createVolume event of EBS in EventBridge.',
    );
    expect((told.Volumes as Volume[]).map((one) => one.VolumeId)).toEqual([idOf(2), idOf(1)]);
    expect(told.missing).toEqual([{ reason: 'not_found', count: 2, VolumeIds: [idOf(9), idOf(8)] }]);
    expect(isError).toBe(false);
  });

  test('nothing: where it looked, and a page of what is there', async () => {
    const { told, isError } = await start(world([])).call({ VolumeIds: [ID], Region: 'eu-west-1' });
    expect(told.outcome).toBe('nothing_found');
    expect(told.summary).toMatch(
      /^No volume was found\. EC2 does not know 1 id here\. Check the id, the Region and the account/,
    );
    expect(told.searched).toEqual([{ region: 'eu-west-1', complete: true }]);
    expect(told.next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [ID], waitFor: 'available', waitSeconds: 30, Region: 'eu-west-1' },
        why: 'an id that was just created can stay unknown for a moment',
      },
      { tool: 'get_volume_status', arguments: { Region: 'eu-west-1' }, why: 'a page of the volumes that are here' },
    ]);
    expect(isError).toBe(false);
  });

  test('nothing after a wait: not the same wait again', async () => {
    const { told } = await start(world([])).call({ VolumeIds: [ID], waitFor: 'available', waitSeconds: 5 });
    expect(told.wait).toMatchObject({ reached: false, stillPossible: true, askAgainAfterSeconds: 60 });
    expect(told.next).toEqual([
      { tool: 'get_volume_status', arguments: {}, why: 'a page of the volumes that are here' },
    ]);
  });

  test('what needs attention is named in the summary', async () => {
    const { told } = await start(
      world([volume(idOf(1)), ...[2, 3, 4, 5, 6, 7].map((n) => volume(idOf(n), { State: 'error' }))]),
    ).call({});
    expect(told.summary).toBe(`7 volumes. Need attention: ${[2, 3, 4, 5, 6].map(idOf).join(', ')} and 1 more.`);
  });

  test('statuses that cannot be read: the volumes are there, and the permission is named', async () => {
    const { told, text } = await start(
      world([volume(ID)], { describeVolumeStatus: () => no('UnauthorizedOperation') }),
    ).call({ VolumeIds: [ID] });
    expect(told.outcome).toBe('partial');
    expect(told.summary).toBe(
      `${ID}: Ready to attach. Its checks and initialization could not be read: whether it is well and at full speed is not known.`,
    );
    expect(told.missing).toEqual([
      { reason: 'status_not_read (UnauthorizedOperation): needs ec2:DescribeVolumeStatus', count: 1, VolumeIds: [] },
    ]);
    expect(text).toContain('needs ec2:DescribeVolumeStatus');
  });

  test.each([
    ['UnauthorizedOperation', 'two hours old', new Date(NOON - 2 * HOUR)],
    ['RequestLimitExceeded', 'a year old', new Date(NOON - 365 * 24 * HOUR)],
  ] as const)('%s of the status of a copy %s: not called slow, nor to be looked at again', async (code, _, created) => {
    const { told, text } = await start(
      world([volume(ID, { SourceVolumeId: idOf(1), CreateTime: created.toISOString() })], {
        describeVolumeStatus: () => no(code),
      }),
    ).call({ VolumeIds: [ID] });
    const [copied] = told.Volumes as object[];
    expect(copied).toMatchObject({
      attachable: true,
      sourceMayChange: true,
      verdict: expect.stringContaining('Its checks and initialization could not be read'),
    });
    expect(copied).not.toHaveProperty('fullSpeed');
    expect(copied).not.toHaveProperty('healthy');
    expect(copied).not.toHaveProperty('initialization');
    expect(told.counts).toMatchObject({ initializing: 0 });
    expect(JSON.stringify(told.next)).not.toContain('shows whether it is at full speed');
    expect(text).not.toContain('Check again');
  });

  test.each<[name: string, created: Date, percent: number, afterSeconds: number, words: string]>([
    ['an hour or more is left', new Date(NOON - 2 * HOUR), 30, 900, 'Check again in 15 minutes.'],
    // 0.38 of what 19 % take at 81 % in 115 minutes, less five.
    ['eleven minutes or more are left', new Date(NOON - 2 * HOUR), 80, 659, 'Check again in 11 minutes.'],
    ['it may be over', new Date(NOON - 2 * HOUR), 98, 300, 'Check again in 5 minutes.'],
  ])('a volume that is not at full speed is to be asked for again: %s', async (_, created, percent, after, words) => {
    const { told } = await start(
      world([volume(ID, { SourceVolumeId: idOf(1), CreateTime: created.toISOString() })], {
        describeVolumeStatus: () =>
          yes([{ VolumeId: ID, Status: 'ok', Initialization: { Type: 'volume-copy', Progress: percent } }]),
      }),
    ).call({ VolumeIds: [ID] });
    expect(told.next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [ID] },
        why: 'shows whether it is at full speed',
        afterSeconds: after,
      },
    ]);
    expect(told.summary).toContain(words);
  });

  test('modifications that could not be read are told, and everything else with them', async () => {
    const { told, text } = await start(
      world([volume(ID)], { describeVolumesModifications: () => no('UnauthorizedOperation') }),
    ).call({ VolumeIds: [ID] });
    expect(told).toMatchObject({ outcome: 'partial', Volumes: [{ VolumeId: ID, healthy: true }] });
    expect(told.summary).toBe(
      `${ID}: Available. Whether it can be attached is not known, because its modifications were not read.`,
    );
    expect(told.Volumes).not.toMatchObject([{ attachable: expect.anything() }]);
    expect(told.Volumes).not.toMatchObject([{ fullSpeed: expect.anything() }]);
    expect(told.missing).toEqual([
      {
        reason: 'modification_not_read (UnauthorizedOperation): needs ec2:DescribeVolumesModifications',
        count: 1,
        VolumeIds: [],
      },
    ]);
    expect(text).toContain('needs ec2:DescribeVolumesModifications');
  });

  test('what may not be copied is not offered: creating, in error, a root volume', async () => {
    const { told } = await start({
      ...world([
        volume(idOf(1), { State: 'creating' }),
        volume(idOf(2), { State: 'error' }),
        volume(idOf(3), { State: 'in-use' }),
      ]),
      describeInstances: () =>
        yes({
          items: [
            {
              InstanceId: 'i-0123456789abcdef0',
              RootDeviceName: '/dev/xvda',
              BlockDevices: [1, 2, 3].map((n) => ({
                DeviceName: n === 3 ? '/dev/xvda' : `/dev/sd${n}`,
                VolumeId: idOf(n),
              })),
            },
          ],
        }),
    }).call({ attachedTo: 'i-0123456789abcdef0' });
    expect(told.next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [idOf(1)], waitFor: 'available', waitSeconds: 30 },
        why: 'it is being created, which takes seconds',
      },
    ]);
  });

  test.each<[name: string, more: Volume, script: Script]>([
    [
      'being modified',
      {},
      { describeVolumesModifications: () => yes([{ VolumeId: ID, ModificationState: 'modifying' }]) },
    ],
    ['on an Outpost', { OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' }, {}],
  ])('nor is what a rule of ours stands against: %s', async (_, more, script) => {
    const by: object[] = [{ VolumeIds: [ID] }, { Filters: [{ Name: 'status', Values: ['available'] }] }, {}];
    for (const args of by) {
      const { told } = await start(world([volume(ID, more)], script)).call(args);
      expect(told.next.filter((call) => (call as { tool: string }).tool === 'copy_volume')).toEqual([]);
    }
  });

  test('after a wait as after one look: the modification is told, and no rehearsal is offered', async () => {
    const { told } = await start(
      world([volume(ID)], {
        describeVolumesModifications: () => yes([{ VolumeId: ID, ModificationState: 'modifying' }]),
      }),
    ).call({ VolumeIds: [ID], waitFor: 'available', waitSeconds: 30 });
    expect(told.summary).toContain(
      'It is being modified. It cannot be attached or copied until it is optimizing or completed.',
    );
    expect(told.wait).toEqual({
      for: 'available',
      reached: false,
      stillPossible: true,
      why: `${ID} is being modified and cannot be attached until it is optimizing or completed`,
      askAgainAfterSeconds: 300,
    });
    expect(told.next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [ID] },
        why: 'shows whether its modification has ended',
        afterSeconds: 300,
      },
    ]);
  });

  test('an instance with more volumes than a call takes: the first 500, and that there may be more', async () => {
    const many = Array.from({ length: 620 }, (_, n) => idOf(n));
    const { call, asked } = start({
      ...world(many.map((id) => volume(id))),
      describeInstances: () =>
        yes({ items: [{ InstanceId: 'i-1', BlockDevices: many.map((VolumeId) => ({ VolumeId })) }] }),
    });
    const { told } = await call({ attachedTo: '*' });
    expect(told.counts).toMatchObject({ total: 500 });
    expect(told.searched).toMatchObject([{ complete: false }]);
    expect(told.summary).toContain('There may be more.');
    expect(asked('DescribeVolumeStatus').map((ids) => (ids as string[]).length)).toEqual([500]);
  });
});

describe('ways of asking', () => {
  test('without any: one page of 50', async () => {
    const { call, asked } = start();
    await call({});
    expect(asked('DescribeVolumes')).toEqual([{ MaxResults: 50 }]);
  });

  test('by filters', async () => {
    const { call, asked } = start();
    await call({ Filters: [{ Name: 'tag:Name', Values: ['db*'] }], MaxResults: 5 });
    expect(asked('DescribeVolumes')).toEqual([{ Filters: [{ Name: 'tag:Name', Values: ['db*'] }], MaxResults: 5 }]);
  });

  test('copies made here', async () => {
    const { call, asked } = start();
    await call({ madeHere: true });
    expect(asked('DescribeVolumes')).toEqual([
      { Filters: [{ Name: 'tag-key', Values: ['ebs-copy-mcp:plan'] }], MaxResults: 50 },
    ]);
  });

  test('madeHere false is no way of asking', async () => {
    const { call, asked } = start();
    expect((await call({ madeHere: false, VolumeIds: [ID] })).told.outcome).toBe('found');
    expect(asked('DescribeVolumes')).toMatchObject([{ Filters: [{ Name: 'volume-id', Values: [ID] }] }]);
  });

  test('copies of a volume', async () => {
    const { told } = await start(world([volume(idOf(1), { SourceVolumeId: ID }), volume(idOf(2))])).call({
      copiesOf: ID,
    });
    expect((told.Volumes as Volume[]).map((one) => one.VolumeId)).toEqual([idOf(1)]);
  });

  test('by an instance: one read of instances, its data and root volume told apart', async () => {
    const { call, asked } = start({
      ...world([volume(idOf(1), { State: 'in-use' }), volume(idOf(2), { State: 'in-use' })]),
      describeInstances: () =>
        yes({
          items: [
            {
              InstanceId: 'i-0123456789abcdef0',
              Name: 'prod-db-1',
              RootDeviceName: '/dev/xvda',
              BlockDevices: [
                { DeviceName: '/dev/xvda', VolumeId: idOf(1) },
                { DeviceName: '/dev/sdf', VolumeId: idOf(2) },
              ],
            },
          ],
        }),
    });
    const { told, text } = await call({ attachedTo: 'prod-db-1' });
    expect(asked('DescribeInstances')).toEqual([[{ Name: 'tag:Name', Values: ['prod-db-1'] }]]);
    expect(told.Volumes).toMatchObject([
      {
        VolumeId: idOf(1),
        instance: { id: 'i-0123456789abcdef0', name: 'prod-db-1', device: '/dev/xvda', root: true },
      },
      { VolumeId: idOf(2), instance: { device: '/dev/sdf', root: false } },
    ]);
    expect(text).toContain('on i-0123456789abcdef0 "prod-db-1" as /dev/xvda (root)');
    expect(text).toContain('as /dev/sdf (data)');
  });

  test('several instances match: all are told, none is chosen, and each can be asked for', async () => {
    const { told } = await start({
      ...world([volume(idOf(1), { State: 'creating' }), volume(idOf(2), { State: 'creating' })]),
      describeInstances: () =>
        yes({
          items: ['i-01', 'i-02', 'i-03', 'i-04'].map((InstanceId, n) => ({
            InstanceId,
            BlockDevices: n < 2 ? [{ DeviceName: '/dev/sdf', VolumeId: idOf(n + 1) }] : [],
          })),
        }),
    }).call({ attachedTo: 'web*', Region: 'us-east-1' });
    expect(told.summary).toBe('4 instances match (i-01, i-02, i-03, i-04); none was chosen. 2 volumes.');
    expect(told.next).toEqual(
      ['i-01', 'i-02', 'i-03'].map((attachedTo) => ({
        tool: 'get_volume_status',
        arguments: { attachedTo, Region: 'us-east-1' },
        why: 'only the volumes of this instance',
      })),
    );
  });

  test.each<[asked: string, wider: string, why: string]>([
    ['prod-db', '*prod-db*', 'instances with a similar Name'],
    ['*prod*', '*', 'a page of the instances that are here, with their volumes'],
    ['i-0123456789abcdef0', '*', 'a page of the instances that are here, with their volumes'],
    ['*', '*', 'a page of the instances that are here, with their volumes'],
    ['i-0123', '*', 'a page of the instances that are here, with their volumes'],
    ['i-0123456789ABCDEF0', 'i-0123456789abcdef0', 'the instance with this id'],
    ['*i-0123456789abcdef0*', 'i-0123456789abcdef0', 'the instance with this id'],
    ['arn:aws:ec2:us-east-1:111122223333:instance/i-01234567', 'i-01234567', 'the instance with this id'],
    ['10.0.1', '*10.0.1*', 'instances with a similar Name'],
    ['web-i-0123456', '*web-i-0123456*', 'instances with a similar Name'],
  ])('nothing matches %s: %s is offered', async (attachedTo, wider, why) => {
    const { told } = await start().call({ attachedTo });
    expect(told.outcome).toBe('nothing_found');
    expect(told.summary).toBe('No such instance was found.');
    expect(told.next).toEqual([{ tool: 'get_volume_status', arguments: { attachedTo: wider }, why }]);
  });

  test.each([
    '10.0.1.17',
    '2001:db8::1',
    'ip-10-0-1-17',
    'ip-10-0-1-17.ec2.internal',
    'ip-10-0-1-17.eu-west-1.compute.internal',
    'ec2-203-0-113-25.compute-1.amazonaws.com',
  ])('%s is no Name: what is taken is said', async (attachedTo) => {
    const { told } = await start().call({ attachedTo });
    expect(told.summary).toBe(
      'No such instance was found. attachedTo takes the id of an instance or its Name; addresses and host names are not looked up.',
    );
    const why = 'a page of the instances that are here, with their volumes';
    expect(told.next).toEqual([{ tool: 'get_volume_status', arguments: { attachedTo: '*' }, why }]);
  });

  test('an instance without volumes', async () => {
    const { told } = await start({
      describeInstances: () => yes({ items: [{ InstanceId: 'i-01', BlockDevices: [] }] }),
    }).call({ attachedTo: 'x' });
    expect(told.summary).toBe('No EBS volume is attached to this instance.');
  });
});

describe('pages', () => {
  const paged: Script = {
    describeVolumes: ({ NextToken }) =>
      yes(NextToken === 'aws-2' ? { items: [volume(idOf(2))] } : { items: [volume(idOf(1))], nextToken: 'aws-2' }),
  };

  test('the token goes on with the same question only', async () => {
    const { call, asked } = start(paged);
    const filters = { Filters: [{ Name: 'status', Values: ['available'] }] };
    const first = await call(filters);
    expect(first.told.summary).toContain('There may be more; go on with NextToken.');
    const NextToken = first.told.NextToken as string;
    expect(NextToken).not.toContain('aws-2');
    expect(first.told.next[0]).toEqual({
      tool: 'get_volume_status',
      arguments: { ...filters, NextToken },
      why: 'the next page',
    });
    const second = await call({ ...filters, NextToken });
    expect((second.told.Volumes as Volume[]).map((one) => one.VolumeId)).toEqual([idOf(2)]);
    expect(asked('DescribeVolumes').at(-1)).toMatchObject({ NextToken: 'aws-2' });
    expect(second.told).not.toHaveProperty('NextToken');
  });

  test.each<[name: string, more: object]>([
    ['other filters', { Filters: [{ Name: 'status', Values: ['in-use'] }] }],
    ['another Region', { Region: 'eu-west-1' }],
    ['copies made here', { madeHere: true }],
    ['copies of a volume', { copiesOf: ID }],
  ])('a token given with %s is refused, and nothing is asked', async (_, more) => {
    const { call, calls } = start(paged);
    const { NextToken } = (await call({})).told;
    const before = calls.length;
    const { told, isError } = await call({ ...more, NextToken });
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'next-token-foreign' } });
    expect(isError).toBe(true);
    expect(calls).toHaveLength(before);
  });

  test('a token of one filter does not continue another', async () => {
    const { call } = start(paged);
    const by = (Name: string) => ({ Filters: [{ Name, Values: ['x'] }] });
    const { NextToken } = (await call(by('status'))).told;
    expect((await call({ ...by('size'), NextToken })).told.error).toMatchObject({ code: 'next-token-foreign' });
  });

  test('garbage is refused', async () => {
    const { call, calls } = start(paged);
    expect((await call({ NextToken: 'aws-2' })).told.error).toMatchObject({ code: 'next-token-foreign' });
    expect(calls).toEqual([]);
  });
});

describe('waiting', () => {
  test('reached', async () => {
    let turn = 0;
    const { call, clock } = start({
      ...world([]),
      describeVolumes: () => yes({ items: [volume(ID, { State: turn++ < 3 ? 'creating' : 'available' })] }),
    });
    const said: string[] = [];
    const { told, text } = await call(
      { VolumeIds: [ID], waitFor: 'available', waitSeconds: 30 },
      { progress: (_, __, message) => said.push(message) },
    );
    expect(told.wait).toEqual({ for: 'available', reached: true, stillPossible: true });
    expect(clock.now() - NOON).toBe(4_800);
    expect(said).toEqual(Array(3).fill('waiting until available'));
    expect(text).toContain('Waiting for available: reached.');
  });

  test('not yet: when to ask again, and not to keep calling', async () => {
    const { told, text } = await start(world([volume(ID, { State: 'creating' })])).call({
      VolumeIds: [ID],
      waitFor: 'available',
    });
    expect(told.wait).toEqual({ for: 'available', reached: false, stillPossible: true, askAgainAfterSeconds: 5 });
    expect(text).toContain(
      'Waiting for available: not yet. Ask again after 5 s. Tell the person when that is, and do not keep calling.',
    );
  });

  test('cannot be reached: why', async () => {
    const { told, text, clock } = await (async () => {
      const started = start(world([volume(ID, { State: 'error' })]));
      return {
        ...(await started.call({ VolumeIds: [ID], waitFor: 'initialized', waitSeconds: 45 })),
        clock: started.clock,
      };
    })();
    expect(told.wait).toEqual({
      for: 'initialized',
      reached: false,
      stillPossible: false,
      why: `${ID} is in state error`,
    });
    expect(text).toContain(`Waiting for initialized: cannot be reached (${ID} is in state error).`);
    expect(clock.now() - NOON).toBe(50);
  });

  test('ends before the deadline of the call', async () => {
    const { call, clock } = start(world([volume(ID, { State: 'creating' })]));
    await call({ VolumeIds: [ID], waitFor: 'available', waitSeconds: 45 }, { deadline: NOON + 10_000 });
    // 4 s are kept for a last reading and the answer.
    expect(clock.now()).toBe(NOON + 6_000);
  });

  test('of three callers for the same volumes costs EC2 what one does, what is read at its end included', async () => {
    const readsOf = async (callers: number) => {
      const { call, actions } = start(world([volume(ID, { State: 'creating' })]));
      const wait = { VolumeIds: [ID], waitFor: 'available', waitSeconds: 10 };
      const answers = await Promise.all(Array.from({ length: callers }, () => call(wait)));
      for (const { told } of answers) expect(told.wait).toMatchObject({ reached: false, stillPossible: true });
      return actions();
    };
    expect(await readsOf(3)).toEqual(await readsOf(1));
  });
});

describe('what keeps a question from EC2', () => {
  test.each<[name: string, args: unknown, words: string]>([
    ['two ways at once', { VolumeIds: [ID], copiesOf: ID }, 'VolumeIds and copiesOf cannot be combined'],
    [
      'filters and made here',
      { Filters: [{ Name: 'a', Values: ['b'] }], madeHere: true },
      'Filters and madeHere cannot be combined',
    ],
    [
      'ids and a page size',
      { VolumeIds: [ID], MaxResults: 5 },
      'MaxResults: paging does not go with VolumeIds; leave it out.',
    ],
    ['ids and a token', { VolumeIds: [ID], NextToken: 'x' }, 'NextToken: paging does not go with VolumeIds'],
    [
      'an instance and both',
      { attachedTo: 'x', MaxResults: 5, NextToken: 'x' },
      'MaxResults and NextToken: paging does not go with attachedTo; leave them out.',
    ],
    ['copies and a page size', { copiesOf: ID, MaxResults: 5 }, 'MaxResults does not go with copiesOf'],
    ['a wait for nothing', { waitFor: 'available' }, 'waitFor needs VolumeIds'],
    [
      'a wait for a filter',
      { Filters: [{ Name: 'a', Values: ['b'] }], waitFor: 'available' },
      'waitFor needs VolumeIds',
    ],
    ['seconds without a wait', { VolumeIds: [ID], waitSeconds: 5 }, 'waitSeconds needs waitFor'],
    ['a page size below the least of EC2', { MaxResults: 4 }, 'MaxResults: expected a whole number from 5 to 500'],
    ['an argument of the other tool', { SourceVolumeId: ID }, 'SourceVolumeId is not an argument here'],
    ['DryRun, which reads do not have here', { DryRun: true }, 'DryRun is not an argument here'],
  ])('%s', async (_, args, words) => {
    const { call, calls } = start();
    const { told, isError } = await call(args);
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'arguments-invalid' }, Volumes: [] });
    expect(told.summary).toContain(words);
    expect(isError).toBe(true);
    expect(calls).toEqual([]);
  });

  test.each<[name: string, settings: Partial<Settings>, args: object, code: string]>([
    ['a faulty configuration', { configErrors: ['--speed: no.'] }, {}, 'configuration-faulty'],
    ['several profiles and none named', { profiles: ['a', 'b'] }, {}, 'place-not-allowed'],
    ['a Region that is not allowed', { regions: ['us-east-1'] }, { Region: 'eu-west-1' }, 'arguments-invalid'],
    [
      'a configured Region that is not allowed',
      { regions: ['us-east-1', 'us-east-2'], defaultRegion: 'eu-west-1' },
      {},
      'place-not-allowed',
    ],
  ])('%s', async (_, settings, args, code) => {
    const { call, calls } = start(world([]), settings);
    expect((await call(args)).told).toMatchObject({ outcome: 'refused', error: { code } });
    expect(calls).toEqual([]);
  });
});

describe('failures', () => {
  test('EC2 says no: what it means and what to do', async () => {
    const { told, isError, text } = await start(
      { describeVolumes: () => no('ExpiredToken', { requestId: 'req-9' }) },
      { profiles: ['prod'] },
    ).call({});
    expect(told).toMatchObject({
      outcome: 'failed',
      summary: 'Nothing could be read: The AWS session has expired.',
      error: { code: 'ExpiredToken', requestId: 'req-9' },
    });
    expect(text).toContain('aws sso login --profile prod');
    expect(isError).toBe(true);
  });

  test('a denial names the permission', async () => {
    const { told } = await start({ describeVolumes: () => no('UnauthorizedOperation', { message: 'no' }) }).call({});
    expect(told.error).toMatchObject({ denied: { action: 'ec2:DescribeVolumes', resource: '*' } });
  });

  test.each([
    [
      'that EC2 names',
      'User: a is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows',
    ],
    ['that EC2 does not name', 'You are not authorized to perform this operation.'],
  ])('a denial brings the statement that would cure it, in both halves: an action %s', async (_name, message) => {
    const denied = () => no('UnauthorizedOperation', { message });
    const { told, text } = await start({ describeInstances: denied }).call({ attachedTo: 'i-0123456789abcdef0' });
    expect(told.error).toMatchObject({ policy: { Effect: 'Allow', Action: ['ec2:DescribeInstances'] } });
    expect(text).toContain('"Action":["ec2:DescribeInstances"]');
  });

  test('no Region at all', async () => {
    expect((await start({ locate: () => no('region-missing') }).call({})).told).toMatchObject({
      outcome: 'failed',
      error: { code: 'region-missing' },
    });
    expect(
      (await start({ locate: () => no('region-missing') }, { regions: ['us-east-1', 'us-east-2'] }).call({})).told
        .error,
    ).toMatchObject({ code: 'place-not-allowed', message: 'Region: give one of us-east-1, us-east-2.' });
  });
});

describe('both halves', () => {
  test.each<[name: string, script: Script, args: object, outcome: string]>([
    ['found', world([volume(ID)]), { VolumeIds: [ID] }, 'found'],
    ['partial', world([volume(ID)]), { VolumeIds: [ID, idOf(5)] }, 'partial'],
    ['nothing', world([]), {}, 'nothing_found'],
    ['refused', world([]), { nope: 1 }, 'refused'],
    ['failed', { describeVolumes: () => no('timed-out') }, {}, 'failed'],
  ])('%s: isError only when it is one, and the structure is its own schema', async (_, script, args, outcome) => {
    const { structured, isError, told } = await start(script).call(args);
    expect(told.outcome).toBe(outcome);
    expect(isError).toBe(outcome === 'refused' || outcome === 'failed');
    expect(structured).toEqual(StatusOutput.parse(structured));
    expect(JSON.stringify(structured)).not.toContain('null');
  });

  test('each half alone tells every fact of a volume', async () => {
    const { structured, text } = await start(
      world(
        [
          volume(ID, {
            State: 'in-use',
            Iops: 6000,
            Throughput: 250,
            Encrypted: true,
            KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234',
            AvailabilityZone: 'us-east-1b',
            SourceVolumeId: idOf(7),
            SnapshotId: 'snap-0123456789abcdef0',
            CreateTime: '2026-11-22T10:00:00Z',
            Tags: [
              { Key: 'Name', Value: 'copy of db' },
              { Key: 'team', Value: 'payments' },
            ],
            Attachments: [
              { InstanceId: 'i-0123456789abcdef0', Device: '/dev/sdf' },
              { InstanceId: 'i-0fedcba9876543210', Device: '/dev/sdg', State: 'detaching' },
            ],
          }),
        ],
        {
          describeVolumeStatus: () =>
            yes([{ VolumeId: ID, Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 42 } }]),
          knownCaller: { account: '111122223333' },
        },
      ),
    ).call({ VolumeIds: [ID, idOf(9)] });
    const facts = [
      'found',
      ID,
      'in-use',
      'gp3',
      '100',
      '6000',
      '250',
      'us-east-1b',
      idOf(7),
      '2026-11-22T10:00:00Z',
      'copy of db',
      'i-0123456789abcdef0',
      '/dev/sdf',
      'i-0fedcba9876543210',
      '/dev/sdg',
      'detaching',
      'team',
      'payments',
      'key/1234',
      'snap-0123456789abcdef0',
      '42',
      idOf(9),
      '111122223333',
      'not yet at full speed',
    ];
    for (const fact of facts) {
      expect(text).toContain(fact);
      expect(JSON.stringify(structured)).toContain(fact);
    }
    expect(text).toContain(`Not found – 1 volume: ${idOf(9)}`);
    expect(structured).toMatchObject({ missing: [{ reason: 'not_found', VolumeIds: [idOf(9)] }] });
    expect(text).toContain(
      '[attachable: no, full speed: no, healthy: yes, source may change: yes, initialized 42 %, done 2026-11-22T',
    );
    expect(structured).toMatchObject({
      Volumes: [{ attachable: false, fullSpeed: false, healthy: true, sourceMayChange: true }],
    });
  });

  test.each([1, 15, 16, 500])(
    '%i volumes with all their tags: neither half is longer than 16,000 characters',
    async (count) => {
      const volumes = Array.from({ length: count }, (_, n) =>
        volume(idOf(n), {
          SourceVolumeId: idOf(7777),
          KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
          Tags: Array.from({ length: 50 }, (_, i) => ({ Key: `key-${i}`, Value: '"'.repeat(256) })),
        }),
      );
      const { structured, text, told } = await start(world(volumes)).call({
        VolumeIds: volumes.map((one) => one.VolumeId),
      });
      expect(JSON.stringify(structured).length).toBeLessThanOrEqual(16_000);
      expect(text.length).toBeLessThanOrEqual(16_000);
      expect(told.counts).toMatchObject({ total: count });
    },
  );

  test('500 ids of which none is known: neither half is longer than 16,000 characters', async () => {
    const { structured, text } = await start(world([])).call({
      VolumeIds: Array.from({ length: 500 }, (_, n) => idOf(n)),
    });
    expect(JSON.stringify(structured).length).toBeLessThanOrEqual(16_000);
    expect(text.length).toBeLessThanOrEqual(16_000);
    expect(structured.missing).toMatchObject([{ reason: 'not_found', count: 500 }]);
  });

  test('a long question does not push the answer over its bound', async () => {
    const Filters = [{ Name: 'tag:Name', Values: Array.from({ length: 199 }, (_, n) => `a-name-of-a-volume-${n}`) }];
    const { structured, text } = await start({
      ...world([]),
      describeVolumes: () =>
        yes({
          items: Array.from({ length: 50 }, (_, n) =>
            volume(idOf(n), { Tags: [{ Key: 'Name', Value: 'x'.repeat(256) }] }),
          ),
          nextToken: 'x'.repeat(400),
        }),
    }).call({ Filters });
    expect(JSON.stringify(structured).length).toBeLessThanOrEqual(16_000);
    expect(text.length).toBeLessThanOrEqual(16_000);
    expect(JSON.stringify(structured.next)).toContain('a-name-of-a-volume-198');
  });
});

test('what is not AWS itself opens the summary', async () => {
  expect((await start(undefined, { simulated: true }).call({ VolumeIds: [ID] })).told.summary).toBe(
    `SIMULATED – nothing exists in AWS. ${ID}: Ready to attach.`,
  );
  const custom = start({
    ...world([volume(ID)]),
    locate: () => yes({ region: 'us-east-1', endpoint: 'https://ec2.example' }),
  });
  expect((await custom.call({ VolumeIds: [ID] })).told.summary).toMatch(
    /^CUSTOM ENDPOINT https:\/\/ec2\.example – not AWS's own\. /,
  );
  const own = start({
    ...world([volume(ID)]),
    locate: () => yes({ region: 'us-east-1', endpoint: 'https://ec2.us-east-1.amazonaws.com', awsHost: true }),
  });
  expect((await own.call({ VolumeIds: [ID] })).told.summary).toMatch(
    /^CUSTOM ENDPOINT https:\/\/ec2\.us-east-1\.amazonaws\.com – one of AWS's own hosts\. /,
  );
});

test('it only reads, in every mode', () => {
  for (const mode of ['plan', 'auto'] as const) {
    expect(getVolumeStatus.annotations(mode)).toEqual({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
  }
});
