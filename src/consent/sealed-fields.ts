// What of a request, a caller and a source a plan is sealed over. State is left out on purpose: attaching the source
// must not break a plan; it is judged anew instead.

import { createHash } from 'node:crypto';
import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import type { Cost } from '../volume/plan/price.ts';
import type { Sealed, SealedPrice } from './plan-token.ts';

export interface SealedCaller {
  account?: string;
  arn?: string;
  userId?: string;
}

/** The request as text, its members in one order, without what is no part of the intent. */
export function canonicalRequest(request: CopyVolumesRequest): string {
  const { ClientToken: _, DryRun: __, ...rest } = request;
  return JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** A role's or user's unique id: GetCallerIdentity puts the session's name, which changes, behind a colon. */
export function principalOf(caller: SealedCaller | undefined): string {
  return (caller?.userId ?? '').split(':')[0] ?? '';
}

/** Who, where and what as text: equal texts are the same intent. */
export function intentKeyOf(
  request: CopyVolumesRequest,
  caller: SealedCaller | undefined,
  place: { region: string; profile?: string; endpoint?: string },
): string {
  return JSON.stringify([
    caller?.account ?? '',
    principalOf(caller),
    place.region,
    place.endpoint ?? '',
    canonicalRequest(request),
  ]);
}

export function sealedFacts(
  request: CopyVolumesRequest,
  caller: SealedCaller | undefined,
  region: string,
  source: Volume,
): Sealed {
  const text = (value: string | number | boolean | undefined) => (value === undefined ? '' : String(value));
  return {
    request: canonicalRequest(request),
    account: caller?.account ?? '',
    principal: principalOf(caller),
    region,
    size: text(source.Size),
    type: text(source.VolumeType),
    iops: text(source.Iops),
    throughput: text(source.Throughput),
    encrypted: text(source.Encrypted),
    key: text(source.KmsKeyId),
    owner: text(source.OwnerId),
  };
}

/** A plan in one short text: an answer about one text is no answer about another. A caller's own token seals nothing. */
export function planFingerprint(token: string, intentKey: string, sealed: Sealed): string {
  return createHash('sha256')
    .update(JSON.stringify([token, intentKey, sealed]))
    .digest('base64url');
}

export function sealedPrice(cost: Cost | undefined): SealedPrice | undefined {
  if (!cost) return undefined;
  return { kind: cost.orientation ? 'orientation' : 'list', cents: Math.round(cost.monthlyUsd * 100) };
}
