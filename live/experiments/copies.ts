// What real copies of empty volumes show: the state of the source, what is inherited, the limit of a Region.
import { type Experiment, judge, type Lab, type Outcome, observe, plainDryRunRefused } from '../experiment.ts';
import { itemsOf, type Reply, textOf } from '../wire/reply.ts';
import { judgeNamed, refusedSource, repeated, withSource } from './with-source.ts';

// One more than the documented limit of copies in progress in a Region.
const ONE_TOO_MANY = 6;
const INITIALIZING = {
  'Filter.1.Name': 'volume-status.details-status',
  'Filter.1.Value.1': 'initializing',
};
// EC2 API reference, CopyVolumes, 2026-11: no attachments, and an empty snapshot id.
const REPLY_MEMBERS = [
  ...['availabilityZone', 'availabilityZoneId', 'createTime', 'encrypted', 'iops', 'multiAttachEnabled', 'ownerId'],
  ...['size', 'snapshotId', 'sourceVolumeId', 'status', 'tagSet', 'throughput', 'volumeArn', 'volumeId', 'volumeType'],
];

// What follows needs the rest of the run's time: the life of a copy takes up to twelve minutes.
const MODIFICATION_MS = 180_000;
const MODIFICATION_POLL_MS = 3_000;

interface Look {
  /** ms since the first one */
  at: number;
  state: string;
  progress: number;
}

/** Looks at a modification until it is over or its time is up. */
async function followModification(lab: Lab, volume: string): Promise<Look[]> {
  const start = lab.now();
  const looks: Look[] = [];
  while (lab.now() - start < MODIFICATION_MS && lab.timeLeft() > MODIFICATION_POLL_MS) {
    const at = lab.now() - start;
    const reply = await lab.ask('DescribeVolumesModifications', { 'VolumeId.1': volume });
    const state = textOf(reply, 'modificationState');
    // Without a state it is not listed yet, or the request was refused.
    if (state !== undefined) looks.push({ at, state, progress: Number(textOf(reply, 'progress') ?? Number.NaN) });
    if (state === 'completed' || state === 'failed') break;
    await lab.sleep(MODIFICATION_POLL_MS);
  }
  return looks;
}

function readCourse(looks: readonly Look[], assumed: string): Outcome {
  // Each state at its beginning and its end.
  const course = looks
    .filter(({ state }, n) => looks[n - 1]?.state !== state || looks[n + 1]?.state !== state)
    .map(({ at, state, progress }) => `${state} ${progress} % at ${Math.round(at / 1_000)} s`)
    .join(', ');
  const count = looks.filter(({ state }) => state === 'modifying').length;
  const last = looks.findLast(({ state }) => state === 'modifying');
  const next = looks.find(({ at }) => last !== undefined && at > last.at);
  if (last === undefined || next === undefined || count < 2 || Number.isNaN(last.progress))
    return { kind: 'open', why: `The end of modifying was not seen: ${course || 'no modification was listed'}.` };
  // What it may have reached unseen, at the pace so far; progress is whole percents.
  const fits = ((last.progress + 1) / last.at) * next.at >= 100;
  if (fits) return { kind: 'observed', observed: `${assumed}: ${course}`, fits };
  const observed = `modifying ends at about ${last.progress} %: ${course}`;
  return { kind: 'observed', observed, fits, turn: { modifyingEndsAt: last.progress } };
}

