// The import law (DESIGN, "Architecture: rings"): who may import whom, and why. Reads the text of src/.
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Import {
  /** A path below src/ without extension, or the name of a package. */
  target: string;
  typeOnly: boolean;
  dynamic: boolean;
}

interface Row {
  from: RegExp;
  /** As the table says it. */
  may: string;
  why: string;
  allows(one: Import): boolean;
}

const isLocal = (one: Import) => one.target.startsWith('src/');
const isNode = (one: Import) => one.target.startsWith('node:');
const isMcp = (one: Import) => /^@modelcontextprotocol\/(server|client|sdk)(\/|$)/.test(one.target);
const isAws = (one: Import) => /^@(aws-sdk|smithy|aws-crypto)\//.test(one.target);
const isPackage = (one: Import) => !isLocal(one) && !isNode(one);
const within =
  (...places: string[]) =>
  (one: Import) =>
    places.some((place) => one.target === `src/${place}` || one.target.startsWith(`src/${place}/`));
const named =
  (...packages: string[]) =>
  (one: Import) =>
    packages.includes(one.target);
const any =
  (...rules: ((one: Import) => boolean)[]) =>
  (one: Import) =>
    rules.some((rule) => rule(one));

const ROWS: Row[] = [
  {
    from: /^src\/main$/,
    may: 'anything; simulator, cli and AWS clients only by dynamic import (ec2/lazy-edge does that itself)',
    why: 'a start that only lists tools must not load them',
    allows: (one) =>
      one.dynamic ||
      one.typeOnly ||
      within('ec2/lazy-edge')(one) ||
      !(isAws(one) || within('simulator', 'cli', 'ec2')(one)),
  },
  {
    from: /^src\/open-calls$/,
    may: 'state/*, serve/*, steps/*, time-limit, node:; types of config, server and tools',
    why: 'it is the half of main that a list does not need: it wires, and decides nothing',
    allows: (one) => isNode(one) || within('state', 'serve', 'steps', 'time-limit')(one) || one.typeOnly,
  },
  {
    from: /^src\/zod-without-eval$/,
    may: 'zod',
    why: 'it goes before everything that builds schemas, so it must bring none along',
    allows: named('zod'),
  },
  {
    from: /^src\/config$/,
    may: 'its own table (options), nearest, zod',
    why: 'it is pure, so that every complaint can be tested without a process',
    allows: any(within('options', 'nearest'), named('zod')),
  },
  {
    from: /^src\/(nearest|options|facts|time-limit)$/,
    may: 'nothing',
    why: 'everybody may import them, so they must not pull anything in',
    allows: () => false,
  },
  {
    from: /^src\/serve\//,
    may: 'MCP SDK, node:, serve/*, the words of a question (consent), types of tools and volume; the package open lazily',
    why: 'a transport is replaceable while it decides nothing about volumes',
    allows: (one) =>
      any(isMcp, isNode, within('serve', 'consent'))(one) ||
      (one.typeOnly && within('tools/tool', 'volume')(one)) ||
      (one.dynamic && named('open')(one)),
  },
  {
    from: /^src\/server$/,
    may: 'MCP SDK, tools/*, schema/*',
    why: 'what is said about volumes is decided in the tools, and the MCP SDK is touched in one room',
    allows: any(isMcp, within('tools', 'schema')),
  },
  {
    from: /^src\/tools\/tool$/,
    may: 'types alone',
    why: 'the ports are plain data, so that every edge can be replaced',
    allows: (one) => one.typeOnly && within('volume', 'consent', 'schema', 'facts')(one),
  },
  {
    from: /^src\/tools\//,
    may: 'tools/tool, steps/*, schema/*, volume/*, consent/*, facts',
    why: 'a tool speaks through the ports it is handed: no AWS, no MCP, no clock',
    allows: within('tools/tool', 'steps', 'schema', 'volume', 'consent', 'facts'),
  },
  {
    from: /^src\/steps\//,
    may: 'tools/tool, steps/*, consent/*, volume/*, facts',
    why: 'a step is requests and questions through the ports in a certain order, and nothing else',
    allows: within('tools/tool', 'steps', 'consent', 'volume', 'facts'),
  },
  {
    from: /^src\/schema\//,
    may: 'zod, its own data, nearest',
    why: 'tools/list is answered from data alone',
    allows: any(named('zod'), within('schema', 'nearest')),
  },
  {
    from: /^src\/volume\//,
    may: 'volume/*, facts; no package at run time, no node:',
    why: 'the rules about volumes are pure functions over plain data',
    allows: (one) => within('volume', 'facts')(one) || (one.typeOnly && isPackage(one) && !isAws(one) && !isMcp(one)),
  },
  {
    from: /^src\/consent\//,
    may: 'consent/*, volume/*, node:crypto',
    why: 'what a person allowed is judged without asking anybody',
    allows: any(within('consent', 'volume'), named('node:crypto')),
  },
  {
    from: /^src\/state\//,
    may: 'node:, state/*, types',
    why: 'what outlives a call depends on no rule that may change',
    allows: (one) => isNode(one) || within('state')(one) || one.typeOnly,
  },
  {
    from: /^src\/ec2\//,
    may: 'AWS clients; types of tools/tool and node:; volume/*',
    why: 'the only room at run time that knows the AWS SDK, and it decides nothing about copies',
    allows: (one) =>
      isAws(one) || within('ec2', 'volume')(one) || (one.typeOnly && (isNode(one) || within('tools/tool')(one))),
  },
  {
    from: /^src\/cli\//,
    may: 'anything but ec2/* and the inside of the simulator',
    why: 'the commands see what any client sees',
    allows: (one) =>
      !isAws(one) && !within('ec2')(one) && (!within('simulator')(one) || within('simulator/listen')(one)),
  },
  {
    from: /^src\/simulator\//,
    may: 'simulator/*, facts, node:; never an AWS or MCP package, not even a type',
    why: 'server and simulator share vocabulary, never a decision: a shared mistake could not be seen',
    allows: any(isNode, within('simulator', 'facts')),
  },
];

