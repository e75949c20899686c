// From a request to its plan: the reads of both rounds, EC2's dry run beside them when asked for, and the seal.

import { judgeLimits, type Limits } from '../consent/limits.ts';
import type { Sealed, SealedPrice } from '../consent/plan-token.ts';
import { sealedFacts, sealedPrice } from '../consent/sealed-fields.ts';
import type { Caller, Place, Reply } from '../ports/ec2.ts';
import type { CallOptions, Deps } from '../ports/tool.ts';
import { type CopyArgs, copyContext, type Planned } from '../volume/answers/copy-answer.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import { partitionOf } from '../volume/errors/policy-statement.ts';
import { settingsOf } from '../volume/plan/copy-settings.ts';
import { type DryRunResult, readDryRun } from '../volume/plan/dry-run.ts';
import { planCopy } from '../volume/plan/plan.ts';
import { summarize } from '../volume/reading/summary.ts';
import { isForeign } from '../volume/rules/encryption.ts';
import { blocks, type Finding } from '../volume/rules/finding.ts';
import { judgeRequest } from '../volume/rules/request.ts';
import { PLAN_TAG, stampTags } from '../volume/rules/tags.ts';
import { type FirstReads, readSource, readSurroundings } from './read-source.ts';

/** One call's copy: what was asked, where, and with which bounds. */
export interface CopyCall {
  deps: Deps;
  options: CallOptions;
  place: Place;
  /** The caller's request without ClientToken and DryRun. */
  request: CopyVolumesRequest;
  args: CopyArgs;
  /** The caller's ClientToken: a copy that carries it is this very copy, not one that stands against it. */
  token?: string;
}

export interface MadePlan {
  planned: Planned;
  first: FirstReads;
  sealed: Sealed;
  price: SealedPrice | undefined;
  /** Absent when no dry run was asked for. */
  dryRun?: DryRunResult;
}

const DAY_MS = 24 * 3600 * 1000;

export async function makePlan(call: CopyCall, withDryRun: boolean): Promise<Reply<MadePlan>> {
  const { deps, place, request, options } = call;
  const read = await readSource(deps, place, request.SourceVolumeId, options);
  if (!read.ok) return read;
  const first = read.value;
  const { source, caller } = first;
  // Our grammar may already say that no EC2 can accept the request; then nothing is sent.
  const rehearse = withDryRun && !blocks(judgeRequest(request, source));
  const [second, verdict, today] = await Promise.all([
    readSurroundings(deps, place, first, isForeign(source, caller?.account), options),
    rehearse ? askDryRun(call) : undefined,
    countToday(call),
  ]);
  const { needsAttention: _, ...summary } = summarize(source, {
    status: second.statuses?.get(request.SourceVolumeId),
    unread: second.statuses === undefined,
    modification: first.modification,
    now: read.at,
    account: caller?.account,
  }) ?? { needsAttention: false, VolumeId: request.SourceVolumeId };
  const plan = planCopy(request, {
    ...first,
    ...second,
    region: place.region,
    ...(call.token === undefined ? {} : { token: call.token }),
    unread: [...first.unread, ...second.unread],
    account: {
      ...(caller?.account ? { account: caller.account } : {}),
      ...(first.encryptionByDefault === undefined ? {} : { byDefault: first.encryptionByDefault }),
      ...(first.defaultKey ? { defaultKey: first.defaultKey } : {}),
    },
  });
  const limits = limitFindings(call, first, plan.cost?.monthlyUsd, today);
  const account = caller?.account;
  return {
    ok: true,
    at: read.at,
    value: {
      first,
      planned: {
        place,
        ...(caller ? { caller } : {}),
        source: summary,
        plan: { ...plan, findings: [...plan.findings, ...limits] },
      },
      sealed: sealedFacts(request, caller, place.region, source),
      price: sealedPrice(plan.cost),
      ...(withDryRun
        ? {
            dryRun: readDryRun(verdict, copyContext(request.SourceVolumeId, place), {
              region: place.region,
              ...(account ? { account } : {}),
              ...partitionFact(caller, place),
            }),
          }
        : {}),
    },
  };
}

/** The caller's own, which a Region that the AWS SDK does not know yet cannot tell. */
function partitionFact(caller: Caller | undefined, place: Place): { partition?: string } {
  const partition = partitionOf(caller?.arn) ?? place.partition;
  return partition === undefined ? {} : { partition };
}

function limitFindings(
  call: CopyCall,
  first: FirstReads,
  monthlyUsd: number | undefined,
  copiesToday: number | undefined,
): Finding[] {
  const { limits } = call.deps.settings;
  const size = settingsOf(call.request, first.source).Size;
  return judgeLimits(
    {
      source: first.source,
      ...(first.callerProven && first.caller?.account ? { account: first.caller.account } : {}),
      ...(size === undefined ? {} : { size }),
      ...(monthlyUsd === undefined ? {} : { monthlyUsd }),
      ...(copiesToday === undefined ? {} : { copiesToday }),
    },
    limits,
  );
}

/** The larger of our record and the stamped tags; only asked for when the operator set that limit. */
async function countToday(call: CopyCall): Promise<number | undefined> {
  const { deps, place, options } = call;
  const { copiesPerDay }: Limits = deps.settings.limits;
  if (copiesPerDay === undefined) return undefined;
  const recorded = await deps.sent.countSince(deps.now() - DAY_MS);
  if (recorded >= copiesPerDay) return recorded;
  let stamped = 0;
  let NextToken: string | undefined;
  do {
    const reply = await deps.ec2.describeVolumes(
      place,
      { Filters: [{ Name: 'tag-key', Values: [PLAN_TAG] }], MaxResults: 500, ...(NextToken ? { NextToken } : {}) },
      options,
    );
    if (!reply.ok) return undefined;
    const since = reply.at - DAY_MS;
    stamped += reply.value.items.filter((volume) => Date.parse(volume.CreateTime ?? '') >= since).length;
    NextToken = reply.value.nextToken;
  } while (NextToken && stamped < copiesPerDay);
  return Math.max(recorded, stamped);
}

/** With a throw-away token: whether EC2 counts a dry run as a use of it is not documented. */
function askDryRun({ deps, place, request, options }: CopyCall): ReturnType<Deps['ec2']['rehearseCopy']> {
  const throwAway = deps.newToken();
  return deps.ec2.rehearseCopy(place, { ...stampedFor(deps, request, throwAway), ClientToken: throwAway }, options);
}

/** The request as it is sent under a token: with our tags, unless the operator turned them off. */
export function stampedFor(deps: Deps, request: CopyVolumesRequest, token: string): CopyVolumesRequest {
  return deps.settings.stamp ? stampTags(request, token, deps.settings.version) : request;
}
