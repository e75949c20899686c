// One HTTP request on its way: its form, the faults it meets, the action, the record of it, and what its caller gets.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Answer, answer, type House, renderRefusal } from './dispatch.ts';
import type { FaultBook, FaultRule } from './fault-injection.ts';
import { confess, disguise, hasEffect, sendAnswer } from './reply.ts';
import { readBody, readForm, readHeaders } from './wire/form.ts';
import type { Pair } from './wire/query.ts';
import type { Clock } from './world/clock.ts';
import { uuidFrom } from './world/identity.ts';

/** What one request was and what became of it. */
export interface RequestRecord {
  /** Simulated ms since the epoch. */
  at: number;
  action: string;
  /** Decoded flat query pairs in the order sent. */
  params: Record<string, string>;
  body: string;
  headers: Record<string, string>;
  requestId: string;
  /** `ok`, an error code, or the kind of fault that hid the answer; empty until the request was answered. */
  outcome: string;
  /** 0 until the request was answered, and when the socket was cut. */
  httpStatus: number;
  /** The volume this request made; a replayed token makes none. */
  createdVolumeId?: string;
}

/** What serves the requests of one simulator. */
export interface RequestServing {
  house: House;
  clock: Clock;
  faults: FaultBook;
  /** Aborted when the simulator closes: late answers are no longer waited for. */
  closing: AbortSignal;
  /** Gets the record of every request as it arrives; the rest of it is filled in when the request is answered. */
  onRequest: ((request: RequestRecord) => void) | undefined;
}

/** A listener for an HTTP server. It keeps nothing of a request but the world it changed. */
export function createRequestListener(
  serving: RequestServing,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { clock, closing } = serving;
  const started = clock.now();
  let received = 0;
  const nextId = () => {
    received += 1;
    return uuidFrom(`${started}/${received - 1}`);
  };
  return (incoming, outgoing) => {
    serveRequest(serving, incoming, outgoing, nextId).catch((bug) => {
      if (!closing.aborted) confess(incoming, outgoing, bug, clock.now());
    });
  };
}

async function serveRequest(
  serving: RequestServing,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  nextId: () => string,
): Promise<void> {
  const { house, clock, faults, closing, onRequest } = serving;
  const body = await readBody(incoming);
  const requestId = nextId();
  const { pairs, refusal } = readForm(incoming, body);
  const { action, dryRun } = identify(pairs);
  const { rule, latencyMs } = faults.plan(action, dryRun);
  const record = onRequest && beginRecord(incoming, body, pairs, { action, requestId, at: clock.now() });
  if (record !== undefined) onRequest?.(record);
  if (latencyMs > 0) await setTimeout(latencyMs, undefined, { signal: closing });

  const commits = rule === undefined || hasEffect(rule);
  const reply: Answer | undefined = !commits
    ? undefined
    : refusal !== undefined
      ? renderRefusal(refusal, requestId, false)
      : answer(house, {
          pairs,
          authorization: incoming.headers.authorization,
          requestId,
          now: clock.now(),
          wallNow: clock.wall(),
          rule,
        });
  const shown = disguise(rule, reply);
  if (record !== undefined) completeRecord(record, rule, reply, shown);
  if (shown === undefined) incoming.socket.destroy();
  else sendAnswer(outgoing, shown, requestId, clock.now());
}

function identify(pairs: readonly Pair[]): { action: string; dryRun: boolean } {
  return {
    action: pairs.find(([name]) => name === 'Action')?.[1] ?? '',
    dryRun: pairs.some(([name, value]) => name === 'DryRun' && value === 'true'),
  };
}

function beginRecord(
  incoming: IncomingMessage,
  body: string | undefined,
  pairs: readonly Pair[],
  known: Pick<RequestRecord, 'action' | 'requestId' | 'at'>,
): RequestRecord {
  return {
    ...known,
    params: Object.fromEntries(pairs),
    body: body ?? '',
    headers: readHeaders(incoming),
    outcome: '',
    httpStatus: 0,
  };
}

function completeRecord(
  record: RequestRecord,
  rule: FaultRule | undefined,
  reply: Answer | undefined,
  shown: Answer | undefined,
): void {
  if (reply?.created !== undefined) record.createdVolumeId = reply.created.id;
  record.outcome = shown?.outcome ?? rule?.kind ?? '';
  record.httpStatus = shown?.status ?? 0;
}
