// The send of a copy: its intent is recorded before, every attempt carries the same token and the same bytes, so that
// EC2 makes one volume at most, and what came of it is recorded after.
import { looksLikePlan } from '../consent/plan-token.ts';
import type { ConsentGiven } from '../ports/consent.ts';
import type { Place } from '../ports/ec2.ts';
import type { SentCopy } from '../ports/state.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { PLAN_TAG } from '../volume/rules/tags.ts';
import { auditFields, writeAudit } from './audit-lines.ts';
import { type CopyDecision, refuse, type Sent, type SentRequest } from './decision.ts';
import { type CopyCall, type MadePlan, stampedFor } from './make-plan.ts';

/** A call for a real copy: also who calls, and the text of what is wanted. */
export interface RealCall extends CopyCall {
  /** Equal texts are the same intent. */
  intentKey: string;
  /** Why it is not known who is calling. */
  callerFailure?: Failure;
}

// EC2 remembers a token for about 12 hours (EBS CSI driver issue 1951); under that a repetition is safe.
const REPEATABLE_MS = 11.5 * 3600 * 1000;
const UNGUARDED = { mayStillSend: async () => true };
const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
// What the look for the copy and the answer itself need of the call's time.
const RESERVE_MS = 4_000;

/** Sends a plan that was judged and agreed to. */
export async function sendPlan(
  call: RealCall,
  made: MadePlan,
  token: string,
  consent: ConsentGiven,
): Promise<CopyDecision> {
  const { deps, intentKey, options } = call;
  const more = { made, token, rehearseAgain: true } as const;
  const request: SentRequest = { ...stampedFor(deps, call.request, token), ClientToken: token };
  const entry: SentCopy = { token, intentKey, request, sentAt: deps.now(), consent };
  try {
    await deps.audit.write({ ...auditFields(call, made, token), event: 'intent', consent, request });
  } catch {
    return refuse('audit-not-writable', 'The audit file cannot be written.', more);
  }
  try {
    await deps.sent.record(entry);
  } catch {
    return refuse('record-not-durable', 'The state directory cannot be written.', more);
  }
  // A token that the caller brought may be older than our record: EC2's own clock, in whole seconds, tells.
  const newAfter = looksLikePlan(token) ? undefined : Math.floor(made.first.at / 1000) * 1000;
  const sent = await sendCopy(deps, call.place, request, {
    deadline: options.deadline,
    sentBefore: false,
    notBefore: entry.sentAt,
    ...(newAfter === undefined ? {} : { newAfter }),
  });
  await recordEnd(deps, token, sent);
  return { kind: 'sent', sent, request, made };
}

/** The token was sent before: the recorded request again, without reading, judging or asking anything anew. */
export async function repeatCopy(
  { deps, options, place }: Pick<CopyCall, 'deps' | 'options' | 'place'>,
  { token, request, sentAt }: SentCopy,
): Promise<CopyDecision> {
  const repeatable = deps.now() - sentAt < REPEATABLE_MS;
  if (repeatable) {
    await writeAudit(deps, { event: 'intent', token, region: place.region, consent: 'joined', request });
  }
  const sent = await sendCopy(deps, place, request, {
    deadline: options.deadline,
    sentBefore: true,
    lookOnly: !repeatable,
    notBefore: sentAt,
  });
  await recordEnd(deps, token, sent);
  return { kind: 'sent', sent, request };
}

async function recordEnd(deps: Deps, token: string, sent: Sent): Promise<void> {
  const VolumeId = sent.kind === 'copied' ? sent.volumes[0]?.VolumeId : undefined;
  try {
    await deps.sent.finish(token, { word: sent.kind, ...(VolumeId ? { VolumeId } : {}) });
  } catch {
    // The entry without an outcome stands: the next call repeats the request with the same token.
  }
}

export interface SendOptions {
  /** Local time, ms since the epoch. */
  deadline: number;
  /** An earlier call sent this token: whatever EC2 says now, no volume is excluded. */
  sentBefore: boolean;
  /** EC2 may have forgotten the token, so it is only looked for. */
  lookOnly?: boolean;
  /** When the plan was made or first sent, ms since the epoch: a volume older than that is not its copy. */
  notBefore: number;
  /** EC2's clock, ms since the epoch: a volume made before it is an earlier call's. */
  newAfter?: number;
}

