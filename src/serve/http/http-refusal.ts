// Why a request goes no further, as data, and the answer that says so.

/** `status` is that of HTTP; `message` one sentence for whoever set the client up. */
export interface HttpRefusal {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 503;
  message: string;
  headers?: Readonly<Record<string, string>>;
  /** Of JSON-RPC; by default the implementation's own. */
  code?: number;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type JsonRpcId = string | number | null;

export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
// The first of the codes that JSON-RPC leaves to implementations; the MCP SDK refuses with it too.
const REFUSED = -32_000;

/** A JSON-RPC error, since hosts show nothing of other bodies. */
export function answerRefusal(
  { status, message, headers = {}, code = REFUSED }: HttpRefusal,
  id: JsonRpcId,
): HttpAnswer {
  return answerJson(status, { jsonrpc: '2.0', error: { code, message }, id }, headers);
}

export function answerJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
