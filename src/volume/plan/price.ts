// What the copy will cost: per month and day while it exists, and once for the copying. List prices, no discounts.
import type { VolumeType } from '../../vocabulary.ts';
import { isLocalZone } from '../rules/source-state.ts';
import { factsOf } from '../rules/type-table.ts';
import type { CopySettings } from './copy-settings.ts';
import { COPY_FEE, PRICED_REGION, type PriceSource, type Tier, TYPE_PRICES } from './price-table.ts';

interface CostLine extends PriceSource {
  item: string;
  monthlyUsd: number;
}

export interface Cost {
  dailyUsd: number;
  monthlyUsd: number;
  /** From nothing written to every block written: only written blocks count, and the API does not say how many. */
  copyFeeUsd: { min: number; max: number };
  lines: CostLine[];
  /** All figures stand on one page. */
  source: string;
  /** The day that the oldest of the figures was read. */
  asOf: string;
  /** The Region whose prices these are. */
  pricedFor: string;
  /** True when the copy is in another Region, so that the figures are only an orientation. */
  orientation: boolean;
  note?: string;
}

const DAYS_A_MONTH = 30;

/** A copy lands in the zone of its source. */
interface PricedPlace {
  region: string;
  AvailabilityZone?: string | undefined;
}

/** Whose list prices stand for a place: `orientation` when they are those of another. */
function priceListFor(place: PricedPlace): Pick<Cost, 'pricedFor' | 'orientation'> {
  return { pricedFor: PRICED_REGION, orientation: locationOf(place) !== PRICED_REGION };
}

/** A Local Zone is a location of its own in AWS's price list, and none is in the table. */
function locationOf({ region, AvailabilityZone }: PricedPlace): string {
  return AvailabilityZone !== undefined && isLocalZone(AvailabilityZone) ? AvailabilityZone : region;
}

/** USD by AWS's list; undefined for a type without a published price, or without the IOPS that it is priced by. `copiedGiB` is the size of the source. */
export function priceCopy(
  copy: CopySettings & { Size: number },
  copiedGiB: number,
  place: PricedPlace,
): Cost | undefined {
  const price = Object.hasOwn(TYPE_PRICES, copy.VolumeType) ? TYPE_PRICES[copy.VolumeType as VolumeType] : undefined;
  // Without the IOPS that its type needs there is nothing to price: storage alone would hide the larger part.
  if (!price || (copy.Iops === undefined && factsOf(copy.VolumeType)?.iops?.required)) return undefined;
  const { source, asOf } = price;
  const line = (item: string, usd: number): CostLine => ({ item, monthlyUsd: cents(usd), source, asOf });
  const iops = price.iops ? graduated(copy.Iops ?? 0, price.iops) : 0;
  const throughput = price.throughput ? graduated(copy.Throughput ?? 0, price.throughput) : 0;
  const lines = [
    line(`${copy.Size} GiB ${copy.VolumeType}`, copy.Size * price.storage),
    ...(iops > 0 ? [line(`${copy.Iops} IOPS`, iops)] : []),
    ...(throughput > 0 ? [line(`${copy.Throughput} MiB/s`, throughput)] : []),
  ];
  // The sum of what is shown, so that a reader who adds up finds the same.
  const monthly = lines.reduce((sum, one) => sum + one.monthlyUsd, 0);
  const list = priceListFor(place);
  const note = `prices of ${locationOf(place)} are not in the table; these are those of ${list.pricedFor}, as an orientation`;
  return {
    dailyUsd: seen(monthly / DAYS_A_MONTH),
    monthlyUsd: cents(monthly),
    copyFeeUsd: { min: 0, max: centsUp(copiedGiB * COPY_FEE.perGb) },
    lines,
    source: COPY_FEE.source,
    asOf: asOf < COPY_FEE.asOf ? asOf : COPY_FEE.asOf,
    ...list,
    ...(list.orientation ? { note } : {}),
  };
}

function graduated(units: number, tiers: readonly Tier[]): number {
  return tiers.reduce((sum, tier, i) => {
    const upTo = Math.min(units, tiers[i + 1]?.from ?? units);
    return sum + Math.max(0, upTo - tier.from) * tier.usd;
  }, 0);
}

function cents(usd: number): number {
  return Math.round(exactCents(usd)) / 100;
}

/** To the cent; of less than that the first digit, so that it is not told as nothing. */
function seen(usd: number): number {
  return cents(usd) || Number(usd.toPrecision(1));
}

/** An upper bound is rounded up, so that the fee of a small copy is not told as none. */
function centsUp(usd: number): number {
  return Math.ceil(exactCents(usd)) / 100;
}

/** Decimal prices are not exact in binary: 2.675 × 100 is 267.49999999999997. */
function exactCents(usd: number): number {
  return Number((usd * 100).toFixed(6));
}
