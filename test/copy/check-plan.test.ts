// Whether a copy may be sent: the operator's word, the plan as things are now, and what a person saw.
import { describe, expect, test } from 'vitest';
import { type Sealed, sealPlan } from '../../src/consent/plan-token.ts';
import type { Shown, ShownEncryption } from '../../src/consent/question-states.ts';
import {
  judgeAgreed,
  judgeSend,
  type SendTerms,
  shownOf,
  unseenCopies,
  whyModeForbids,
  whyNotSend,
} from '../../src/copy/check-plan.ts';
import type { MadePlan } from '../../src/copy/make-plan.ts';
import { NOON } from '../support/fake-ec2.ts';
import { SETTINGS } from '../support/test-deps.ts';

const KEY = new Uint8Array(32).fill(9);
const MINUTE = 60_000;
const SEALED: Sealed = {
  request: '{"SourceVolumeId":"vol-1"}',
  account: '111122223333',
  principal: 'AIDAANN',
  region: 'aws us-east-1',
  endpoint: 'aws',
  size: '100',
  type: 'gp3',
  iops: '3000',
  throughput: '125',
  encrypted: 'false',
  key: '',
  owner: '111122223333',
};
const PRICE = { kind: 'list', cents: 800 } as const;
const TOKEN = sealPlan(SEALED, { issuedAt: NOON, price: PRICE }, KEY);

const ENCRYPTION: ShownEncryption = { encrypted: 'true', key: 'alias/a' };

type FindingPart = { level: 'block' | 'warn' | 'info'; code: string; message: string };

/** A plan as things are now. */
function plan(
  more: {
    sealed?: Partial<Sealed>;
    cents?: number;
    copies?: string[];
    findings?: FindingPart[];
    encryption?: ShownEncryption;
    account?: { encryptionByDefault?: boolean; defaultKey?: string };
  } = {},
) {
  const { encrypted, key } = more.encryption ?? ENCRYPTION;
  const changes = [
    { setting: 'Encrypted', source: 'false', copy: encrypted },
    { setting: 'KmsKeyId', source: '–', copy: key },
  ];
  return {
    first: more.account ?? { encryptionByDefault: true, defaultKey: 'alias/a' },
    sealed: { ...SEALED, ...more.sealed },
    price: { kind: 'list', cents: more.cents ?? 800 },
    copies: more.copies ?? [],
    planned: { plan: { changes, findings: more.findings ?? [] } },
  } as unknown as MadePlan;
}

const NAMELESS_THEN =
  'AWS did not say then who was calling, and does now: what was not known is not taken for the same caller.';
const NAMELESS_NOW = {
  code: 'caller-not-known',
  message: 'AWS did not say who is calling, so it is not known whether it is the caller of this plan.',
};
const differs = (message: string) => ({ code: 'plan-differs', message });
/** What is not known now may be asked again; all else is rehearsed again. */
const again = (refused: object, token: string) => ({
  ...refused,
  ...(refused === NAMELESS_NOW ? { repeat: token } : { rehearseAgain: true }),
});

describe('the mode', () => {
  test.each<[mode: 'plan' | 'ask' | 'auto', because: string | undefined, forbidden: object | undefined]>([
    ['plan', undefined, { code: 'real-copies-not-arranged', message: 'This server only rehearses.' }],
    ['plan', 'No scope.', { code: 'caller-may-not-copy', message: 'No scope.' }],
    ['ask', undefined, undefined],
    ['auto', undefined, undefined],
  ])('%s (%s)', (mode, because, forbidden) => {
    expect(whyModeForbids({ mode, ...(because === undefined ? {} : { rehearsesBecause: because }) })).toEqual(
      forbidden,
    );
  });
});

