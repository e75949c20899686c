// Whatever EC2 replies within its shape: both halves of an answer are valid, bounded and clean, say nothing that was not
// read, and hold no line that somebody else wrote.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Deps } from '../../src/ports/tool.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import type { Tool } from '../../src/tools/tool-definition.ts';
import { answerProblems } from '../support/answer-problems.ts';
import { createFakeClock, createFakeDeps, createFakeEc2, ID, NOON } from '../support/fake-ec2.ts';
import { ACCOUNT, FOREIGN, IDS, INSTANCE, type OddReplies, oddReplies } from '../support/odd-replies.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** Reads that let a copy be sent. */
const SETTLED = {
  volumes: {
    ok: true,
    at: NOON,
    value: {
      items: [{ VolumeId: ID, State: 'available', VolumeType: 'gp3', Size: 100, Iops: 3_000, Throughput: 125 }],
    },
  },
  statuses: { ok: true, at: NOON, value: [] },
  modifications: { ok: true, at: NOON, value: { items: [] } },
  dryRun: { ok: true, at: NOON, value: 'permitted' },
  caller: { ok: true, at: NOON, value: { account: ACCOUNT, userId: 'AIDAX' } },
} satisfies Partial<OddReplies>;

const HEALTHY = {
  ...SETTLED,
  statuses: { ok: true, at: NOON, value: [{ VolumeId: ID, Status: 'ok' }] },
} satisfies Partial<OddReplies>;

const [USABLE] = HEALTHY.volumes.value.items;
const OWNED = [{}, { OwnerId: ACCOUNT }, { OwnerId: FOREIGN }].map((owner) => ({
  ...HEALTHY.volumes,
  value: { items: [{ ...USABLE, ...owner }] },
}));

/** Some of what is read is as it should be, so that something can be claimed; whose the volume is differs. */
const partlySettled = fc
  .tuple(
    oddReplies,
    fc.subarray(['volumes', 'statuses', 'modifications', 'caller'] as const),
    fc.constantFrom(...OWNED),
  )
  .map(([replies, settled, volumes]): OddReplies => {
    const good = { ...HEALTHY, volumes };
    return { ...replies, ...Object.fromEntries(settled.map((of) => [of, good[of]])) };
  });

const MADE: OddReplies['copied'] = {
  ok: true,
  at: NOON,
  value: [
    { VolumeId: 'vol-0bbbbbbbbbbbbbbb0', SourceVolumeId: ID, State: 'creating', CreateTime: '2026-11-22T12:00:00Z' },
  ],
};

/** Half of the copies are answered as EC2 answers them. */
const partlyMade = fc
  .tuple(oddReplies, fc.boolean())
  .map(([replies, isMade]): OddReplies => (isMade ? { ...replies, copied: MADE } : replies));

interface Answer {
  outcome: string;
  summary: string;
  Volumes: Row[];
  next: unknown[];
  created?: string;
  error?: object;
}

interface Row {
  VolumeId: string;
  attachable?: boolean;
  healthy?: boolean;
  fullSpeed?: boolean;
  verdict?: string;
}

function startOn(replies: OddReplies): Deps {
  const clock = createFakeClock();
  // Each reply takes its time, so that no list without an end is read for ever.
  const slowly =
    <T>(answer: T) =>
    () => {
      clock.move(100);
      return answer;
    };
  const { ec2 } = createFakeEc2({
    describeVolumes: slowly(replies.volumes),
    copyVolumes: slowly(replies.copied),
    rehearseCopy: slowly(replies.dryRun),
    describeVolumeStatus: slowly(replies.statuses),
    describeVolumesModifications: slowly(replies.modifications),
    describeInstances: slowly(replies.instances),
    encryptionByDefault: slowly(replies.byDefault),
    defaultKey: slowly(replies.key),
    callerIdentity: slowly(replies.caller),
    ...(replies.caller.ok ? { knownCaller: replies.caller.value } : {}),
  });
  return createFakeDeps(ec2, { clock });
}

