// One thing that was looked at: how it is, and what to do.
import { plainText } from '../../text/plain-text.ts';
import type { CallContext } from '../../volume/errors/error-report.ts';
import { type Failure, reportFailure } from '../../volume/errors/failure.ts';
import { FAILURES } from '../../volume/errors/failure-catalogue.ts';

/** In order; warn: something works less well. fail: the tools cannot do what they were started for. */
export type Level = 'ok' | 'warn' | 'fail';

export interface Check {
  /** For programs; it stays the same between versions. */
  id: string;
  level: Level;
  /** A word or two in front of the message. */
  label: string;
  /** Whole sentences. */
  message: string;
  /** What to do, in whole sentences. */
  advice?: string;
  /** What the message says, for programs. */
  facts?: Readonly<Record<string, string | number | boolean>>;
}

export interface CheckSection {
  title: string;
  checks: readonly Check[];
}

/** 0: nothing to do. 1: something to look at. 2: something to mend. */
export function exitCodeOf(sections: readonly CheckSection[]): 0 | 1 | 2 {
  const levels = sections.flatMap(({ checks }) => checks.map(({ level }) => level));
  return levels.includes('fail') ? 2 : levels.includes('warn') ? 1 : 0;
}

/** A request that gave no result, in the words that a tool would answer with; `advice` stands in for theirs. */
export function failureCheck(
  check: Pick<Check, 'id' | 'label' | 'level'>,
  failure: Failure,
  context: CallContext,
  words: { before?: string; advice?: string } = {},
): Check {
  const report = reportFailure(failure, context);
  const before = words.before ? `${words.before} ` : '';
  const code = report.awsCode ?? report.code;
  const silent = isSilence(failure);
  const advice = words.advice ?? (silent ? REACH : report.nextStep);
  const meaning = failure.code === 'deadline-reached' ? 'No answer came in time.' : report.meaning;
  const details = silent || UNTOLD.has(failure.code) ? '' : report.message;
  const said = details === '' ? '' : ` Details: ${endSentence(plainText(details, MOST_SAID))}`;
  return { ...check, message: `${before}${meaning} (${code})${said}`, advice, facts: { code } };
}

// A denial is told in our words; what a helper wrote may be a secret, and this page is shown to others.
const UNTOLD = new Set<Failure['code']>(['UnauthorizedOperation', 'AccessDenied', 'credential-process-failed']);
const MOST_SAID = 300;
const REACH = 'Check the network, DNS, the proxy and the endpoint as they are shown here.';

/** The advice of a tool is to send the request again, which is no help to whoever sets it up. */
function isSilence({ code }: Failure): boolean {
  return code === 'deadline-reached' || code === 'timed-out' || code === 'connection-cut';
}

/** Nothing behind it can work: no credentials, no network, settings that cannot be used. */
export function isBasic({ code }: Failure): boolean {
  return ['credentials', 'network', 'answer', 'us'].includes(FAILURES[code].family);
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Without values that nobody is to see, which a foreign message may quote. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= LEAST_SECRET)
    .reduce((hidden, secret) => hidden.replaceAll(secret, '(secret)'), text);
}

// A shorter one would hide ordinary words.
const LEAST_SECRET = 6;
