// The settings of a copy as facts of a question: what it will have otherwise than its source, and what stays.
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import { type Change, EC2_DEFAULT } from '../volume/plan/changes.ts';
import { KEY_OF_SOURCE } from '../volume/rules/encryption.ts';
import { shownKey } from '../volume/rules/key-form.ts';
import { keyText, oneLine, quoted } from './question-foreign-text.ts';
import type { Fact } from './question-text.ts';

const LABELS: Readonly<Record<string, string>> = {
  VolumeType: 'Type',
  Size: 'Size',
  Iops: 'IOPS',
  Throughput: 'Throughput',
  Encrypted: 'Encrypted',
  KmsKeyId: 'Key',
  MultiAttachEnabled: 'Multi-Attach',
  AvailabilityZone: 'Availability Zone',
};
const BOOLEANS = new Set(['Encrypted', 'MultiAttachEnabled']);
const NOTHING = new Set(['none', 'not provisioned']);
const YES_NO: Readonly<Record<string, string>> = { true: 'yes', 'likely true': 'likely yes', false: 'no', '–': 'no' };

/** One fact a setting, in the plan's order. Tags have a group of their own. */
export function settingFacts(
  changes: readonly Change[],
  request: CopyVolumesRequest,
): { changes: Fact[]; stays: Fact[] } {
  const rows = changes.filter(({ setting }) => setting !== 'Tags');
  return {
    changes: rows.filter(isChanged).map((row) => {
      const fact = factOf(row, request, [effectOf(row), row.note]);
      return { ...fact, before: valueText(row, row.source) };
    }),
    stays: rows
      .filter((row) => !isChanged(row))
      .map((row) =>
        factOf(row, request, [row.note === EC2_DEFAULT || row.note === KEY_OF_SOURCE ? undefined : row.note]),
      )
      .filter(({ value, note }) => !NOTHING.has(value) || note !== undefined),
  };
}

function isChanged(row: Change): boolean {
  const { setting, source, copy } = row;
  return source !== copy && !(BOOLEANS.has(setting) && valueText(row, source) === valueText(row, copy));
}

function factOf(row: Change, request: CopyVolumesRequest, notes: readonly (string | undefined)[]): Fact {
  const asked = request[row.setting as keyof CopyVolumesRequest];
  const isKey = row.setting === 'KmsKeyId';
  // As the row tells a key, so that one without the form of a key is recognised too.
  const told = isKey ? shownKey(String(asked)) : String(asked);
  // EC2 may do otherwise than it is told: what is sent is shown all the same.
  const unmet =
    (row.setting === 'Encrypted' || isKey) && asked !== undefined && told !== row.copy
      ? `asked for: ${isKey ? keyText(String(asked)) : YES_NO[told]}`
      : undefined;
  const note = [...notes, unmet].filter(Boolean).join('; ');
  const value = isKey && told === row.copy ? keyText(String(asked)) : valueText(row, row.copy);
  return { label: LABELS[row.setting] ?? oneLine(row.setting, 60), value, ...(note ? { note: oneLine(note) } : {}) };
}

function valueText({ setting }: Change, text: string): string {
  if (BOOLEANS.has(setting)) return YES_NO[text] ?? quoted(text);
  if (text === '–') return setting === 'Iops' || setting === 'Throughput' ? 'not provisioned' : 'none';
  // The label says IOPS already.
  const amount = /^(\d+(?:\.\d)?)(?: IOPS| GiB| MiB\/s)$/.exec(text)?.[1];
  if (amount) return `${Number(amount).toLocaleString('en-US')}${text.slice(amount.length).replace(' IOPS', '')}`;
  if (setting === 'KmsKeyId' || setting === 'AvailabilityZone') return oneLine(text);
  return setting === 'VolumeType' && /^[a-z]\w{1,11}$/.test(text) ? text : quoted(text);
}

/** What a change means for whoever uses the copy, where the values do not tell. */
function effectOf({ setting, source, copy }: Change): string | undefined {
  if (setting === 'MultiAttachEnabled' && copy === 'false') return 'the copy attaches to one instance only';
  if (setting !== 'Iops' && setting !== 'Throughput') return undefined;
  if (setting === 'Iops' && copy === '–') return 'may be slower: this type has none to provision';
  const [before, after] = [Number.parseFloat(source), Number.parseFloat(copy)];
  if (after < before) return 'slower';
  // Neither where one of them is not provisioned.
  return after > before ? 'faster' : undefined;
}
