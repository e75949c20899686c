// A JSON-RPC message as clients hand it over, brought to what it means before a schema judges it, at both ways in: what
// is nil comes as `null` from hosts written in Go, what is empty as `[]` from those in PHP, and models hand over objects
// as JSON text (seen 2026-11).

/** Throws what JSON.parse throws. PowerShell puts a byte order mark before what it pipes to a program. */
export function readAsMeant(text: string): unknown {
  const message: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  if (!isObject(message)) return message;
  const { params } = message;
  dropEmpty(message, 'params');
  if (!isObject(params)) return message;
  if (typeof params.arguments === 'string') params.arguments = objectIn(params.arguments) ?? params.arguments;
  dropEmpty(params, 'arguments');
  dropEmpty(params, '_meta');
  if (isObject(params._meta)) dropEmpty(params._meta, 'progressToken');
  return message;
}

function dropEmpty(whole: Record<string, unknown>, name: string): void {
  if (whole[name] === null || isEmptyList(whole[name])) delete whole[name];
}

function objectIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) || isEmptyList(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
