// Encryption and keys of real copies.
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type Experiment, judge, type Lab, type Outcome, observe } from '../experiment.ts';
import { type Params, textOf } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { nobodysKey } from './one-request.ts';
import { judgeNamed, refusedSource } from './with-source.ts';

// A bad key shows within seconds where it shows later (terraform-provider-aws issue 12507); a minute is generous.
const VANISH_MS = 60_000;
// What can be meant for a key, once its request is otherwise well: AuthFailure names a KMS action (two-account test, see
// switches.ts), and the others are EC2's for a key or a parameter (EC2 API reference, "Error codes", 2026-11).
const KEY_REFUSED =
  /^(AuthFailure|AccessDenied|UnauthorizedOperation|CustomerKeyHasBeenRevoked|InvalidParameter(Value|Combination|Dependency)|UnsupportedOperation(Exception)?|KMS\w*|Kms\w*)$/;
const DEFAULT_KEY: Outcome = {
  kind: 'open',
  why: "The key that was named is the account's default key for EBS: name another.",
};

interface KeyExperiment {
  id: string;
  question: string;
  assumed: string;
  switch?: keyof Switches;
  turns?: Readonly<Record<string, Partial<Switches>>>;
  source: Params;
  copy(lab: Lab): Params | { why: string };
  /** Why the key that is named could show nothing. */
  useless?(lab: Lab): Promise<Outcome | undefined>;
  /** What a successful copy shows; default 'ok'. */
  seen?(lab: Lab, copy: { encrypted: string; key: string; id: string }): string | Promise<string>;
}

const KEYS_TRIED: readonly KeyExperiment[] = [
  {
    id: 'encrypted-false',
    question: 'What does Encrypted=false do for an encrypted source?',
    assumed: 'ignored: the copy is encrypted',
    switch: 'encryptedFalse',
    turns: {
      UnsupportedOperation: { encryptedFalse: 'refused' },
      UnsupportedOperationException: { encryptedFalse: 'refused' },
    },
    source: { Encrypted: true },
    copy: () => ({ Encrypted: false }),
    seen: (_, { encrypted }) => (encrypted === 'true' ? 'ignored: the copy is encrypted' : 'the copy is plain'),
  },
  {
    id: 'encrypted-true',
    question: 'Which key does Encrypted=true without KmsKeyId give for a source under a key of its own?',
    assumed: "the source's key",
    switch: 'encryptedTrue',
    turns: { 'another key': { encryptedTrue: 'default-key' } },
    source: { Encrypted: true },
    copy: ({ uses }) =>
      uses.key === undefined ? { why: 'Name a key of the account: --use key=ARN' } : { Encrypted: true },
    useless: namedDefault,
    seen: ({ uses }, { key }) => (key === uses.key ? "the source's key" : 'another key'),
  },
  {
    id: 'key-without-encrypted',
    question: 'What does KmsKeyId do without Encrypted for a plain source?',
    assumed: 'the copy is encrypted',
    switch: 'keyWithoutEncrypted',
    turns: { InvalidParameterDependency: { keyWithoutEncrypted: 'refused' } },
    source: { Encrypted: false },
    copy: () => ({ KmsKeyId: 'alias/aws/ebs' }),
    seen: (_, { encrypted }) => (encrypted === 'true' ? 'the copy is encrypted' : 'the copy is plain'),
  },
  {
    id: 'plain-source-encrypted',
    question: 'Is a copy of a plain source encrypted with Encrypted=true alone?',
    assumed: 'the copy is encrypted',
    source: { Encrypted: false },
    copy: () => ({ Encrypted: true }),
    seen: (_, { encrypted }) => (encrypted === 'true' ? 'the copy is encrypted' : 'the copy is plain'),
  },
  {
    id: 'another-key',
    question: 'Is a copy of an encrypted source under the key that is named?',
    assumed: 'that key',
    source: { Encrypted: true },
    copy: ({ uses }) =>
      uses.key === undefined ? { why: 'Name a key of the account: --use key=ARN' } : { KmsKeyId: uses.key },
    useless: namedDefault,
    seen: ({ uses }, { key }) => (key === uses.key ? 'that key' : 'another key'),
  },
  {
    id: 'malformed-key',
    question: 'Which code does a KmsKeyId give that has no form of a key?',
    assumed: 'InvalidParameterValue',
    source: { Encrypted: false },
    copy: () => ({ Encrypted: true, KmsKeyId: 'not a key' }),
  },
  {
    id: 'bad-key',
    question: 'When is a key refused that does not exist, and with which HTTP status?',
    assumed: 'in the request, HTTP 403',
    switch: 'kmsFailure',
    turns: { 'later: the copy vanishes': { kmsFailure: 'later' } },
    source: { Encrypted: false },
    copy: (lab) => ({ Encrypted: true, KmsKeyId: nobodysKey(lab) }),
    seen: vanishes,
  },
  {
    id: 'foreign-key',
    question: 'Can a copy use a key of another account that is shared with this one?',
    assumed: 'no',
    switch: 'foreignKey',
    turns: { ok: { foreignKey: 'allowed' } },
    source: { Encrypted: false },
    copy: ({ uses }) =>
      uses['foreign-key'] === undefined
        ? { why: 'Name a key of another account: --use foreign-key=ARN' }
        : { Encrypted: true, KmsKeyId: uses['foreign-key'] },
    useless: unusable,
  },
];

