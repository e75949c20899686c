// What both tools say alike: where a call went, and what can be done next.
import { plainJson, plainText } from '../../text/plain-text.ts';
import type { ErrorReport } from '../errors/error-report.ts';
import { nameText } from '../errors/failure-advice.ts';
import { policyText } from '../errors/policy-statement.ts';

export interface Where {
  region?: string;
  profile?: string;
  account?: string;
  principal?: string;
  /** The source of the credentials in words: "profile prod (sso)", "environment keys". */
  credentials?: string;
  endpoint?: string;
  /** The endpoint is one of AWS's own hosts. The structured half, which has the endpoint, does not tell it. */
  awsHost?: boolean;
  simulated: boolean;
}

/** A call of one of our tools. */
export interface NextCall {
  tool: 'copy_volume' | 'get_volume_status';
  arguments: Record<string, unknown>;
  why: string;
  afterSeconds?: number;
}

/** Something done elsewhere; the command is built from ids and enums only. */
export interface HandOver {
  purpose: string;
  command: string;
  risk: 'reads' | 'changes' | 'destroys';
}

/** `where` of a result. */
export function whereOf(
  place: { region?: string; profile?: string; endpoint?: string; awsHost?: boolean; source?: { name: string } },
  caller: { account?: string; arn?: string } | undefined,
  simulated: boolean,
): Where {
  return {
    ...(place.region ? { region: place.region } : {}),
    ...(place.profile ? { profile: plainText(place.profile) } : {}),
    ...(caller?.account ? { account: caller.account } : {}),
    ...(caller?.arn ? { principal: caller.arn } : {}),
    ...(place.source && !simulated ? { credentials: place.source.name } : {}),
    ...(place.endpoint ? { endpoint: place.endpoint } : {}),
    ...(place.awsHost ? { awsHost: true } : {}),
    simulated,
  };
}

/** Opens a summary when what follows is not AWS itself, or AWS at an endpoint that somebody configured. */
export function opening(where: Where): string {
  if (where.simulated) return 'SIMULATED – nothing exists in AWS. ';
  if (!where.endpoint) return '';
  return `CUSTOM ENDPOINT ${where.endpoint} – ${where.awsHost ? "one of AWS's own hosts" : "not AWS's own"}. `;
}

/** One line: region, profile, account. The embedded EC2 has no endpoint that matters. */
export function whereText(where: Where): string {
  const parts = [
    where.region,
    where.profile && `profile ${nameText(where.profile)}`,
    where.account && `account ${where.account}`,
    where.principal,
    where.credentials && `credentials: ${where.credentials}`,
    where.simulated ? 'simulated' : where.endpoint,
  ];
  return `Where: ${parts.filter(Boolean).join(', ') || 'not known'}`;
}

/** What the summary says already is not said again. A command stands whole on a line of its own. */
export function errorText(error: ErrorReport, summary: string): string[] {
  const { code, awsCode, message, meaning, denied, nextStep, whoCanFix, retry, retryAfterSeconds } = error;
  return [
    `Error ${code}${awsCode ? ` (${awsCode})` : ''}${summary.includes(meaning) ? '' : `: ${meaning}`}`,
    ...(message && !summary.includes(message) ? [`  Message: ${message}`] : []),
    ...(denied ? [`  Denied: ${denied.action} on ${denied.resource}`] : []),
    `  What to do: ${nextStep}`,
    `  Who can fix it: ${whoCanFix}. Retry: ${retry}${retryAfterSeconds === undefined ? '' : ` after ${retryAfterSeconds} s`}.`,
    ...(error.policy ? [`  Policy: ${policyText(error)}`] : []),
    ...(denied?.decode ? ['  To decode it:', denied.decode] : []),
    ...(error.httpStatus || error.requestId
      ? [`  HTTP status ${error.httpStatus ?? 'not known'}, request id ${error.requestId ?? 'not known'}`]
      : []),
  ];
}

/** A key of this account and Region by its id, any other as it is. */
export function keyText(key: string, { region, account }: Where): string {
  const [arn, , service, ofRegion, ofAccount, ...id] = key.split(':');
  return arn === 'arn' && service === 'kms' && ofRegion === region && ofAccount === account && id.length > 0
    ? id.join(':')
    : key;
}

export function nextText(next: readonly NextCall[]): string[] {
  return next.map(
    (call) =>
      `Next: ${call.tool} ${plainJson(call.arguments)} – ${call.why}${call.afterSeconds === undefined ? '' : ` (after ${call.afterSeconds} s)`}`,
  );
}

/** Each command whole on a line of its own, to paste. */
export function handOverText(handOver: readonly HandOver[], simulated = false): string[] {
  if (handOver.length === 0) return [];
  return [
    simulated
      ? 'Commands a person can run in AWS (what is simulated is not there):'
      : 'Commands a person can run (this server cannot):',
    ...handOver.flatMap(({ purpose, risk, command }) => [`- ${purpose} (${risk}):`, command]),
  ];
}
