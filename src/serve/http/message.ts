// What a request body is, before anybody is asked who sent it.
import { readAsMeant } from '../message-as-meant.ts';
import { type HttpRefusal, INVALID_REQUEST, type JsonRpcId, PARSE_ERROR } from './http-refusal.ts';

export type Message =
  /** Answered at once, in every form that platforms send: their probes carry no token and accept anything. */
  | { kind: 'ping'; id: JsonRpcId }
  | { kind: 'message'; id: JsonRpcId; method?: string; body: object }
  | { kind: 'refused'; refusal: HttpRefusal };

const NOT_JSON: HttpRefusal = { status: 400, message: 'The body is not valid JSON.', code: PARSE_ERROR };
const ARRAY: HttpRefusal = {
  status: 400,
  message: 'A request carries one JSON-RPC message; arrays of them are not taken.',
  code: INVALID_REQUEST,
};
const NO_OBJECT: HttpRefusal = { status: 400, message: 'The body is not a JSON-RPC message.', code: INVALID_REQUEST };

export function readMessage(text: string): Message {
  let body: unknown;
  try {
    body = readAsMeant(text);
  } catch {
    return { kind: 'refused', refusal: NOT_JSON };
  }
  if (Array.isArray(body)) return { kind: 'refused', refusal: ARRAY };
  if (typeof body !== 'object' || body === null) return { kind: 'refused', refusal: NO_OBJECT };
  const { id, method } = body as { id?: unknown; method?: unknown };
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  if (method === 'ping' && id !== undefined) return { kind: 'ping', id: known };
  return { kind: 'message', id: known, body, ...(typeof method === 'string' ? { method } : {}) };
}
