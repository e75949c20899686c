// What a status tells a person to do next, and what it says of the volumes of a list.
import { describe, expect, test } from 'vitest';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import type { Volume, VolumeStatus } from '../../src/volume/aws-records.ts';
import { createFakeDeps, createFakeEc2, ID, idOf, NOON, type Script, yes } from '../support/fake-ec2.ts';

const INSTANCE = 'i-0123456789abcdef0';
const named = (Value: string) => [{ Key: 'Name', Value }];
const volume = (VolumeId: string, more: Volume = {}): Volume => ({
  VolumeId,
  State: 'available',
  VolumeType: 'gp3',
  Size: 100,
  ...more,
});
const DONE: VolumeStatus = { Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 100 } };

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

interface Told {
  summary: string;
  Volumes: (Volume & { verdict?: string; attachable?: boolean; fullSpeed?: boolean; short?: boolean })[];
  next: { tool: string; arguments: object; why: string; afterSeconds?: number }[];
  handOver: { purpose: string; command: string }[];
  NextToken?: string;
  counts: object;
}

async function ask(script: Script, args: object) {
  const signal = new AbortController().signal;
  const deps = createFakeDeps(createFakeEc2(script).ec2);
  const result = await getVolumeStatus.call(args, deps, {
    signal,
    cancelled: signal,
    arrivedAt: NOON,
    deadline: NOON + 50_000,
  });
  return { ...(result.structured as unknown as Told), text: result.text };
}

const copies = (told: Told) => told.next.filter(({ tool }) => tool === 'copy_volume');

describe('a list reads what a look at one volume reads', () => {
  const modified = idOf(3);
  const script = world(
    [1, 2, 3, 4, 5].map((n) => volume(idOf(n))),
    {
      describeVolumesModifications: () => yes([{ VolumeId: modified, ModificationState: 'modifying' }]),
    },
  );

  test('one that is being modified is neither ready nor at full speed in either', async () => {
    for (const args of [{}, { VolumeIds: [modified] }]) {
      const { Volumes } = await ask(script, args);
      const row = Volumes.find(({ VolumeId }) => VolumeId === modified);
      expect(row?.attachable).toBe(false);
      expect(row).not.toHaveProperty('fullSpeed');
      expect(row?.verdict).toMatch(
        /^Available\. It is being modified\. It cannot be attached or copied until it is optimizing or completed/,
      );
    }
  });
});

describe('rows past the fifteenth', () => {
  test('are short, keep what a volume is known by, and say that they are short', async () => {
    const many = Array.from({ length: 17 }, (_, n) =>
      volume(idOf(n), {
        State: 'in-use',
        Iops: 3_000,
        SourceVolumeId: idOf(99),
        Tags: named(`data-${n}`),
        Attachments: [{ InstanceId: INSTANCE, Device: '/dev/sdf' }],
      }),
    );
    const told = await ask(world(many), {});
    expect(told.Volumes.at(-1)).toEqual({
      VolumeId: idOf(16),
      State: 'in-use',
      VolumeType: 'gp3',
      Size: 100,
      SourceVolumeId: idOf(99),
      Tags: named('data-16'),
      instance: { id: INSTANCE },
      short: true,
    });
    expect(told.summary).toContain(
      '2 rows are short, without performance, readings, owner, tags and further attachments; ask for those volumes by VolumeIds to see everything.',
    );
    expect(told.text).toContain(
      `${idOf(16)} "data-16": in-use, 100 GiB gp3, copy of ${idOf(99)}, on ${INSTANCE}, (short row)`,
    );
  });
});

