// What a copy costs as facts of a question, beside what its source costs. List prices in USD.
import type { Plan } from '../volume/plan/plan.ts';
import { priceCopy } from '../volume/plan/price.ts';
import type { VolumeSummary } from '../volume/reading/summary.ts';
import type { Fact } from './question-text.ts';

/** The first fact is what the copy costs a month. */
export function costFacts({ cost }: Pick<Plan, 'cost'>, source: VolumeSummary, region: string): Fact[] {
  if (!cost) return [{ label: 'The copy', value: 'not known', note: 'no list price is known for this type' }];
  const { VolumeType, Size } = source;
  const own =
    VolumeType === undefined || Size === undefined
      ? undefined
      : priceCopy({ ...source, VolumeType, Size }, Size, { region })?.monthlyUsd;
  return [
    { label: 'The copy', value: `${usd(cost.monthlyUsd)} a month`, note: 'while it exists' },
    own === undefined
      ? { label: 'The source', value: 'not known' }
      : { label: 'The source', value: `${usd(own)} a month`, note: compared(cost.monthlyUsd, own) },
    { label: 'Once', value: feeText(cost.copyFeeUsd), note: 'for copying, by how much is written on the source' },
    {
      label: 'List prices',
      value: `${cost.source}, ${cost.pricedFor}, ${cost.asOf}`,
      ...(cost.note ? { note: cost.note } : {}),
    },
  ];
}

function compared(copy: number, source: number): string {
  const cents = Math.round((copy - source) * 100);
  if (cents > 0) return `the copy costs ${usd(cents / 100)} a month more`;
  return cents < 0 ? `the copy costs ${usd(-cents / 100)} a month less` : 'the copy costs the same';
}

function feeText({ min, max }: { min: number; max: number }): string {
  if (max < 0.01) return 'less than 0.01 USD';
  return min === max ? usd(max) : `${usd(min).replace(' USD', '')} to ${usd(max)}`;
}

/** "1,102.50 USD", "16 USD", "0 USD". */
function usd(amount: number): string {
  const digits = Number.isInteger(amount) ? 0 : 2;
  return `${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} USD`;
}
