// One HTTP request on its way: its form, the rules that apply to it, the action, the record of it, and the response.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { dispatch, type SimulatorState } from './dispatch.ts';
import { applyFault, type FaultRule, type FaultRules, reachesAction } from './fault-injection.ts';
import { type ActionResponse, faultResponse, sendInternalError, sendResponse } from './response.ts';
import { parseForm, readBody, readHeaders } from './wire/http-request.ts';
import type { QueryPair } from './wire/query.ts';
import { uuidFrom } from './world/derived-values.ts';
import type { SimulatedClock } from './world/simulated-clock.ts';

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
  /** `ok`, an error code, or the kind of rule that hid the response; empty until the request was answered. */
  outcome: string;
  /** 0 until the request was answered, and when the socket was cut. */
  httpStatus: number;
  /** The volume this request made; a replayed token makes none. */
  createdVolumeId?: string;
}

/** What the requests of one simulator have in common. */
export interface RequestServing {
  state: SimulatorState;
  clock: SimulatedClock;
  faults: FaultRules;
  /** Aborted when the simulator closes: late responses are no longer waited for. */
  closing: AbortSignal;
  /** Gets the record of every request as it arrives; the rest of it is filled in when the request is answered. */
  onRequest: ((request: RequestRecord) => void) | undefined;
}

/** A listener for an HTTP server. It keeps nothing of a request but what the request did to the world. */
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
      if (!closing.aborted) sendInternalError(incoming, outgoing, bug, clock.now());
    });
  };
}

async function serveRequest(
  { state, clock, faults, closing, onRequest }: RequestServing,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  nextId: () => string,
): Promise<void> {
  const body = await readBody(incoming);
  const requestId = nextId();
  const { pairs, failed } = parseForm(incoming, body);
  const { action, dryRun } = identifyRequest(pairs);
  const { rule, latencyMs } = faults.take(action, dryRun);
  const record = onRequest && beginRecord(incoming, body, pairs, { action, requestId, at: clock.now() });
  if (record !== undefined) onRequest?.(record);
  if (latencyMs > 0) await setTimeout(latencyMs, undefined, { signal: closing });

  let response: ActionResponse | undefined;
  if (rule === undefined || reachesAction(rule)) {
    const { authorization } = incoming.headers;
    response =
      failed !== undefined
        ? faultResponse(failed, requestId, false)
        : dispatch(state, { pairs, authorization, requestId, now: clock.now(), wallNow: clock.wall(), rule });
  }
  const shown = applyFault(rule, response);
  if (record !== undefined) completeRecord(record, rule, response, shown);
  if (shown === undefined) incoming.socket.destroy();
  else sendResponse(outgoing, shown, requestId, clock.now());
}

function identifyRequest(pairs: readonly QueryPair[]): { action: string; dryRun: boolean } {
  return {
    action: pairs.find(([name]) => name === 'Action')?.[1] ?? '',
    dryRun: pairs.some(([name, value]) => name === 'DryRun' && value === 'true'),
  };
}

function beginRecord(
  incoming: IncomingMessage,
  body: string | undefined,
  pairs: readonly QueryPair[],
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
  response: ActionResponse | undefined,
  shown: ActionResponse | undefined,
): void {
  if (response?.created !== undefined) record.createdVolumeId = response.created.id;
  record.outcome = shown?.outcome ?? rule?.kind ?? '';
  record.httpStatus = shown?.status ?? 0;
}
