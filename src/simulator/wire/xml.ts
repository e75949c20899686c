// EC2 and STS responses as XML text: elements, lists, success and error documents.

/** An element: its name, then text, a number, a flag, or child elements. An undefined content is left out. */
export type Xml = readonly [name: string, content: XmlContent];
type XmlContent = string | number | boolean | undefined | readonly Xml[];

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

// biome-ignore lint/suspicious/noControlCharactersInRegex: the same characters, and those that must be escaped
const SPECIAL = /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]/;
const INDENTS = Array.from({ length: 16 }, (_, depth) => '    '.repeat(depth));

/** Text as it may stand inside an element. */
function escapeXml(text: string): string {
  // A page of 500 volumes has 15,000 texts, and hardly one of them is special.
  if (!SPECIAL.test(text)) return text;
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}

/** A list as EC2 writes it: `<name><item>…</item></name>`, or `<name/>` when empty. */
export function itemSet(name: string, items: readonly (readonly Xml[])[]): Xml {
  return [name, items.map((item): Xml => ['item', item])];
}

/** A success document: four spaces of indentation, as EC2 sends them (samples of the EC2 API reference). */
export function renderResponse(root: string, namespace: string, content: readonly Xml[]): string {
  let text = `${DECLARATION}<${root} xmlns="${namespace}">\n`;
  for (const child of content) text += renderElement(child, 1);
  return `${text}</${root}>`;
}

/** EC2's error document: one line, capital `RequestID`, no namespace (EC2 API reference, "Errors"). */
export function renderFault(code: string, message: string, requestId: string): string {
  return (
    `${DECLARATION}<Response><Errors><Error><Code>${escapeXml(code)}</Code>` +
    `<Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`
  );
}

/** The error document of STS, another protocol (AWS Query): `ErrorResponse`, `Type`, small `RequestId` (STS API reference). */
export function renderStsFault(code: string, message: string, requestId: string, status: number): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return renderResponse('ErrorResponse', 'https://sts.amazonaws.com/doc/2011-06-15/', [
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

function renderElement([name, content]: Xml, depth: number): string {
  if (content === undefined) return '';
  const indent = INDENTS[depth] ?? '    '.repeat(depth);
  if (typeof content !== 'object') {
    const text = typeof content === 'string' ? escapeXml(content) : String(content);
    return text === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>${text}</${name}>\n`;
  }
  let inner = '';
  for (const child of content) inner += renderElement(child, depth + 1);
  return inner === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}
