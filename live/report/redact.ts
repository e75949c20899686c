// Replies without what belongs to an account: its number, ARNs, keys, tag values, request ids, ids of things.

/** Replaces what is private; the same id becomes the same stand-in in every text of one redactor. */
export type Redact = (text: string) => string;

// The account number of AWS's own documentation.
const ACCOUNT = '111122223333';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

export function createRedactor(): Redact {
  const known = new Map<string, string>();
  const standIn = (prefix: string, id: string, digits: number): string => {
    const stand = known.get(id) ?? `${prefix}-${String(known.size + 1).padStart(digits, '0')}`;
    known.set(id, stand);
    return stand;
  };
  return (text) =>
    decodeForm(text)
      .replace(/(<(?:value|Value)>)[^<]*/g, '$1TAG-VALUE')
      .replace(/(\.Tag\.\d+\.Value=)[^&\s]*/g, '$1TAG-VALUE')
      .replace(/(Encoded authorization failure message: )[\w-]+/g, '$1ENCODED')
      .replace(/(<(?:requestId|RequestId|RequestID)>)[^<]*/g, '$1REQUEST-ID')
      .replace(/(<nextToken>|NextToken=)[^<&\s]*/g, '$1NEXT-TOKEN')
      .replace(/(ClientToken=)[^&\s]*/g, '$1CLIENT-TOKEN')
      .replace(/arn:(aws[\w-]*):([a-z0-9-]+):([a-z0-9-]*):[^\s<"'&,]*/g, `arn:$1:$2:$3:${ACCOUNT}:REPLACED`)
      .replace(/mrk-[0-9a-f]{32}/g, 'mrk-KEY-ID')
      .replace(UUID, 'UUID')
      .replace(/alias\/(?!aws\/ebs\b)[\w/-]+/g, 'alias/REPLACED')
      .replace(/\b(vol|snap|i|evol|op|r|ami)-([0-9a-f]{8,17})\b/g, (id, prefix: string) => standIn(prefix, id, 17))
      .replace(/\b(?:AIDA|AROA|AKIA|ASIA)[A-Z0-9]{8,}/g, 'PRINCIPAL-ID')
      .replace(/\b\d{12}\b/g, ACCOUNT);
}

/** A form body with the colons and slashes of ARNs as they are, so that they are found. */
function decodeForm(text: string): string {
  return text.replace(/%3A/gi, ':').replace(/%2F/gi, '/');
}