async function call(tool: Tool, args: object, deps: Deps): Promise<Answer> {
  const never = new AbortController().signal;
  const began = deps.now();
  const options = { cancelled: never, signal: never, arrivedAt: began, deadline: began + 50_000 };
  const { structured, text } = await tool.call(args, deps, options);
  expect(answerProblems(tool.name, structured, text)).toEqual([]);
  return structured as unknown as Answer;
}

/** What no reading may claim of this row. */
function expectRead(row: Row, { volumes, statuses, modifications, caller }: OddReplies): void {
  const facts = volumes.ok ? volumes.value.items.filter((one) => one.VolumeId === row.VolumeId) : [];
  const shown = statuses.ok ? statuses.value.filter((one) => one.VolumeId === row.VolumeId) : [];
  const changes = modifications.ok ? modifications.value.items.filter((one) => one.VolumeId === row.VolumeId) : [];
  const account = caller.ok ? caller.value.account : undefined;
  // EC2 shows a status to the owner alone: it tells whose a volume is while the account is not known.
  const isOwn = ({ OwnerId }: { OwnerId?: string }) =>
    OwnerId === undefined || (account === undefined ? shown.length > 0 : OwnerId === account);
  if (row.attachable === true || row.verdict?.includes('Ready') || row.verdict?.includes('can be attached.')) {
    expect(modifications.ok).toBe(true);
    expect(facts.some((one) => isUsable(one) && isOwn(one))).toBe(true);
    if (changes.length === 1) expect(changes[0]?.ModificationState).not.toBe('modifying');
  }
  if (row.healthy === true) expect(shown.some(({ Status }) => Status === 'ok')).toBe(true);
  if (row.fullSpeed === true) expect([statuses.ok, modifications.ok, facts.some(isThere)]).toEqual([true, true, true]);
}

/** One that nothing forbids to attach but that it is another account's. */
function isForeign(row: Row, { volumes, caller }: OddReplies): boolean {
  const facts = volumes.ok ? volumes.value.items.filter((one) => one.VolumeId === row.VolumeId) : [];
  const account = caller.ok ? caller.value.account : undefined;
  const isOthers = ({ OwnerId }: { OwnerId?: string }) => OwnerId !== undefined && OwnerId !== account;
  return account !== undefined && facts.length > 0 && facts.every((one) => isUsable(one) && isOthers(one));
}

const isThere = ({ State }: { State?: string }) => State === 'available' || State === 'in-use';
const isUsable = ({ State, MultiAttachEnabled }: { State?: string; MultiAttachEnabled?: boolean }) =>
  State === 'available' || (State === 'in-use' && MultiAttachEnabled === true);

const QUESTIONS = [
  {},
  { VolumeIds: [ID] },
  { VolumeIds: IDS },
  { VolumeIds: [ID], waitFor: 'available', waitSeconds: 45 },
  { VolumeIds: IDS.slice(0, 3), waitFor: 'initialized', waitSeconds: 45 },
  { Filters: [{ Name: 'tag:Name', Values: ['*'] }] },
  { copiesOf: ID },
  { copiesOf: '*' },
  { attachedTo: INSTANCE },
  { attachedTo: 'web-*' },
  { madeHere: true },
];

test('get_volume_status', async () => {
  const claimed = { attachable: 0, healthy: 0, fullSpeed: 0 };
  let foreign = 0;
  const check = fc.asyncProperty(fc.constantFrom(...QUESTIONS), partlySettled, async (args, replies) => {
    const { outcome, Volumes } = await call(getVolumeStatus, args, startOn(replies));
    for (const row of Volumes) {
      expectRead(row, replies);
      for (const claim of CLAIMS) if (row[claim] === true) claimed[claim] += 1;
      if (row.attachable === false && isForeign(row, replies)) foreign += 1;
    }
    if (!replies.volumes.ok) expect(Volumes).toEqual([]);
    if (Volumes.length > 0) expect(['found', 'partial']).toContain(outcome);
  });
  const runs = propertyRuns();
  await fc.assert(check, runs);
  // The cases are no empty ones.
  for (const claim of CLAIMS) expect(claimed[claim], claim).toBeGreaterThan((runs.numRuns ?? 0) / 20);
  expect(foreign, 'foreign, and said not to be attachable').toBeGreaterThan((runs.numRuns ?? 0) / 40);
});

