// Replies in place of EC2's: its own with wounds, and what is none at all. Data first, bytes when they are asked for.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { hostileText } from '../support/hostile-text.ts';
import type { RawReply } from './hostile-endpoint.ts';

const FROZEN = new Map(
  [
    ['CopyVolumes', 'copy-volumes-full'],
    ['DescribeVolumes', 'describe-volumes-by-id'],
    ['DescribeVolumeStatus', 'describe-volume-status-copy'],
    ['DescribeVolumesModifications', 'describe-volumes-modifications'],
    ['DescribeInstances', 'describe-instances'],
    ['GetEbsEncryptionByDefault', 'get-ebs-encryption-by-default'],
    ['GetEbsDefaultKmsKeyId', 'get-ebs-default-kms-key-id'],
    ['GetCallerIdentity', 'get-caller-identity'],
  ].map(([action = '', file]) => [
    action,
    readFileSync(new URL(`../wire/replies/${file}.xml`, import.meta.url), 'utf8'),
  ]),
);
const DRY_RUN = readFileSync(new URL('../wire/replies/copy-volumes-dry-run.xml', import.meta.url), 'utf8');
const MIB = 1024 * 1024;

const wound = fc.record({
  /** Where, in thousandths of the whole. */
  at: fc.nat(1_000),
  how: fc.constantFrom('drop element', 'double element', 'change text', 'cut', 'insert', 'flip'),
  text: fc.oneof(
    hostileText,
    fc.constantFrom(
      '&#xD800;',
      '&#0;',
      '&lol;',
      '<![CDATA[x]]>',
      '<!--',
      '-1',
      '9'.repeat(400),
      '1e999',
      '\u0000',
      ']]>',
    ),
  ),
});

