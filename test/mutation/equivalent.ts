// Changes of the rules of a copy that no test can notice, since the code means the same with them: read one by one.

export interface EquivalentMutant {
  file: string;
  /** The line that is changed, without its indentation. */
  line: string;
  /** What of it is changed, where the same replacement is made in several places of the line. */
  changed?: string;
  /** What stands there instead. */
  replacement: string;
  why: string;
}

export const EQUIVALENT: EquivalentMutant[] = [
  {
    file: 'src/consent/question-cost.ts',
    line: 'VolumeType === undefined || Size === undefined',
    changed: 'VolumeType === undefined',
    replacement: 'false',
    why: 'The half that changes is the type: one that is not known has no price.',
  },
  {
    file: 'src/consent/question-cost.ts',
    line: ': priceCopy({ ...source, VolumeType, Size }, Size, { region })?.monthlyUsd;',
    replacement: '{}',
    why: 'Of what the source costs the sum alone is shown, which is that of one list in every place.',
  },
  {
    file: 'src/consent/question-states.ts',
    line: "if (!seen || state === 'yes' || (withdrawn && form !== 'cancelled')) return [];",
    replacement: '["Stryker was here"]',
    why: 'What is no time is in no window of times.',
  },
  {
    file: 'src/consent/sealed-fields.ts',
    line: 'canonicalRequest({ SourceVolumeId, TagSpecifications: TagSpecifications ?? [] }),',
    replacement: '["Stryker was here"]',
    why: 'An entry without tags adds no tag, like an empty list.',
  },
  {
    file: 'src/consent/send-states.ts',
    line: "const made = Date.parse(CreateTime ?? '');",
    replacement: '"Stryker was here!"',
    why: 'Neither text is a time, so neither is earlier.',
  },
  {
    file: 'src/consent/send-table.ts',
    line: "throw new Error('The last row fits every record.');",
    replacement: '""',
    why: 'The last row fits every record, so it is never thrown.',
  },
  {
    file: 'src/copy/asking/take-turn.ts',
    line: 'const { key, otherKeys = [], about } = prompt;',
    replacement: '["Stryker was here"]',
    why: 'A text that is no key is that of no question.',
  },
  {
    file: 'src/copy/asking/take-turn.ts',
    line: 'const isSame = [one.key, ...(one.otherKeys ?? [])].some((key) => keys.includes(key));',
    replacement: '["Stryker was here"]',
    why: 'A text that is no key is that of no question.',
  },
  {
    file: 'src/copy/asking/take-turn.ts',
    line: '{ key, otherKeys = [], about, question, shown, form }: AskRequest,',
    replacement: '["Stryker was here"]',
    why: 'A text that is no key is that of no question.',
  },
  {
    file: 'src/copy/check-plan.ts',
    line: "if (settings.mode === 'auto' && !repeats && (token === undefined || !looksLikePlan(token)))",
    changed: 'token === undefined',
    replacement: 'false',
    why: 'A token that is absent has not the form of a plan either.',
  },
  {
    file: 'src/copy/check-plan.ts',
    line: "const of = (setting: string) => changes.find((row) => row.setting === setting)?.copy ?? '';",
    replacement: 'changes.find(row => row.setting === setting).copy',
    why: 'A plan always has a row of both settings.',
  },
  {
    file: 'src/copy/check-plan.ts',
    line: "const of = (setting: string) => changes.find((row) => row.setting === setting)?.copy ?? '';",
    replacement: '"Stryker was here!"',
    why: 'A plan always has a row of both settings.',
  },
  {
    file: 'src/copy/judge-and-send.ts',
    line: 'shown: isAuto ? (repeats?.shown ?? known?.copies ?? []) : undefined,',
    replacement: '["Stryker was here"]',
    why: 'No copy has this id, so that none counts as shown by it.',
  },
  {
    file: 'src/copy/make-plan.ts',
    line: 'copies: otherCopies(first.copies ?? [], call.token),',
    replacement: '["Stryker was here"]',
    why: 'What has no id is no copy that could be named, and ids alone come out of it.',
  },
  {
    file: 'src/copy/make-plan.ts',
    line: 'if (!copies || since === undefined) return first;',
    changed: 'since === undefined',
    replacement: 'false',
    why: 'The half that changes is the time: no copy is younger than a time that is not known, so none is left out.',
  },
  {
    file: 'src/copy/make-plan.ts',
    line: 'const [summary = { VolumeId }] = summarizeCopy(source, {',
    changed: '{ VolumeId }',
    replacement: '{}',
    why: 'The source was found by its id, and a volume with an id has a summary.',
  },
  {
    file: 'src/copy/real-copy.ts',
    line: 'if (!record) return step;',
    replacement: 'false',
    why: 'Without a record the table says to send, and the step is returned just so.',
  },
  {
    file: 'src/copy/real-copy.ts',
    line: "case 'refuse-gone':",
    replacement: "case 'refuse-gone':",
    why: 'What is refused as not made is looked at once more before it is told, and is gone then.',
  },
  {
    file: 'src/copy/real-copy.ts',
    line: "const TOO_OLD: Failure = { code: 'token-too-old', message: '', definite: false };",
    replacement: 'true',
    why: 'Nothing was sent, so that nobody asks whether the no is definite.',
  },
  {
    file: 'src/copy/real-copy.ts',
    line: "if (record === undefined || step.do === 'send') {",
    changed: 'record === undefined',
    replacement: 'false',
    why: 'Without a record the table says to send.',
  },
  {
    file: 'src/copy/record-facts.ts',
    line: "const madeAt = Date.parse(CreateTime ?? '');",
    replacement: '"Stryker was here!"',
    why: 'Neither text is a date.',
  },
  {
    file: 'src/copy/sending/resolve-send.ts',
    line: 'const [one] = untagged ?? [];',
    replacement: '["Stryker was here"]',
    why: 'Where it is not known which there are, the send stays open.',
  },
  {
    file: 'src/copy/sending/resolve-send.ts',
    line: 'const found = one === undefined ? {} : { untagged: one };',
    changed: 'one === undefined',
    replacement: 'false',
    why: 'A member that is undefined reads as one that is not there, also in an entry of the record.',
  },
  {
    file: 'src/copy/sending/judge-reply.ts',
    line: 'if (expected.some(([key]) => key === undefined || isSameKey(key, got) !== false)) return [];',
    changed: 'key === undefined',
    replacement: 'false',
    why: 'Of a key that was not read it is not known whether it is the same.',
  },
  {
    file: 'src/copy/sending/look-for-copy.ts',
    line: "const { VolumeId, SourceVolumeId, CreateTime = '' } = volume;",
    replacement: '"Stryker was here!"',
    why: 'Neither text is a date.',
  },
  {
    file: 'src/copy/sending/read-finished.ts',
    line: "const made = end?.kind === 'copied' ? Date.parse(end.CreateTime ?? '') : Number.NaN;",
    replacement: '"Stryker was here!"',
    why: 'Neither text is a date.',
  },
  {
    file: 'src/copy/sending/send-copy.ts',
    line: "const madeAt = Date.parse(CreateTime ?? '');",
    replacement: '"Stryker was here!"',
    why: 'Neither text is a date.',
  },
  {
    file: 'src/copy/sending/resolve-send.ts',
    line: "Date.parse(copy.CreateTime ?? '') >= firstTriedAt - CLOCK_SKEW_MS;",
    replacement: '"Stryker was here!"',
    why: 'Neither text is a date.',
  },
  {
    file: 'src/copy/sending/resolve-send.ts',
    line: 'return { local: now(), ...(ec2Now === undefined ? {} : { ec2: ec2Now }) };',
    replacement: 'false',
    why: 'Whoever reads the clocks asks for the value alone, which is undefined either way.',
  },
];