describe('before anything is read', () => {
  const NEEDED = {
    code: 'plan-needed',
    message: 'ClientToken: give the one a rehearsal returned.',
    rehearseAgain: true,
  };
  const PLAN_ONLY = { code: 'real-copies-not-arranged', message: 'This server only rehearses.', rehearseAgain: true };

  test.each<
    [
      mode: 'plan' | 'ask' | 'auto',
      token: string | undefined,
      repeats: boolean,
      writable: boolean,
      refused: object | undefined,
    ]
  >([
    ['auto', TOKEN, false, true, undefined],
    ['auto', undefined, false, true, NEEDED],
    ['auto', 'mine', false, true, NEEDED],
    ['auto', 'mine', true, true, undefined],
    ['ask', undefined, false, true, undefined],
    ['ask', 'mine', false, true, undefined],
    ['plan', 'mine', true, true, PLAN_ONLY],
    ['ask', 'mine', false, false, { code: 'audit-not-writable', message: 'The audit file cannot be written.' }],
  ])('mode %s, token %s, a repetition: %s, audit writable: %s', async (mode, token, repeats, writable, refused) => {
    const audit = {
      check: async () => {
        if (!writable) throw new Error('EACCES');
      },
      write: async () => undefined,
      writeCounted: async () => undefined,
    };
    expect(await whyNotSend({ settings: { ...SETTINGS, mode }, audit }, token, repeats)).toStrictEqual(
      refused && { kind: 'refused', ...refused, ...(token === undefined ? {} : { token }) },
    );
  });
});

describe('the plan as things are now', () => {
  const TOO_OLD = 'The plan of this ClientToken is older than 15 minutes.';
  const FROM_FUTURE =
    "The plan of this ClientToken is from the future by this machine's clock: it was set back, or another server's is ahead.";
  const block = { level: 'block', code: 'a', message: 'The source is in state error.' } as const;
  const warn = { level: 'warn', code: 'b', message: 'A warning.' } as const;
  const at = (minutes: number): Partial<SendTerms> => ({ time: NOON + minutes * MINUTE });

  test.each<
    [name: string, now: MadePlan, terms: Partial<SendTerms>, refused: [code: string, message: string] | undefined]
  >([
    ['as it was', plan(), {}, undefined],
    ['a warning blocks nothing', plan({ findings: [warn] }), {}, undefined],
    [
      'what blocks is said first',
      plan({ findings: [warn, block] }),
      {},
      ['findings-block', 'The source is in state error.'],
    ],
    ['fifteen minutes old', plan(), at(15), undefined],
    ['older', plan(), at(16), ['plan-expired', 'The plan of this ClientToken is older than 15 minutes.']],
    ['from the future', plan(), { time: NOON - 1 }, ['plan-expired', FROM_FUTURE]],
    ['from the future, of a repetition', plan(), { time: NOON - 1, mayBeOld: true }, undefined],
    ['a minute ahead, of a server whose clock may be', plan(), { ...at(-1), aheadMs: MINUTE }, undefined],
    [
      'further ahead than clocks of servers differ',
      plan(),
      { time: NOON - MINUTE - 1, aheadMs: MINUTE },
      ['plan-expired', FROM_FUTURE],
    ],
    [
      'a minute ahead, of another size',
      plan({ sealed: { size: '200' } }),
      { ...at(-1), aheadMs: MINUTE },
      ['plan-differs', 'This is not what was rehearsed: size is now 200.'],
    ],
    ['older, of a server whose clock may be ahead', plan(), { ...at(16), aheadMs: MINUTE }, ['plan-expired', TOO_OLD]],
    ['older, of a repetition', plan(), { ...at(16), mayBeOld: true }, undefined],
    [
      'another size and no type any more',
      plan({ sealed: { size: '200', type: '' } }),
      {},
      ['plan-differs', 'This is not what was rehearsed: size is now 200; type is now absent.'],
    ],
    [
      'another request',
      plan({ sealed: { request: '{}' } }),
      {},
      ['plan-differs', 'This is not what was rehearsed: the request is another one.'],
    ],
    [
      'dearer',
      plan({ cents: 850 }),
      {},
      ['plan-differs', 'This is not what was rehearsed: price is now 8.5 USD a month.'],
    ],
    ['cheaper', plan({ cents: 750 }), {}, undefined],
    ['copies that were shown', plan({ copies: ['vol-a'] }), { shown: ['vol-a', 'vol-b'] }, undefined],
    ['copies that are about to be shown', plan({ copies: ['vol-a'] }), { shown: undefined }, undefined],
    [
      'a copy that was not shown',
      plan({ copies: ['vol-a', 'vol-b'] }),
      { shown: ['vol-a'] },
      ['plan-differs', 'Since the rehearsal another copy of this source was made: vol-b.'],
    ],
    [
      'three of them',
      plan({ copies: ['vol-a', 'vol-b', 'vol-c'] }),
      { shown: [] },
      ['plan-differs', 'Since the rehearsal another copy of this source was made: vol-a and 2 more.'],
    ],
    ...[at(1), { ...at(16), mayBeOld: true }].map((terms): [string, MadePlan, Partial<SendTerms>, [string, string]] => [
      `another default key after ${((terms.time ?? 0) - NOON) / MINUTE} minutes`,
      plan({ encryption: { encrypted: 'true', key: 'alias/b' } }),
      { ...terms, encryption: ENCRYPTION },
      ['plan-differs', 'This is not what was rehearsed: encryption is now true, key alias/b.'],
    ]),
    [
      "of another server's key",
      plan(),
      { key: new Uint8Array(32).fill(1) },
      ['plan-needed', 'ClientToken: this server did not issue it.'],
    ],
  ])('%s', (_, made, terms, refused) => {
    const all: SendTerms = { key: KEY, time: NOON + MINUTE, mayBeOld: false, shown: [], ...terms };
    expect(judgeSend(made, TOKEN, all)).toEqual(
      refused && { kind: 'refused', code: refused[0], message: refused[1], made, token: TOKEN, rehearseAgain: true },
    );
  });

  const UNSAID = { principal: '', account: SEALED.owner };

  test.each<[name: string, sealed: Partial<Sealed>, now: Partial<Sealed>, refused: object]>([
    ['of whom it is not known now who calls', {}, UNSAID, NAMELESS_NOW],
    ['the same, of a volume of another account', { account: '999988887777' }, UNSAID, NAMELESS_NOW],
    ['the same, where callers are told apart', { principal: 'AIDAANN\nann' }, { principal: '\nann' }, NAMELESS_NOW],
    [
      'the same, and another size',
      { account: '999988887777' },
      { ...UNSAID, size: '200' },
      differs('This is not what was rehearsed: size is now 200.'),
    ],
    ['of whom it was not known who called', UNSAID, {}, differs(NAMELESS_THEN)],
    ['the same, of a volume of another account', UNSAID, { account: '999988887777' }, differs(NAMELESS_THEN)],
    [
      'the same, where callers are told apart',
      { principal: '\nann' },
      { principal: 'AIDAANN\nann' },
      differs(NAMELESS_THEN),
    ],
    [
      'the same, of another caller',
      { principal: '\nann' },
      { principal: 'AIDABOB\nbob' },
      differs('This is not what was rehearsed: the caller is another one.'),
    ],
    [
      'of another principal',
      {},
      { principal: 'AIDABOB' },
      differs('This is not what was rehearsed: principal is now AIDABOB.'),
    ],
    [
      'of another account and principal',
      {},
      { principal: 'AIDABOB', account: '999988887777' },
      differs('This is not what was rehearsed: account is now 999988887777; principal is now AIDABOB.'),
    ],
  ])('a plan %s', (_, sealed, now, refused) => {
    const token = sealPlan({ ...SEALED, ...sealed }, { issuedAt: NOON, price: PRICE }, KEY);
    const terms: SendTerms = { key: KEY, time: NOON + MINUTE, mayBeOld: false, shown: [] };
    const made = plan({ sealed: now });
    expect(judgeSend(made, token, terms)).toEqual({ kind: 'refused', made, token, ...again(refused, token) });
  });

  test("a caller's own token seals nothing", () => {
    const terms: SendTerms = { key: KEY, time: NOON + 16 * MINUTE, mayBeOld: false, shown: [] };
    expect(judgeSend(plan({ sealed: { size: '200' } }), 'mine', terms)).toBeUndefined();
  });
});

