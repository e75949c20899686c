/** An element: its name, then text, a number, a flag, or child elements. An undefined content is left out. */
export type Xml = readonly [name: string, content: XmlContent];
export type XmlContent = string | number | boolean | undefined | readonly Xml[];

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#xd;',
};
// Characters XML 1.0 cannot carry at all, escaped or not (section 2.2 of the XML recommendation).
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the purpose
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as it may stand inside an element. */
export function escapeXml(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}

/** A list as EC2 writes it: `<name><item>…</item></name>`, or `<name/>` when empty. */
export function itemSet(name: string, items: readonly (readonly Xml[])[]): Xml {
  return [name, items.map((item): Xml => ['item', item])];
}

/** A whole document: four blanks of indentation, as EC2 sends its successes. */
export function renderReply(root: string, namespace: string, content: readonly Xml[]): string {
  const lines: string[] = [`<${root} xmlns="${namespace}">`];
  for (const child of content) pushElement(lines, child, 1);
  lines.push(`</${root}>`);
  return `${DECLARATION}${lines.join('\n')}`;
}

/** EC2's error document: one line, capital `RequestID`, no namespace (EC2 API reference, "Errors"). */
export function renderFault(code: string, message: string, requestId: string): string {
  return (
    `${DECLARATION}<Response><Errors><Error><Code>${escapeXml(code)}</Code>` +
    `<Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`
  );
}

/** The error document of STS, another protocol (AWS Query): `ErrorResponse`, `Type`, small `RequestId`. */
export function renderStsFault(code: string, message: string, requestId: string, status: number): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return renderReply('ErrorResponse', 'https://sts.amazonaws.com/doc/2011-06-15/', [
    [
      'Error',
      [
        ['Type', type],
        ['Code', code],
        ['Message', message],
      ],
    ],
    ['RequestId', requestId],
  ]);
}

function pushElement(lines: string[], [name, content]: Xml, depth: number): void {
  if (content === undefined) return;
  const indent = '    '.repeat(depth);
  if (typeof content !== 'object') {
    const text = escapeXml(String(content));
    lines.push(text === '' ? `${indent}<${name}/>` : `${indent}<${name}>${text}</${name}>`);
    return;
  }
  if (content.every(([, inner]) => inner === undefined)) {
    lines.push(`${indent}<${name}/>`);
    return;
  }
  lines.push(`${indent}<${name}>`);
  for (const child of content) pushElement(lines, child, depth + 1);
  lines.push(`${indent}</${name}>`);
}
