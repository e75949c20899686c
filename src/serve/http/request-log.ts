// One line of JSON a call on stderr, for whoever counts and searches: who, what, with which outcome, how long. Never a
// token, an argument or an answer.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { plainJson } from '../../text/plain-text.ts';

export interface RequestLine {
  requestId: string;
  /** Name of the caller; absent when nobody has one. */
  subject?: string;
  subjectKind?: string;
  /** Of the tool, when one was called. */
  tool?: string;
  /** Of the tool; the HTTP status that ended the request; or that the protocol has no such call, or nobody took the answer. */
  outcome: string;
  /** Of JSON-RPC, where the protocol or the SDK refused the request and it is known. */
  code?: number;
  created?: string;
  /** Why the request went no further. */
  why?: string;
  /** Milliseconds in all, and of them with a request of this call to EC2, and to the store, under way. */
  ms: number;
  ec2Ms?: number;
  storeMs?: number;
  /** The connection was closed before the answer. */
  callerGone?: true;
}

/** `now`: ms since the epoch. */
export function formatLine(line: RequestLine, now: number): string {
  return `${plainJson({ time: new Date(now).toISOString(), ...line })}\n`;
}

/** A check of /health/ready that fails, once until it has passed again. `now`: ms since the epoch. */
export function formatTrouble(check: string, problem: unknown, now: number): string {
  const why = problem instanceof Error ? problem.message : String(problem);
  return `${plainJson({ time: new Date(now).toISOString(), outcome: 'check-fails', check, why })}\n`;
}

// In this order: what a client or its gateway named is found in its own logs too.
const ID_HEADERS = ['x-request-id', 'x-amzn-requestid', 'x-amzn-trace-id', 'x-correlation-id'];
const ID = /^[\w.:=;+/@-]{1,128}$/;

export function requestIdOf(headers: IncomingHttpHeaders): string {
  for (const name of ID_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && ID.test(value)) return value;
  }
  return randomUUID();
}
