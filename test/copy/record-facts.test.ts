// What the record of real copies adds to a plan: a send that is open, and a copy that EC2 does not list.
import { describe, expect, test } from 'vitest';
import type { SendRecord } from '../../src/consent/send-states.ts';
import { sourceKeyOf } from '../../src/consent/world.ts';
import type { MadePlan } from '../../src/copy/make-plan.ts';
import { addRecordFacts, mayBeRepeated } from '../../src/copy/record-facts.ts';
import { createFakeDeps, createFakeEc2 } from '../support/fake-ec2.ts';
import { ended, HOUR, ID, MINUTE, NOON, REQUEST, record, SECOND, WORLD } from '../support/send-states.ts';

const SHOWN = { level: 'info', code: 'shown', by: 'us', message: '' };
const UNSTAMPED = { ...REQUEST, ClientToken: 't1' };
const COPIED = { kind: 'copied', VolumeId: ID, CreateTime: '2026-11-22T12:00:00Z' } as const;
const { CreateTime: _, ...TIMELESS } = COPIED;

/** A plan that showed vol-a, when EC2 lists these copies; undefined where they could not be read. */
const plan = (listed: string[] | undefined) =>
  ({
    world: WORLD,
    copies: ['vol-a'],
    first: {
      source: { VolumeId: REQUEST.SourceVolumeId, Size: 100 },
      ...(listed ? { copies: listed.map((VolumeId) => ({ VolumeId })) } : {}),
    },
    planned: { plan: { findings: [SHOWN] } },
  }) as unknown as MadePlan;

/** `after`: ms since noon on both clocks. */
async function factsOf(known: SendRecord | undefined, made: MadePlan, after = 0, token?: string) {
  const { ec2 } = createFakeEc2({ clock: () => NOON + after });
  const deps = createFakeDeps(ec2);
  const sends = { ...deps.sends, byIntent: async () => known };
  return addRecordFacts({ deps: { ...deps, sends, now: () => NOON + after }, request: REQUEST }, made, token);
}

describe('a plan stays as it is', () => {
  const made = plan(['vol-a']);

  test.each<[name: string, known: SendRecord | undefined, token: string | undefined]>([
    ['where nothing was sent', undefined, undefined],
    ['for its own copy', ended(COPIED), 't1'],
    ['after a copy that was refused', ended({ kind: 'failed' }), undefined],
    ['after one that was never made', ended({ kind: 'not-made' }), undefined],
    ['after one that no longer exists', ended({ kind: 'gone', VolumeId: ID, why: 'deleted' }), undefined],
  ])('%s', async (_name, known, token) => {
    expect(await factsOf(known, made, 0, token)).toEqual({ made, claimsOfSource: 0 });
  });

  test.each<[name: string, known: SendRecord]>([
    ['that ended without proof', ended({ kind: 'unclear' }, { request: UNSTAMPED })],
    ['that never ended', record({ request: UNSTAMPED })],
  ])('for a send without our tags %s, once EC2 has forgotten its token', async (_name, known) => {
    expect(await factsOf(known, made, 12 * HOUR)).toEqual({ made, claimsOfSource: 0 });
    expect((await factsOf(known, made, 11 * HOUR)).unresolved).toEqual(known);
  });
});

test('an open send comes first in the plan, with its token', async () => {
  const known = ended({ kind: 'unclear' });
  const { made, unresolved } = await factsOf(known, plan([]));
  expect(unresolved).toEqual(known);
  expect(made.copies).toEqual(['vol-a']);
  expect(made.planned.plan.findings).toEqual([
    {
      level: 'block',
      code: 'send-unresolved',
      by: 'us',
      message:
        'A real copy of this very request was sent with ClientToken t1, and it is not known whether it made a volume.',
      fix: { advice: 'Repeat that call: it finds or makes the one volume. A new ClientToken could make a second one.' },
    },
    SHOWN,
  ]);
});

test('what is sent already may be repeated, also while another send that would make the same is open', async () => {
  const { ec2 } = createFakeEc2({ clock: () => NOON });
  const deps = createFakeDeps(ec2);
  const own = ended({ kind: 'unclear' });
  const other = ended({ kind: 'unclear' }, { token: 't2', intentKey: 'other', request: { ...UNSTAMPED, Size: 100 } });
  const sends = {
    ...deps.sends,
    byIntent: async () => own,
    ofSource: async () => ({ claims: 2, records: [other, own] }),
  };
  const facts = (token: string) =>
    addRecordFacts({ deps: { ...deps, sends, now: () => NOON }, request: REQUEST }, plan([]), token);
  expect((await facts('t1')).unresolved).toBeUndefined();
  expect((await facts('t3')).unresolved).toBe(own);
});