const CLAIMS = ['attachable', 'healthy', 'fullSpeed'] as const;

const COPIES = [
  { SourceVolumeId: ID },
  { SourceVolumeId: ID, VolumeType: 'gp3' },
  { SourceVolumeId: ID, VolumeType: 'gp3', Iops: 6_000, Throughput: 250, Size: 500 },
  { SourceVolumeId: ID, VolumeType: 'io2', Iops: 9_000, Encrypted: true, MultiAttachEnabled: true },
  ...[
    ['x', 1, 20],
    ['x', 47, 50],
    ['"', 47, 256],
    ['aws:', 200, 100],
  ].map(([text, count, times]) => tagged(String(text), Number(count), Number(times))),
];

function tagged(text: string, count: number, times: number) {
  const Tags = Array.from({ length: count }, (_, n) => ({ Key: `${text}${n}`, Value: text.repeat(times) }));
  return { SourceVolumeId: ID, VolumeType: 'gp3', TagSpecifications: [{ ResourceType: 'volume', Tags }] };
}

test('copy_volume: a rehearsal says that nothing was created, and only when nothing was', async () => {
  const check = fc.asyncProperty(fc.constantFrom(...COPIES), oddReplies, async (args, replies) => {
    const { outcome, summary, Volumes } = await call(copyVolume, args, startOn(replies));
    const nothing = !replies.dryRun.ok || replies.dryRun.value === 'permitted' || outcome !== 'unknown';
    if (nothing) expect([summary.startsWith('Nothing was created.'), Volumes]).toEqual([true, []]);
    else expect(summary).toMatch(/^Not known whether a volume was created\./);
    if (outcome === 'would_copy') expect(replies.volumes.ok && replies.dryRun.ok).toBe(true);
  });
  await fc.assert(check, propertyRuns());
});

test('copy_volume: a real copy is one that EC2 named, and "nothing" is what EC2 said for certain', async () => {
  let copied = 0;
  const check = fc.asyncProperty(fc.constantFrom(...COPIES), oddReplies, partlyMade, async (args, before, after) => {
    const good = { ...before, ...SETTLED };
    const deps = startOn(good);
    const rehearsed = await call(copyVolume, args, deps);
    const { ClientToken } = (rehearsed as { Request?: { ClientToken?: string } }).Request ?? {};
    const real = { ...args, DryRun: false, ...(ClientToken ? { ClientToken } : {}) };
    const later = { ...deps, ec2: startOn({ ...good, copied: after.copied }).ec2 };
    const { outcome, summary, Volumes, error } = await call(copyVolume, real, later);
    if (outcome === 'copied') {
      copied += 1;
      const [made] = Volumes;
      expect(after.copied.ok && after.copied.value.some(({ VolumeId }) => VolumeId === made?.VolumeId)).toBe(true);
      expect(summary).toContain(`${made?.VolumeId} was created`);
    } else expect(error).toBeDefined();
    // Of one made just now, which nobody had the time to modify, EC2's word is enough.
    for (const row of Volumes)
      if (row.attachable === true) expect(after.copied.ok && after.copied.value.some(isUsable)).toBe(true);
  });
  const runs = propertyRuns();
  await fc.assert(check, runs);
  // The cases are no empty ones.
  expect(copied).toBeGreaterThan((runs.numRuns ?? 0) / 20);
});