describe('what comes next', () => {
  test('a volume with a Name: the rehearsal gives the copy a name', async () => {
    const told = await ask(world([volume(ID, { Tags: named('db') })]), { VolumeIds: [ID] });
    expect(copies(told)).toEqual([
      {
        tool: 'copy_volume',
        arguments: {
          SourceVolumeId: ID,
          VolumeType: 'gp3',
          TagSpecifications: [{ ResourceType: 'volume', Tags: named('db-copy-2026-11-22') }],
        },
        why: "rehearses a copy that keeps this volume's type and performance",
      },
    ]);
  });

  const copy = (more: Volume = {}) =>
    volume(ID, { SourceVolumeId: idOf(9), CreateTime: '2026-11-22T10:00:00Z', ...more });
  test('an impaired copy is looked at for its checks, and not for its speed', async () => {
    const status = (Status: string) => ({
      describeVolumeStatus: () => yes([{ VolumeId: ID, Status, Initialization: { Type: 'volume-copy', Progress: 4 } }]),
    });
    const why = async (Status: string) =>
      (await ask(world([copy()], status(Status)), { VolumeIds: [ID] })).next[0]?.why;
    expect(await why('impaired')).toBe('shows whether its checks pass again');
    expect(await why('ok')).toBe('shows whether it is at full speed');
  });

  const done = (more: Volume = {}) =>
    world([copy(more)], { describeVolumeStatus: () => yes([{ VolumeId: ID, ...DONE }]) });

  test('a copy that is done is not copied again, but attached and named', async () => {
    const told = await ask(done(), { VolumeIds: [ID] });
    expect(told.next).toEqual([]);
    expect(told.handOver.map(({ command }) => command)).toEqual([
      `aws ec2 attach-volume --volume-id ${ID} --instance-id INSTANCE_ID --device /dev/sdf --region us-east-1`,
      `aws ec2 create-tags --resources ${ID} --tags Key=Name,Value=NAME --region us-east-1`,
    ]);
    for (const { command } of told.handOver) expect(told.text.split('\n')).toContain(command);
  });

  test('one that has a name needs none', async () => {
    const told = await ask(done({ Tags: named('mine') }), { VolumeIds: [ID] });
    expect(told.handOver).toHaveLength(1);
  });

  test('one that an instance uses is a volume like others, when it is found by its instance', async () => {
    const attached = { State: 'in-use', Attachments: [{ InstanceId: INSTANCE, Device: '/dev/sdf' }] };
    const script = {
      ...done(attached),
      describeInstances: () =>
        yes({ items: [{ InstanceId: INSTANCE, BlockDevices: [{ DeviceName: '/dev/sdf', VolumeId: ID }] }] }),
    };
    expect(copies(await ask(script, { VolumeIds: [ID] }))).toEqual([]);
    expect(copies(await ask(script, { attachedTo: INSTANCE }))).toHaveLength(1);
  });

  test('a modification says how long it takes at its rate, and when to look again', async () => {
    const told = await ask(
      world([volume(ID)], {
        describeVolumesModifications: () =>
          yes([{ VolumeId: ID, ModificationState: 'modifying', Progress: 25, StartTime: '2026-11-22T11:50:00Z' }]),
      }),
      { VolumeIds: [ID] },
    );
    expect(told.summary).toContain(
      'At the rate so far that takes at most about 30 min more. Check again in 10 minutes.',
    );
    expect(told.next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [ID] },
        why: 'shows whether its modification has ended',
        afterSeconds: 600,
      },
    ]);
  });
});

test('several volumes of one instance: a warning, the consistent ways, and no copy without them', async () => {
  const told = await ask(
    {
      ...world([1, 2].map((n) => volume(idOf(n), { State: 'in-use' }))),
      describeInstances: () =>
        yes({
          items: [
            {
              InstanceId: INSTANCE,
              BlockDevices: [1, 2].map((n) => ({ DeviceName: `/dev/sd${n}`, VolumeId: idOf(n) })),
            },
          ],
        }),
    },
    { attachedTo: INSTANCE },
  );
  expect(told.summary).toBe(
    '2 volumes. They belong to one instance: a copy of one volume is not consistent with the others. If you need all of them at one moment, use the create-snapshots command, or stop writing to all of them until every copy is requested.',
  );
  expect(told.handOver[0]?.command).toBe(
    `aws ec2 create-snapshots --instance-specification InstanceId=${INSTANCE} --region us-east-1`,
  );
  expect(copies(told)).toHaveLength(2);
  for (const { why } of copies(told))
    expect(why).toMatch(/; a copy of one volume is not consistent with the others of the instance$/);
});

test('only terminated instances: their volumes may still exist', async () => {
  const told = await ask(
    { describeInstances: () => yes({ items: [{ InstanceId: 'i-09', State: 'terminated', BlockDevices: [] }] }) },
    { attachedTo: 'db' },
  );
  expect(told.summary).toBe(
    'The only instance that matches, i-09, is terminated. Volumes with DeleteOnTermination were deleted with it; its other volumes may still exist, attached to nothing.',
  );
  expect(told.next).toEqual([
    {
      tool: 'get_volume_status',
      arguments: { Filters: [{ Name: 'status', Values: ['available'] }] },
      why: 'volumes that are attached to nothing',
    },
  ]);
});

test('copies of any volume: how many volumes were read, and where to go on', async () => {
  const many = Array.from({ length: 62 }, (_, n) => volume(idOf(n), n % 2 === 0 ? { SourceVolumeId: idOf(99) } : {}));
  const script = world(many, { describeVolumes: () => yes({ items: many }) });
  const first = await ask(script, { copiesOf: '*' });
  expect(first.Volumes).toHaveLength(30);
  expect(first.summary).toContain('30 copies among the 59 volumes that were read, whoever made them.');
  expect(first.summary).toMatch(/There may be more; go on with NextToken\.$/);
  const second = await ask(script, { copiesOf: '*', NextToken: first.NextToken });
  expect(second.summary).toContain('1 copy among the 3 volumes that were read, whoever made them.');
  expect(second.Volumes).toMatchObject([{ VolumeId: idOf(60) }]);
  expect(second).not.toHaveProperty('NextToken');
});
