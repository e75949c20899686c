// A NextToken of ours: EC2's own, bound to the place and the question it belongs to. Not secret and not sealed: the
// binding only keeps a page from continuing another question.

/** 64 bits of FNV-1a as text; enough to tell questions apart. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(36);
}

/** `question` is anything JSON can hold; equal questions bind alike. */
export function wrapToken(awsToken: string, question: unknown): string {
  return btoa(encodeURIComponent(`1.${digest(JSON.stringify(question))}.${awsToken}`)).replaceAll('=', '');
}

/** EC2's token, or undefined when it belongs to another question or is none of ours. */
export function unwrapToken(token: string, question: unknown): string | undefined {
  try {
    const [version, bound, ...rest] = decodeURIComponent(atob(token)).split('.');
    return version === '1' && bound === digest(JSON.stringify(question)) ? rest.join('.') : undefined;
  } catch {
    return undefined;
  }
}
