// Encryption and keys of real copies.
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type Experiment, judge, type Lab, type Outcome, observe } from '../experiment.ts';
import { type Params, textOf } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { nobodysKey } from './one-request.ts';
import { refusedSource } from './with-source.ts';

// A bad key shows within seconds where it shows later (terraform-provider-aws issue 12507); a minute is generous.
const VANISH_MS = 60_000;

interface KeyExperiment {
  id: string;
  question: string;
  assumed: string;
  switch?: keyof Switches;
  turns?: Readonly<Record<string, Partial<Switches>>>;
  source: Params;
  copy(lab: Lab): Params | { why: string };
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
      return judge(reply, (code) => observe(code === 'ok' ? observed : code, this.assumed, turns));
    },
  },
];

async function tryKey(lab: Lab, tried: KeyExperiment): Promise<Outcome> {
  const wanted = tried.copy(lab);
  if (isReason(wanted)) return { kind: 'open', why: wanted.why };
  const key = tried.id === 'encrypted-true' ? { KmsKeyId: lab.uses.key } : {};
  const source = await lab.makeVolume({ ...tried.source, ...key });
  if (typeof source !== 'string') return refusedSource(source);
  const described = await lab.ask('DescribeVolumes', { 'VolumeId.1': source });
  if (tried.source.Encrypted === false && textOf(described, 'encrypted') === 'true')
    return { kind: 'open', why: 'The account encrypts by default here: no plain source can be made.' };
  const reply = await lab.copy(source, { VolumeType: 'gp3', ...wanted });
  // Its credentials have just made a volume, so this is about the key.
  if (reply.code === 'AuthFailure')
    return observe(refusal(tried, reply.code, reply.status), tried.assumed, tried.turns);
  if (reply.code !== 'ok')
    return judge(reply, (code) => observe(refusal(tried, code, reply.status), tried.assumed, tried.turns));
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

/** The code of a refusal, in the words of its experiment where any code means the same. */
function refusal({ id }: KeyExperiment, code: string, status: number): string {
  if (id === 'bad-key') return `in the request, HTTP ${status}`;
  return id === 'foreign-key' ? 'no' : code;
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