const IMPORT =
  /(?:^|[\n;])\s*(import|export)\s+(type\s+)?((?:[^'"`;]*?)\sfrom\s+)?['"]([^'"]+)['"]|\b(import)\(\s*['"`]([^'"`]+)['"`]/g;

/** What a file imports. `{ type A, type B }` alone counts as types. */
function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const dynamic = match[5] !== undefined;
    const specifier = (dynamic ? match[6] : match[4]) ?? '';
    const names = /\{([^}]*)\}/
      .exec(match[3] ?? '')?.[1]
      ?.split(',')
      .map((one) => one.trim())
      .filter(Boolean);
    const allTypes = names !== undefined && names.length > 0 && names.every((one) => one.startsWith('type '));
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(file), specifier).replace(/\.ts$/, '')
      : specifier;
    return { target, dynamic, typeOnly: match[2] !== undefined || allTypes };
  });
}

/** Every breach of the law in one file, as a sentence. */
function breaches(file: string, text: string): string[] {
  const name = file.replace(/\.ts$/, '');
  const row = ROWS.find((one) => one.from.test(name));
  if (!row) return [`${file} has no row in the import law: add one, with its reason.`];
  const found = importsOf(file, text)
    // package.json is data that only the process reads.
    .filter((one) => !(name === 'src/main' && one.target === 'package.json'))
    .filter((one) => !row.allows(one))
    .map(
      (one) =>
        `${file} imports ${one.target}, but ${row.from.source} may import only: ${row.may} (because ${row.why}).`,
    );
  // Comments and texts may speak of these words.
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
  const house: [wrong: boolean, sentence: string][] = [
    [/(^|\/)index$/.test(name), 'is a barrel: import from the file that holds the thing.'],
    [
      /(^|\/)(utils?|helpers?|common|managers?)$/.test(name),
      'is named for nothing: name a file for the thing it holds.',
    ],
    [/^export\s+default\b/m.test(code), 'has a default export: a thing has one name everywhere.'],
    [/\bconsole\s*\./.test(code), 'uses console: stdout belongs to the protocol, logs go to stderr through main.'],
    [
      /\bstdout\b/.test(code) && !/^src\/(main$|cli\/)/.test(name),
      'touches stdout: it belongs to the protocol, and only main and cli write text there.',
    ],
    [
      /^export\s+(\*|\{[^}]*\})\s+from\b/m.test(code) && !/^export\s+type\b/m.test(code),
      'passes names on: import them where they are made.',
    ],
  ];
  return [...found, ...house.filter(([wrong]) => wrong).map(([, sentence]) => `${file} ${sentence}`)];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(posix.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((one) => `src/${one.replaceAll('\\', '/')}`)
  .filter((one) => one.endsWith('.ts'))
  .sort();

describe('the law holds', () => {
  test('there is something to judge', () => {
    expect(files.length).toBeGreaterThan(60);
  });

  test.each(files)('%s', (file) => {
    expect(breaches(file, readFileSync(posix.join(root, file), 'utf8'))).toEqual([]);
  });
});

describe('imports are seen in every form', () => {
  test.each<[text: string, seen: Import[]]>([
    ["import { a } from './b.ts';", [{ target: 'src/volume/b', typeOnly: false, dynamic: false }]],
    ["import type { A } from '../tools/tool.ts';", [{ target: 'src/tools/tool', typeOnly: true, dynamic: false }]],
    ["import { type A, type B } from 'zod';", [{ target: 'zod', typeOnly: true, dynamic: false }]],
    ["import { type A, b } from 'zod';", [{ target: 'zod', typeOnly: false, dynamic: false }]],
    ["import * as a from 'zod';", [{ target: 'zod', typeOnly: false, dynamic: false }]],
    ["import type * as a from 'zod';", [{ target: 'zod', typeOnly: true, dynamic: false }]],
    ["import a from 'zod';", [{ target: 'zod', typeOnly: false, dynamic: false }]],
    ["import 'zod';", [{ target: 'zod', typeOnly: false, dynamic: false }]],
    ["import {\n  a,\n  b,\n} from './b.ts';", [{ target: 'src/volume/b', typeOnly: false, dynamic: false }]],
    ["export { a } from './b.ts';", [{ target: 'src/volume/b', typeOnly: false, dynamic: false }]],
    ["export * from './b.ts';", [{ target: 'src/volume/b', typeOnly: false, dynamic: false }]],
    ["export type { A } from './b.ts';", [{ target: 'src/volume/b', typeOnly: true, dynamic: false }]],
    ["const a = await import('../ec2/edge.ts');", [{ target: 'src/ec2/edge', typeOnly: false, dynamic: true }]],
    ['const a = import(`zod`);', [{ target: 'zod', typeOnly: false, dynamic: true }]],
    ["export const text = 'a';\nconst from = 'b';", []],
  ])('%j', (text, seen) => {
    expect(importsOf('src/volume/a.ts', text)).toEqual(seen);
  });
});

describe('the law is broken by', () => {
  test.each<[file: string, text: string, words: string]>([
    ['src/main.ts', "import { startSimulator } from './simulator/listen.ts';", 'only lists tools must not load'],
    ['src/main.ts', "import { createEdge } from './ec2/edge.ts';", 'only lists tools must not load'],
    ['src/main.ts', "import { EC2Client } from '@aws-sdk/client-ec2';", 'only lists tools must not load'],
    ['src/open-calls.ts', "import { copyVolume } from './tools/copy-volume.ts';", 'it wires'],
    ['src/zod-without-eval.ts', "import { Server } from '@modelcontextprotocol/server';", 'before everything'],
    ['src/config.ts', "import { readFileSync } from 'node:fs';", 'it is pure'],
    ['src/nearest.ts', "import { PRODUCT } from './facts.ts';", 'nothing'],
    ['src/options.ts', "import type { Config } from './config.ts';", 'nothing'],
    ['src/facts.ts', "import { z } from 'zod';", 'nothing'],
    ['src/serve/stdio.ts', "import { copyVolume } from '../tools/copy-volume.ts';", 'a transport is replaceable'],
    ['src/serve/page.ts', "import { planCopy } from '../volume/plan.ts';", 'a transport is replaceable'],
    ['src/serve/browser.ts', "import open from 'open';", 'a transport is replaceable'],
    ['src/server.ts', "import { judgeRequest } from './volume/grammar.ts';", 'decided in the tools'],
    ['src/server.ts', "import { EC2Client } from '@aws-sdk/client-ec2';", 'decided in the tools'],
    ['src/tools/copy-volume.ts', "import { createEdge } from '../ec2/edge.ts';", 'no AWS, no MCP'],
    ['src/tools/copy-volume.ts', "import { Server } from '@modelcontextprotocol/server';", 'no AWS, no MCP'],
    ['src/tools/copy-volume.ts', "import { randomUUID } from 'node:crypto';", 'no AWS, no MCP'],
    ['src/tools/copy-volume.ts', "import { getVolumeStatus } from './get-volume-status.ts';", 'no AWS, no MCP'],
    ['src/tools/tool.ts', "import { reportFailure } from '../volume/failure.ts';", 'the ports are plain data'],
    ['src/steps/send-copy.ts', "import { parseArguments } from '../schema/arguments.ts';", 'a step is requests'],
    ['src/steps/ask-person.ts', "import { formOf } from '../serve/form.ts';", 'a step is requests'],
    ['src/steps/send-copy.ts', "import { setTimeout } from 'node:timers/promises';", 'a step is requests'],
    ['src/schema/inputs.ts', "import { TYPE_RULES } from '../volume/type-rules.ts';", 'from data alone'],
    ['src/volume/price.ts', "import { z } from 'zod';", 'pure functions'],
    ['src/volume/price.ts', "import { createHash } from 'node:crypto';", 'pure functions'],
    ['src/volume/price.ts', "import type { Volume } from '@aws-sdk/client-ec2';", 'pure functions'],
    ['src/volume/price.ts', "import { nearest } from '../nearest.ts';", 'pure functions'],
    ['src/consent/place.ts', "import { readFileSync } from 'node:fs';", 'without asking anybody'],
    ['src/state/issued-plans.ts', "import { PLAN_MS } from '../consent/gate.ts';", 'depends on no rule'],
    ['src/consent/seal.ts', "import { createServer } from 'node:http';", 'without asking anybody'],
    ['src/state/sent-copies.ts', "import { reportFailure } from '../volume/failure.ts';", 'depends on no rule'],
    ['src/ec2/edge.ts', "import { copyVolume } from '../tools/copy-volume.ts';", 'decides nothing about copies'],
    ['src/ec2/edge.ts', "import { readFileSync } from 'node:fs';", 'decides nothing about copies'],
    ['src/ec2/edge.ts', "import { MODES } from '../tools/tool.ts';", 'decides nothing about copies'],
    ['src/cli/demo.ts', "import { createEdge } from '../ec2/edge.ts';", 'what any client sees'],
    ['src/cli/demo.ts', "const { createWorld } = await import('../simulator/world.ts');", 'what any client sees'],
    ['src/simulator/world.ts', "import type { Volume } from '@aws-sdk/client-ec2';", 'never a decision'],
    ['src/simulator/world.ts', "import { TYPE_RULES } from '../volume/type-rules.ts';", 'never a decision'],
    ['src/simulator/world.ts', "import type { Volume } from '../volume/records.ts';", 'never a decision'],
    ['src/extra/thing.ts', 'export const a = 1;', 'has no row'],
    ['src/volume/index.ts', 'export const a = 1;', 'barrel'],
    ['src/volume/utils.ts', 'export const a = 1;', 'named for nothing'],
    ['src/volume/helpers.ts', 'export const a = 1;', 'named for nothing'],
    ['src/tools/common.ts', 'export const a = 1;', 'named for nothing'],
    ['src/state/manager.ts', 'export const a = 1;', 'named for nothing'],
    ['src/volume/a.ts', 'export default 1;', 'default export'],
    ['src/volume/a.ts', "console.log('x');", 'uses console'],
    ['src/server.ts', "process.stdout.write('x');", 'touches stdout'],
    ['src/volume/a.ts', "export * from './b.ts';", 'passes names on'],
  ])('%s: %s', (file, text, words) => {
    const found = breaches(file, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
    expect(found[0]).toContain(file);
  });

  test.each<[file: string, text: string]>([
    ['src/main.ts', "import { openLazily } from './ec2/lazy-edge.ts';"],
    ['src/main.ts', "const edge = await import('./ec2/edge.ts');"],
    ['src/main.ts', "import { version } from '../package.json' with { type: 'json' };"],
    ['src/tools/copy-volume.ts', "import { readSource } from '../steps/read-plan.ts';"],
    ['src/steps/apply-plan.ts', "import { judgePlan } from '../consent/gate.ts';"],
    ['src/consent/seal.ts', "import { createHash } from 'node:crypto';"],
    ['src/serve/form.ts', "import { questionText } from '../consent/question-text.ts';"],
    ['src/serve/page.ts', "import type { PagePort } from '../tools/tool.ts';"],
    ['src/serve/browser.ts', "const { default: open } = await import('open');"],
    ['src/state/open-state.ts', "import { loadKey } from './secret-key.ts';"],
    ['src/volume/a.ts', "// console.log and stdout are words here\nexport const a = 'console.log';"],
    ['src/cli/demo.ts', "process.stdout.write('x');"],
    ['src/state/a.ts', "import type { SentCopy } from '../tools/tool.ts';"],
  ])('but not by %s: %s', (file, text) => {
    expect(breaches(file, text)).toEqual([]);
  });
});