describe('what a person saw', () => {
  const WARNED = [{ level: 'warn', code: 'seen', message: 'It was seen.' } as const];
  const agreed: Shown = { sealed: SEALED, price: PRICE, copies: ['vol-a'], warnings: ['seen'], encryption: ENCRYPTION };

  test('is the request, the price, the copies, the codes of the warnings and the encryption', () => {
    const info = { level: 'info', code: 'note', message: '' } as const;
    expect(shownOf(plan({ copies: ['vol-a'], findings: [...WARNED, info] }))).toEqual(agreed);
    expect(shownOf({ ...plan(), price: undefined })).toEqual({
      sealed: SEALED,
      copies: [],
      warnings: [],
      encryption: ENCRYPTION,
    });
    expect(shownOf({ ...plan(), price: undefined })).not.toHaveProperty('price');
  });

  test.each<[name: string, now: MadePlan, message: string | undefined]>([
    ['the same, fewer copies', plan({ findings: WARNED }), undefined],
    ['cheaper', plan({ cents: 799 }), undefined],
    ['without a price by now', { ...plan(), price: undefined }, undefined],
    ['a new remark', plan({ findings: [{ level: 'info', code: 'note', message: 'A remark.' }] }), undefined],
    ['a warning with other numbers', plan({ findings: [{ ...WARNED[0], message: '41 %' } as FindingPart] }), undefined],
    [
      'another default key, while encryption by default is not read',
      plan({ findings: WARNED, encryption: { encrypted: 'true', key: 'alias/b' }, account: { defaultKey: 'alias/b' } }),
      'This is not what a person agreed to: encryption is now true, key alias/b.',
    ],
    [
      'no key any more, while encryption by default is not read',
      plan({ findings: WARNED, encryption: { encrypted: 'false', key: '–' }, account: { defaultKey: 'alias/b' } }),
      undefined,
    ],
    [
      'another default key',
      plan({ encryption: { encrypted: 'true', key: 'alias/b' } }),
      'This is not what a person agreed to: encryption is now true, key alias/b.',
    ],
    [
      'not encrypted any more, the default key not read',
      plan({ encryption: { encrypted: 'false', key: '–' }, account: { encryptionByDefault: false } }),
      'This is not what a person agreed to: encryption is now false, key –.',
    ],
    [
      'a default key that is not read',
      plan({ encryption: { encrypted: 'true', key: '?' }, account: { encryptionByDefault: true } }),
      undefined,
    ],
    [
      'an account that is not read',
      plan({ encryption: { encrypted: 'false', key: '–' }, account: { defaultKey: 'alias/a' } }),
      undefined,
    ],
    [
      'another principal',
      plan({ sealed: { principal: 'AIDABOB' } }),
      'This is not what a person agreed to: principal is now AIDABOB.',
    ],
    ['dearer', plan({ cents: 801 }), 'This is not what a person agreed to: price is now 8.01 USD a month.'],
    [
      'larger and dearer',
      plan({ sealed: { size: '200' }, cents: 1600 }),
      'This is not what a person agreed to: size is now 200; price is now 16 USD a month.',
    ],
    [
      'a new copy',
      plan({ copies: ['vol-a', 'vol-b'] }),
      'Since the question another copy of this source was made: vol-b.',
    ],
    [
      'a new warning',
      plan({ findings: [...WARNED, { level: 'warn', code: 'new', message: 'It is managed.' }] }),
      'Since the question there is a new warning: It is managed.',
    ],
  ])('%s', (_, now, message) => {
    expect(judgeAgreed(agreed, now, 'mine')).toEqual(
      message && { kind: 'refused', code: 'plan-differs', message, made: now, token: 'mine', rehearseAgain: true },
    );
  });

  test.each<[name: string, then: Partial<Sealed>, now: Partial<Sealed>, refused: object | undefined]>([
    ['of whom it is not known now who calls', {}, { principal: '' }, NAMELESS_NOW],
    ['of whom it was not known who called', { principal: '' }, {}, differs(NAMELESS_THEN)],
    ['of whom it is never known', { principal: '' }, { principal: '' }, undefined],
    [
      'of whom it was not known, and of another size now',
      { principal: '' },
      { size: '200' },
      differs('This is not what a person agreed to: size is now 200.'),
    ],
    [
      'the same, of another caller',
      { principal: '\nann' },
      { principal: 'AIDABOB\nbob' },
      differs('This is not what a person agreed to: the caller is another one.'),
    ],
  ])('by somebody %s', (_, then, now, refused) => {
    const made = plan({ sealed: now, findings: WARNED });
    expect(judgeAgreed({ ...agreed, sealed: { ...SEALED, ...then } }, made, 'mine')).toEqual(
      refused && { kind: 'refused', made, token: 'mine', ...again(refused, 'mine') },
    );
  });

  test('where no price was shown, one that is known by now was not agreed to', () => {
    const { price: _, ...priceless } = agreed;
    expect(judgeAgreed(priceless, plan({ cents: 5_000 }), 'mine')).toMatchObject({
      code: 'plan-differs',
      message: 'This is not what a person agreed to: price is now 50 USD a month.',
    });
  });

  test('in a record of before, without the encryption', () => {
    const { encryption: _, ...older } = agreed;
    expect(judgeAgreed(older, plan({ encryption: { encrypted: 'false', key: '–' } }), 'mine')).toBeUndefined();
  });

  test('copies that exist now and were not shown', () => {
    expect(unseenCopies(plan({ copies: ['vol-a', 'vol-b'] }), ['vol-b', 'vol-c'])).toEqual(['vol-a']);
  });
});
