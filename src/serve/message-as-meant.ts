// A JSON-RPC message as clients hand it over, brought to what it means before a schema judges it, at both ways in: what
// is nil comes as `null` from hosts written in Go, what is empty as `[]` from those in PHP, and models hand over objects
// as JSON text (seen 2026-11).

// Members of the protocol that are objects wherever they stand, and so is all that is in capabilities.
const OBJECTS = ['_meta', 'arguments', 'context', 'task', 'inputResponses'];
// No member of the protocol is as deep; what is deeper stays as it came.
const DEEPEST = 12;

/** Throws what JSON.parse throws. PowerShell puts a byte order mark before what it pipes to a program. */
export function readAsMeant(text: string): unknown {
  const read: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  return Array.isArray(read) ? read.map(asMeant) : asMeant(read);
}

function asMeant(message: unknown): unknown {
  if (!isObject(message)) return message;
  if (message.params === null || isEmptyList(message.params)) delete message.params;
  if (message.id === null && String(message.method).startsWith('notifications/')) delete message.id;
  const { params, method } = message;
  if (!isObject(params)) return message;
  if (typeof params.arguments === 'string') params.arguments = objectIn(params.arguments);
  // What is in the arguments of a tool is the tool's own: it says itself what is wrong with a null.
  bringToMeaning(params, method === 'tools/call' ? 'arguments' : undefined);
  return message;
}

/** Outside of `own`, null is a member that is left out, and an empty list in place of an object is an empty object. */
function bringToMeaning(whole: Record<string, unknown>, own?: string, depth = 0, allObjects = false): void {
  for (const [name, value] of Object.entries(whole)) {
    const capabilities = /capabilities$/i.test(name);
    if (
      capabilities ? value === null || isEmptyList(value) : isEmptyList(value) && (allObjects || OBJECTS.includes(name))
    )
      whole[name] = {};
    else if (value === null) delete whole[name];
    else if (name !== own && depth < DEEPEST)
      for (const one of [value].flat())
        if (isObject(one)) bringToMeaning(one, undefined, depth + 1, allObjects || capabilities);
  }
}

/** The text itself where it is no object; null where it says nothing. */
function objectIn(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return value === null || isObject(value) || isEmptyList(value) ? value : text;
  } catch {
    return text;
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