/** Sends until EC2 says yes or a definite no, or the time is up; then looks by the tag that only this send stamps. */
export async function sendCopy(
  deps: Pick<Deps, 'ec2' | 'now' | 'sleep' | 'timeout'>,
  place: Place,
  request: SentRequest,
  options: SendOptions,
): Promise<Sent> {
  // The caller's cancel is not listened to from here on: a copy under way cannot be taken back.
  const left = () => Math.max(1, options.deadline - RESERVE_MS - deps.now());
  const copied = (volumes: Volume[], at: number, requestId?: string): Sent => {
    const madeAt = Date.parse(volumes[0]?.CreateTime ?? '');
    const earlier = options.sentBefore || (options.newAfter !== undefined && madeAt < options.newAfter);
    return { kind: 'copied', volumes, at, earlier, ...(requestId ? { requestId } : {}) };
  };
  const lookOr = async (failure: Failure): Promise<Sent> => {
    const found = await lookFor(deps, place, request, options);
    return found ? copied(found.volumes, found.at) : { kind: 'unknown', failure };
  };
  if (options.lookOnly) return lookOr({ code: 'token-too-old', message: '', definite: false });
  let unclear = options.sentBefore;
  let last: Failure | undefined;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS && (attempt === 1 || left() > 1); attempt++) {
    const reply = await deps.ec2.copyVolumes(place, request, { signal: deps.timeout(left()) }, UNGUARDED);
    if (reply.ok && reply.value.length > 0) return copied(reply.value, reply.at, reply.requestId);
    last = reply.ok ? { code: 'answer-cut', message: '', definite: false } : reply.failure;
    if (last.definite && !throttled(last)) break;
    if (!last.definite) unclear = true;
    // An earlier attempt may be behind these two; one repetition shows it, more change nothing.
    if (attempt > 1 && (last.code === 'IdempotentParameterMismatch' || last.code === 'VolumeLimitExceeded')) break;
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (throttled(last) ? 2 : 1);
    if (pause < left()) await deps.sleep(pause, deps.timeout(left()));
  }
  const failure = last ?? { code: 'deadline-reached', message: '', definite: false };
  return unclear ? lookOr(failure) : { kind: 'failed', failure };
}

function throttled(failure: Failure): boolean {
  return failure.code === 'RequestLimitExceeded' || failure.code === 'Throttling';
}

// Clocks of this machine and of AWS may differ by this much before requests are refused (RequestExpired).
const CLOCK_SKEW_MS = 5 * 60_000;
const MOST_PAGES = 10;

/** The copy that carries this token in our tag, if it can be seen; a match needs the same source, form and time. */
async function lookFor(
  deps: Pick<Deps, 'ec2' | 'now' | 'timeout'>,
  place: Place,
  request: SentRequest,
  options: SendOptions,
): Promise<{ volumes: Volume[]; at: number } | undefined> {
  const signal = deps.timeout(Math.max(1, options.deadline - 1_000 - deps.now()));
  const found: Volume[] = [];
  let NextToken: string | undefined;
  let at = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { Filters: [{ Name: `tag:${PLAN_TAG}`, Values: [request.ClientToken] }] };
    const reply = await deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, { signal });
    if (!reply.ok) return undefined;
    at = reply.at;
    found.push(...reply.value.items.filter((volume) => matches(volume, request, options.notBefore)));
    NextToken = reply.value.nextToken;
    if (!NextToken) break;
  }
  return found.length === 1 ? { volumes: found, at } : undefined;
}

// A token that another request used before would show that request's copy; KmsKeyId is left out, since an alias and
// the ARN it stands for differ as text.
const COMPARED = ['VolumeType', 'Size', 'Iops', 'Throughput', 'MultiAttachEnabled', 'Encrypted'] as const;

function matches(volume: Volume, request: CopyVolumesRequest, notBefore: number): boolean {
  return (
    volume.SourceVolumeId === request.SourceVolumeId &&
    COMPARED.every((member) => request[member] === undefined || volume[member] === request[member]) &&
    Date.parse(volume.CreateTime ?? '') >= notBefore - CLOCK_SKEW_MS
  );
}