describe('a copy that an earlier call made', () => {
  const early = 5 * MINUTE - SECOND;
  const late = 5 * MINUTE;

  test.each<[name: string, known: SendRecord, listed: string[] | undefined, after: number, shown: boolean]>([
    ['is shown by EC2', ended(COPIED), ['vol-b', ID], early, false],
    ['is not shown yet', ended(COPIED), ['vol-b'], early, true],
    ['is no longer shown', ended(COPIED), ['vol-b'], late, false],
    ['cannot be seen, since no copies could be read', ended(COPIED), undefined, late, true],
    ['carries no tag by which EC2 would show it', ended(COPIED, { request: UNSTAMPED }), [], late, true],
    ['was made long before its last repetition', ended(COPIED, { lastTriedAt: NOON + late }), [], late, false],
    ['has no time, and was just sent', ended(TIMELESS, { lastTriedAt: NOON + SECOND }), [], late, true],
    ['has no time, and was sent a while ago', ended(TIMELESS), [], late, false],
    ['is of a time that makes no sense', ended({ ...COPIED, CreateTime: '2026-11-22T13:00:00Z' }), [], late, true],
  ])('%s', async (_name, known, listed, after, shown) => {
    const { made } = await factsOf(known, plan(listed), after);
    expect(made.copies).toEqual(shown ? ['vol-a', ID] : ['vol-a']);
    expect(made.planned.plan.findings).toEqual(
      shown ? [expect.objectContaining({ code: 'copied-earlier' }), SHOWN] : [SHOWN],
    );
  });
});

describe('a copy of the same source that another request made, or somebody else', () => {
  const OTHER = { kind: 'copied', VolumeId: 'vol-0ccccccccccccccc1', CreateTime: '2026-11-22T12:00:00Z' } as const;
  const early = 5 * MINUTE - SECOND;

  /** `newest` is what the record has under the source of the request. */
  async function otherFacts(newest: SendRecord, made: MadePlan, after: number, token?: string) {
    const { ec2 } = createFakeEc2({ clock: () => NOON + after });
    const deps = createFakeDeps(ec2);
    const key = sourceKeyOf(REQUEST, WORLD);
    const sends = {
      ...deps.sends,
      ofSource: async (of: string) => ({ claims: 1, records: of === key ? [newest] : [] }),
    };
    return addRecordFacts({ deps: { ...deps, sends, now: () => NOON + after }, request: REQUEST }, made, token);
  }

  test('is shown while EC2 may not list it, and is one of the copies that the plan showed', async () => {
    const { made } = await otherFacts(ended(OTHER, { token: 't9' }), plan([]), early, 't1');
    expect(made.copies).toEqual(['vol-a', OTHER.VolumeId]);
    expect(made.planned.plan.findings).toEqual([
      {
        level: 'warn',
        code: 'copied-earlier',
        by: 'us',
        message:
          'This source was copied a moment ago, with other settings or by somebody else: vol-0ccccccccccccccc1. Reuse it? EC2 does not list it among the copies: it is very new, carries no tag of this server, or was deleted.',
        fix: {
          advice: 'Look at it before paying for another; EBS makes one copy of a volume at a time.',
          volume: OTHER.VolumeId,
        },
      },
      SHOWN,
    ]);
  });

  test('is shown beside a newer send of which it is not known what it made', async () => {
    const { ec2 } = createFakeEc2({ clock: () => NOON });
    const deps = createFakeDeps(ec2);
    const open = record({ token: 't8', world: { ...WORLD, principal: 'AROAOTHER' }, lastTriedAt: NOON });
    const sends = {
      ...deps.sends,
      ofSource: async () => ({ claims: 2, records: [open, ended(OTHER, { token: 't9' })] }),
    };
    const facts = { deps: { ...deps, sends, now: () => NOON }, request: REQUEST };
    const { made } = await addRecordFacts(facts, plan([]), 't1');
    expect(made.planned.plan.findings.map(({ code }) => code)).toEqual(['copied-earlier', 'send-unresolved', 'shown']);
  });

  test.each<[name: string, listed: string[], after: number, token: string]>([
    ['that EC2 lists', [OTHER.VolumeId], early, 't1'],
    ['that EC2 would list by now', [], 5 * MINUTE, 't1'],
    ['that is the very one of this token', [], early, 't9'],
  ])('is not shown again: one %s', async (_name, listed, after, token) => {
    const made = plan(listed);
    expect(await otherFacts(ended(OTHER, { token: 't9' }), made, after, token)).toEqual({ made, claimsOfSource: 1 });
  });
});

test('of several copies that this very request made the newest alone is told', async () => {
  const { ec2 } = createFakeEc2({ clock: () => NOON });
  const deps = createFakeDeps(ec2);
  const own = ended({ ...COPIED, VolumeId: 'vol-b' }, { token: 't2' });
  // Nothing carries its tag, so that EC2 lists it no more once it is gone.
  const older = ended(COPIED, { request: UNSTAMPED });
  const factsWith = async (newest: SendRecord) => {
    const sends = { ...deps.sends, byIntent: async () => newest, byPlace: async () => [own, older] };
    return addRecordFacts({ deps: { ...deps, sends, now: () => NOON }, request: REQUEST }, plan(['vol-b']), undefined);
  };
  expect((await factsWith(own)).made.copies).toEqual(['vol-a']);
  expect((await factsWith(older)).made.copies).toEqual(['vol-a', ID]);
});

const { account: __, ...NAMELESS } = WORLD;
test.each<[name: string, more: Partial<SendRecord>, hours: number, may: boolean]>([
  ['while EC2 knows its token', {}, 1, true],
  ['once EC2 has forgotten its token', {}, 12, false],
  ['of nobody knows whom', { world: NAMELESS }, 1, false],
])('whether its repetition may send it: %s', (_, more, hours, may) => {
  const { ec2 } = createFakeEc2({ clock: () => NOON + hours * HOUR });
  expect(mayBeRepeated(record(more), createFakeDeps(ec2))).toBe(may);
});