export const brokenReply = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('frozen' as const), wounds: fc.array(wound, { maxLength: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('of another action' as const),
      action: fc.constantFrom(...FROZEN.keys()),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('giant' as const),
      mib: fc.constantFrom(1, 15, 17, 60),
      how: fc.constantFrom('spaces', 'one text', 'rows', 'tags'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shorter than it says' as const), left: fc.nat(400) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('compressed' as const),
      encoding: fc.constantFrom('gzip', 'deflate', 'br', 'GZIP, gzip', 'x-unknown'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('entities' as const),
      how: fc.constantFrom('billion laughs', 'file', 'elsewhere', 'schema'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('redirect' as const),
      status: fc.constantFrom(300, 301, 302, 303, 304, 305, 307, 308, 399),
      relative: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('deep' as const), times: fc.constantFrom(100, 10_000, 1_000_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(100, 101, 204, 206, 400, 401, 403, 404, 413, 429, 500, 503, 599, 999),
      body: hostileText,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('headers' as const), times: fc.constantFrom(10, 1_000, 20_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('chunks' as const),
      size: fc.constantFrom('zzz', '-1', 'ffffffffffffffff', '5;x=y', '0'),
      body: hostileText,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 400 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('error' as const),
      code: fc.oneof(
        hostileText,
        fc.constantFrom('RequestLimitExceeded', 'InvalidVolume.NotFound', 'AuthFailure', 'constructor'),
      ),
      message: hostileText,
    }),
  },
);

/** None, one that ends in its middle and stays there, or one that comes letter by letter: a call's own deadline ends it. */
export const slowReply = fc.record({
  kind: fc.constantFrom('silent' as const, 'silent' as const, 'stuck' as const, 'drip' as const),
  pauseMs: fc.constantFrom(20, 100, 4_000),
});

type Of<T> = T extends fc.Arbitrary<infer Reply> ? Reply : never;
type BrokenReply = Of<typeof brokenReply> | Of<typeof slowReply>;

/** `elsewhere` is the URL of a place where nobody may come. */
export function bytesOf(reply: BrokenReply, action: string, body: string, elsewhere: string): RawReply {
  const isDryRun = new URLSearchParams(body).get('DryRun') === 'true';
  const whole = isDryRun ? DRY_RUN : (FROZEN.get(action) ?? '');
  const status = isDryRun ? 412 : 200;
  switch (reply.kind) {
    case 'frozen':
      return http(status, reply.wounds.reduce(wounded, whole));
    case 'of another action':
      return http(200, FROZEN.get(reply.action) ?? '');
    case 'giant':
      return http(200, giant(reply.how, reply.mib * MIB, whole));
    case 'shorter than it says':
      return { bytes: [head(status, whole.length), whole.slice(0, Math.max(0, whole.length - 1 - reply.left))] };
    case 'compressed':
      return http(200, bomb(reply.encoding), { 'content-encoding': reply.encoding });
    case 'entities':
      return http(200, entities(reply.how, elsewhere, whole));
    case 'redirect':
      return http(reply.status, '', { location: reply.relative ? '/elsewhere' : `${elsewhere}/?a=b` });
    case 'deep':
      return http(
        200,
        `<${action}Response>${'<a>'.repeat(reply.times)}${'</a>'.repeat(reply.times)}</${action}Response>`,
      );
    case 'status':
      return http(reply.status, reply.body);
    case 'headers':
      return http(
        status,
        whole,
        Object.fromEntries(Array.from({ length: reply.times }, (_, n) => [`x-${n}`, 'x'.repeat(20)])),
      );
    case 'chunks':
      return { bytes: [`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${reply.size}\r\n`, reply.body] };
    case 'silent':
      return { bytes: [], stays: true };
    case 'stuck':
      return { bytes: [head(status, whole.length), whole.slice(0, whole.length / 2)], stays: true };
    case 'drip':
      return { bytes: [head(status, whole.length), ...whole], pauseMs: reply.pauseMs };
    case 'bytes':
      return { bytes: [Buffer.from(reply.bytes)] };
    case 'error':
      return http(
        400,
        `<Response><Errors><Error><Code>${escaped(reply.code)}</Code><Message>${escaped(reply.message)}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
      );
  }
}

function http(status: number, body: string | Buffer, headers: Record<string, string> = {}): RawReply {
  return { bytes: [head(status, Buffer.byteLength(body), headers), body] };
}

function head(status: number, length: number, headers: Record<string, string> = {}): string {
  const lines = Object.entries({
    'content-type': 'text/xml',
    'content-length': String(length),
    connection: 'close',
    ...headers,
  });
  return `HTTP/1.1 ${status} Words\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

function wounded(xml: string, { at, how, text }: { at: number; how: string; text: string }): string {
  const from = Math.floor((at / 1_000) * xml.length);
  const [element = ''] = /<(\w+)>[^<]*<\/\1>/.exec(xml.slice(from)) ?? [];
  const start = xml.indexOf(element, from);
  const put = (put: string) => xml.slice(0, start) + put + xml.slice(start + element.length);
  switch (how) {
    case 'drop element':
      return put('');
    case 'double element':
      return put(element + element);
    case 'change text':
      return put(element.replace(/>[^<]*</, () => `>${text}<`));
    case 'cut':
      return xml.slice(0, from);
    case 'insert':
      return xml.slice(0, from) + text + xml.slice(from);
    default:
      return xml.slice(0, from) + String.fromCharCode(xml.charCodeAt(from) ^ 1) + xml.slice(from + 1);
  }
}

function giant(how: string, bytes: number, whole: string): string {
  const within = (inside: string, before = '') => whole.replace(/(<\w+Set>)/, `$1${before}${inside}`);
  if (how === 'spaces') return whole + ' '.repeat(bytes);
  if (how === 'one text') return within(`<item><volumeId>${'x'.repeat(bytes)}</volumeId></item>`);
  const rows =
    how === 'rows' ? '<item><volumeId>vol-0123456789abcdef0</volumeId><status>available</status></item>' : '';
  const tag = '<item><key>a</key><value>b</value></item>';
  return rows
    ? within(rows.repeat(Math.floor(bytes / rows.length)))
    : within(
        `<item><volumeId>vol-0a1b2c3d4e5f60001</volumeId><tagSet>${tag.repeat(Math.floor(bytes / tag.length))}</tagSet></item>`,
      );
}

const NOTHING = Buffer.alloc(100 * MIB);
// Made before anything is measured.
const BOMBS = {
  gzip: gzipSync(NOTHING),
  deflate: deflateSync(NOTHING),
  br: brotliCompressSync(NOTHING, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};

/** 100 MiB of nothing. */
function bomb(encoding: string): Buffer {
  return encoding === 'br' ? BOMBS.br : encoding === 'deflate' ? BOMBS.deflate : BOMBS.gzip;
}

function entities(how: string, elsewhere: string, whole: string): string {
  const laughs = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  const doctype = {
    'billion laughs': `<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>`,
    file: '<!DOCTYPE x [<!ENTITY l12 SYSTEM "file:///etc/passwd">]>',
    elsewhere: `<!DOCTYPE x SYSTEM "${elsewhere}/x.dtd" [<!ENTITY l12 SYSTEM "${elsewhere}/x">]>`,
    schema: `<?xml-stylesheet href="${elsewhere}/x.xsl"?>`,
  }[how];
  return doctype + whole.replace(/<\?xml[^>]*>/, '').replace(/>([^<]+)</, '>&l12;<');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