export const KEYS: readonly Experiment[] = [
  ...KEYS_TRIED.map(
    (tried): Experiment => ({
      id: tried.id,
      group: 'creates',
      question: tried.question,
      assumed: tried.assumed,
      ...(tried.switch === undefined ? {} : { switch: tried.switch }),
      run: (lab) => tryKey(lab, tried),
    }),
  ),
  {
    id: 'encrypted-false-under-default',
    group: 'creates',
    question: 'What does Encrypted=false do for a plain source while the account encrypts by default?',
    assumed: 'the copy is encrypted',
    switch: 'encryptedFalseUnderDefault',
    async run(lab) {
      const setting = await lab.ask('GetEbsEncryptionByDefault', {});
      if (textOf(setting, 'ebsEncryptionByDefault') !== 'true')
        return judge(setting, () => ({ kind: 'open', why: 'The account does not encrypt by default in this Region.' }));
      const source = await lab.anyVolume();
      const id = childText(source, 'volumeId');
      if (lab.uses.source === undefined || id === undefined || childText(source, 'encrypted') !== 'false')
        return { kind: 'open', why: 'Name a plain volume: --use source=vol-…' };
      const reply = await lab.copy(id, { VolumeType: 'gp3', Encrypted: false });
      const observed = textOf(reply, 'encrypted') === 'true' ? 'the copy is encrypted' : 'the copy is plain';
      const turns = { 'the copy is plain': { encryptedFalseUnderDefault: 'plain' as const } };
      return judgeNamed(reply, (code) => observe(code === 'ok' ? observed : code, this.assumed, turns));
    },
  },
];

async function tryKey(lab: Lab, tried: KeyExperiment): Promise<Outcome> {
  const wanted = tried.copy(lab);
  if (isReason(wanted)) return { kind: 'open', why: wanted.why };
  const useless = await tried.useless?.(lab);
  if (useless !== undefined) return useless;
  const key = tried.id === 'encrypted-true' ? { KmsKeyId: lab.uses.key } : {};
  const source = await lab.makeVolume({ ...tried.source, ...key });
  if (typeof source !== 'string') return refusedSource(source);
  const described = await lab.ask('DescribeVolumes', { 'VolumeId.1': source });
  if (tried.source.Encrypted === false && textOf(described, 'encrypted') === 'true')
    return { kind: 'open', why: 'The account encrypts by default here: no plain source can be made.' };
  const reply = await lab.copy(source, { VolumeType: 'gp3', ...wanted });
  // Its credentials have just made a volume, so this is about the key.
  if (reply.code === 'AuthFailure') return refusal(tried, reply.code, reply.status);
  if (reply.code !== 'ok') return judge(reply, (code) => refusal(tried, code, reply.status));
  const copy = {
    encrypted: textOf(reply, 'encrypted') ?? '',
    key: textOf(reply, 'kmsKeyId') ?? '',
    id: textOf(reply, 'volumeId') ?? '',
  };
  return observe((await tried.seen?.(lab, copy)) ?? 'ok', tried.assumed, tried.turns);
}

function isReason(wanted: Params | { why: string }): wanted is { why: string } {
  return 'why' in wanted;
}

/** A refusal by its code, or in the words of its experiment where every code that is about the key means the same. */
function refusal({ id, assumed, turns }: KeyExperiment, code: string, status: number): Outcome {
  if (id !== 'bad-key' && id !== 'foreign-key') return observe(code, assumed, turns);
  if (!KEY_REFUSED.test(code))
    return { kind: 'open', why: `The copy was refused for another reason than its key (${code}).` };
  return observe(id === 'bad-key' ? `in the request, HTTP ${status}` : 'no', assumed, turns);
}

/** While the account's default key is the one that was named, a copy under it shows nothing. */
async function namedDefault(lab: Lab): Promise<Outcome | undefined> {
  const volume = await lab.makeVolume({ Encrypted: true });
  if (typeof volume !== 'string') return refusedSource(volume);
  const described = await lab.ask('DescribeVolumes', { 'VolumeId.1': volume });
  if (described.code !== 'ok')
    return judge(described, (code) => ({ kind: 'open', why: `The default key is not known (${code}).` }));
  return textOf(described, 'kmsKeyId') === lab.uses.key ? DEFAULT_KEY : undefined;
}

/** CreateVolume takes any key and the volume vanishes where it cannot be used (SDK text of CreateVolume, 2026-11). */
async function unusable(lab: Lab): Promise<Outcome | undefined> {
  const volume = await lab.makeVolume({ Encrypted: true, KmsKeyId: lab.uses['foreign-key'] });
  if (typeof volume === 'string' && (await lab.stateOf(volume)) === 'available') return undefined;
  const why =
    'CreateVolume cannot use the foreign key either: it does not exist, or it is not shared with this account.';
  if (typeof volume === 'string' || volume.code === 'AuthFailure') return { kind: 'open', why };
  return judge(volume, () => ({ kind: 'open', why }));
}

async function vanishes(lab: Lab, { id }: { id: string }): Promise<string> {
  const end = lab.now() + VANISH_MS;
  let seen = false;
  while (lab.now() < end) {
    const state = await lab.stateOf(id);
    if (/^[a-z]/.test(state)) seen = true;
    if (state === 'error' || (seen && state === 'InvalidVolume.NotFound')) return 'later: the copy vanishes';
    await lab.sleep(3_000);
  }
  return seen ? 'never' : 'later: the copy vanishes';
}
