// AWS's list prices, as far as a page of AWS states them; everything else has no price here. USD, GB = 1024³ bytes,
// a month has 30 days (the page's own examples). Each line has its own source and date, since they age apart.
import type { VolumeType } from '../../vocabulary.ts';

export const PRICED_REGION = 'us-east-1';

/** Where a price stands and the day it was read there. */
export interface PriceSource {
  source: string;
  asOf: string;
}

/** One step of a graduated price: USD per unit and month for units above `from`. */
export interface Tier {
  from: number;
  usd: number;
}

export interface TypePrice extends PriceSource {
  /** Per GB and month. */
  storage: number;
  /** Per provisioned IOPS and month, by tier. */
  iops?: readonly Tier[];
  /** Per provisioned MiB/s and month, by tier. */
  throughput?: readonly Tier[];
}

const LIST: PriceSource = { source: 'aws.amazon.com/ebs/pricing', asOf: '2026-11-25' };

// The list of us-east-1; the worked examples of the same page are of Regions that it does not name, and charge 0.06 for
// the throughput of gp3. `standard` is missing on purpose: its price depends on the I/O made.
export const TYPE_PRICES: Readonly<Partial<Record<VolumeType, TypePrice>>> = {
  gp3: { ...LIST, storage: 0.08, iops: [{ from: 3_000, usd: 0.005 }], throughput: [{ from: 125, usd: 0.04 }] },
  gp2: { ...LIST, storage: 0.1 },
  io1: { ...LIST, storage: 0.125, iops: [{ from: 0, usd: 0.065 }] },
  io2: {
    ...LIST,
    storage: 0.125,
    iops: [
      { from: 0, usd: 0.065 },
      { from: 32_000, usd: 0.046 },
      { from: 64_000, usd: 0.032 },
    ],
  },
  st1: { ...LIST, storage: 0.045 },
  sc1: { ...LIST, storage: 0.015 },
};

/** Per GB of written blocks, once: the rate of the page's worked example, which names no Region. */
export const COPY_FEE = { source: LIST.source, asOf: '2026-11-22', perGb: 0.0008 };