export const COPIES: readonly Experiment[] = [
  {
    id: 'copies-per-region',
    group: 'creates',
    question: 'How many copies may be in progress in a Region, and which HTTP status has the next?',
    assumed: '5, then HTTP 400',
    switch: 'copiesPerRegion',
    async run(lab) {
      const busy = await lab.ask('DescribeVolumeStatus', INITIALIZING);
      if (itemsOf(busy, 'volumeStatusSet').length > 0)
        return { kind: 'open', why: 'Other copies may be in progress in the Region: volumes are being initialized.' };
      const sources = await Promise.all(Array.from({ length: ONE_TOO_MANY }, () => lab.makeVolume()));
      const refused = sources.find((source) => typeof source !== 'string');
      if (refused !== undefined) return refusedSource(refused as Reply);
      const replies = await Promise.all(sources.map((source) => lab.copy(source as string, { VolumeType: 'gp3' })));
      const made = replies.filter(({ code }) => code === 'ok').length;
      const limited = replies.find(({ code }) => code === 'CopyVolumesLimitExceeded');
      const other = replies.find(({ code }) => code !== 'ok' && code !== 'CopyVolumesLimitExceeded');
      if (other !== undefined)
        return judge(other, (code) => ({ kind: 'open', why: `A copy was refused for another reason (${code}).` }));
      if (limited === undefined)
        return { kind: 'open', why: 'All six were made: the limit is higher, or empty copies are over at once.' };
      const observed = `${made}, then HTTP ${limited.status}`;
      return observe(
        observed,
        this.assumed,
        this.assumed.startsWith(`${made},`) ? {} : { [observed]: { copiesPerRegion: made } },
      );
    },
  },
  {
    id: 'dry-run-state',
    group: 'creates',
    question: 'Does a dry run see that its source is still in the state creating?',
    assumed: 'DryRunOperation',
    async run(lab) {
      const source = await lab.makeVolume({}, false);
      if (typeof source !== 'string') return refusedSource(source);
      const reply = await lab.dryRun({ SourceVolumeId: source });
      const refused = await plainDryRunRefused(lab);
      if (refused !== undefined) return refused;
      const state = await lab.stateOf(source);
      if (state === 'available') return { kind: 'open', why: 'The source was created before it could be asked about.' };
      return judge(reply, (code) => observe(code, this.assumed));
    },
  },
  {
    id: 'creating-source',
    group: 'creates',
    question: 'Which code does a real copy give whose source is still in the state creating?',
    assumed: 'IncorrectState',
    async run(lab) {
      const source = await lab.makeVolume({}, false);
      if (typeof source !== 'string') return refusedSource(source);
      const reply = await lab.copy(source);
      if (reply.code === 'ok' && (await lab.stateOf(source)) === 'available')
        return { kind: 'open', why: 'The source was created before it could be copied.' };
      return judge(reply, (code) => observe(code, this.assumed));
    },
  },
  {
    id: 'reply-members',
    group: 'creates',
    question: 'Which members does a volume have in the reply of CopyVolumes?',
    assumed: REPLY_MEMBERS.join(', '),
    run: (lab) =>
      withSource(lab, async (source) => {
        const reply = await lab.copy(source, { VolumeType: 'gp3' });
        const names = itemsOf(reply, 'volumeSet').flatMap(({ children }) => children.map(({ name }) => name));
        return judge(reply, (code) =>
          observe(code === 'ok' ? names.sort().join(', ') : code, REPLY_MEMBERS.join(', ')),
        );
      }),
  },
  {
    id: 'second-copy',
    group: 'creates',
    question: 'Which code does a second copy give while the first is in progress?',
    assumed: 'ConcurrentCopyVolumeLimitExceeded 400',
    run: (lab) =>
      withSource(lab, async (source) => {
        const [first, second] = await Promise.all([lab.copy(source), lab.copy(source)]);
        if (first.code === 'ok' && second.code === 'ok')
          return { kind: 'open', why: 'Both were made: an empty copy is over at once.' };
        if (first.code !== 'ok' && second.code !== 'ok') return repeated(first, first, '');
        const refused = first.code === 'ok' ? second : first;
        return judge(refused, (code) => observe(`${code} ${refused.status}`, 'ConcurrentCopyVolumeLimitExceeded 400'));
      }),
  },
  {
    id: 'dry-run-second-copy',
    group: 'creates',
    question: 'Does a dry run see that a copy of its source is in progress?',
    assumed: 'DryRunOperation',
    run: (lab) =>
      withSource(lab, async (source) => {
        const first = await lab.copy(source);
        if (first.code !== 'ok') return repeated(first, first, '');
        const reply = await lab.dryRun({ SourceVolumeId: source });
        const refused = await plainDryRunRefused(lab);
        if (refused !== undefined) return refused;
        if ((await lab.stateOf(textOf(first, 'volumeId') ?? '')) === 'available')
          return { kind: 'open', why: 'The copy was over before it could be asked about.' };
        return judge(reply, (code) => observe(code, 'DryRunOperation'));
      }),
  },
  {
    id: 'default-type',
    group: 'creates',
    question: 'Which type does a copy of a gp3 volume get without VolumeType?',
    assumed: 'gp2',
    run: (lab) =>
      withSource(lab, async (source) => {
        const reply = await lab.copy(source);
        return judge(reply, (code) => observe(textOf(reply, 'volumeType') ?? code, 'gp2'));
      }),
  },
  {
    id: 'tags-inherited',
    group: 'creates',
    question: 'Does a copy inherit the tags of its source?',
    assumed: 'no',
    async run(lab) {
      const own = { 'TagSpecification.1.Tag.2.Key': 'inherited', 'TagSpecification.1.Tag.2.Value': 'yes' };
      const source = await lab.makeVolume(own);
      if (typeof source !== 'string') return refusedSource(source);
      const reply = await lab.copy(source);
      return judge(reply, (code) => {
        const keys = itemsOf(reply, 'tagSet').flatMap(({ children }) => children.map(({ text }) => text));
        return observe(code !== 'ok' ? code : keys.includes('inherited') ? 'yes' : 'no', this.assumed);
      });
    },
  },
  {
    id: 'deleted-volume',
    group: 'creates',
    question: 'What does DescribeVolumes say of a volume right after it was deleted?',
    assumed: 'InvalidVolume.NotFound',
    run: (lab) =>
      withSource(lab, async (id) => {
        const reply = await lab.ask('DeleteVolume', { VolumeId: id });
        if (reply.code !== 'ok')
          return judge(reply, (code) => ({ kind: 'open', why: `DeleteVolume answered ${code}.` }));
        const after = await lab.ask('DescribeVolumes', { 'VolumeId.1': id });
        return judge(after, (code) => observe(textOf(after, 'status') ?? code, 'InvalidVolume.NotFound'));
      }),
  },
  {
    id: 'modifying-source',
    group: 'creates',
    question: 'Which code does a copy give whose source is being modified?',
    assumed: 'IncorrectModificationState 400',
    async run(lab) {
      const source = lab.uses['modifying-source'];
      // A volume of a run has no data: its modification would be over before it could be copied.
      if (source === undefined) return { kind: 'open', why: 'Name such a volume: --use modifying-source=vol-…' };
      const before = await lab.ask('DescribeVolumesModifications', { 'VolumeId.1': source });
      if (textOf(before, 'modificationState') !== 'modifying')
        return judge(before, () => ({ kind: 'open', why: 'The volume that was named is not being modified.' }));
      const reply = await lab.copy(source, { VolumeType: 'gp3' });
      const after = await lab.ask('DescribeVolumesModifications', { 'VolumeId.1': source });
      if (reply.code === 'ok' && textOf(after, 'modificationState') !== 'modifying')
        return { kind: 'open', why: 'The modification was over before the volume could be copied.' };
      return judgeNamed(reply, (code) => observe(`${code} ${reply.status}`, this.assumed));
    },
  },
  {
    id: 'modification-course',
    group: 'creates',
    question: 'At which progress does the state modifying of a modification end, and what follows?',
    assumed: 'modifying ends at 100 %',
    switch: 'modifyingEndsAt',
    run: (lab) =>
      withSource(lab, async (volume) => {
        const reply = await lab.ask('ModifyVolume', { VolumeId: volume, VolumeType: 'gp2' });
        if (reply.code !== 'ok')
          return judge(reply, (code) => ({ kind: 'open', why: `ModifyVolume answered ${code}.` }));
        return readCourse(await followModification(lab, volume), 'modifying ends at 100 %');
      }),
  },
  {
    id: 'managed-source',
    group: 'creates',
    question: 'Can a volume that a service manages be copied?',
    assumed: 'ok',
    switch: 'managedSource',
    async run(lab) {
      const source = lab.uses['managed-source'];
      if (source === undefined) return { kind: 'open', why: 'Name such a volume: --use managed-source=vol-…' };
      const described = await lab.ask('DescribeVolumes', { 'VolumeId.1': source });
      if (textOf(described, 'managed') !== 'true')
        return judge(described, () => ({ kind: 'open', why: 'No service manages the volume that was named.' }));
      const turns = { UnsupportedOperation: { managedSource: 'refused' as const } };
      return judgeNamed(await lab.copy(source, { VolumeType: 'gp3' }), (code) => observe(code, this.assumed, turns));
    },
  },
];
