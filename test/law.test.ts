// The import law (ARCHITECTURE.md): who may import whom, and why; no import that runs up, no circle of files, no
// folder that nobody can survey. Reads the text of src/, build/, bench/ and live/.
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

const isLocal = (one: Import) => /^(src|build|bench|live|test)\//.test(one.target);
const isNode = (one: Import) => one.target.startsWith('node:');
const isMcp = (one: Import) => /^@modelcontextprotocol\/(server|client|sdk|node)(\/|$)/.test(one.target);
const isAws = (one: Import) => /^@(aws-sdk|smithy|aws-crypto)\//.test(one.target);
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
    may: 'anything; simulator, cli and AWS clients only by dynamic import (ec2/lazy-client does that itself)',
    why: 'a start that only lists tools must not load them',
    allows: (one) =>
      one.dynamic ||
      one.typeOnly ||
      within('ec2/lazy-client')(one) ||
      !(isAws(one) || within('simulator', 'cli', 'ec2')(one)),
  },
  {
    from: /^src\/(wiring|serve-http)$/,
    may: 'anything; simulator, cli and AWS clients only by dynamic import',
    why: 'it is the half of main that a list does not need: it wires, and decides nothing',
    allows: (one) =>
      one.dynamic || one.typeOnly || !(isAws(one) || within('simulator', 'cli', 'ec2', 'tools', 'main')(one)),
  },
  {
    from: /^src\/text\/closest-name$/,
    may: 'fastest-levenshtein alone',
    why: 'everybody may import it, so it must not pull anything else in',
    allows: named('fastest-levenshtein'),
  },
  {
    from: /^src\/(vocabulary|text\/.*)$/,
    may: 'nothing',
    why: 'everybody may import them, so they must not pull anything in',
    allows: () => false,
  },
  {
    from: /^src\/volume\/(aws-records|found-volumes)$/,
    may: 'types of volume/errors and of each other, vocabulary',
    why: 'AWS\u2019s records are plain data that every ring shares',
    allows: (one) => within('vocabulary')(one) || (one.typeOnly && within('volume/aws-records', 'volume/errors')(one)),
  },
  {
    from: /^src\/volume\/read-pages$/,
    may: 'types of volume/errors',
    why: 'copy/ and status/ both follow pages, and neither may import the other',
    allows: (one) => one.typeOnly && within('volume/errors')(one),
  },
  ...volumeRows(),
  {
    from: /^src\/schema\/zod-jitless$/,
    may: 'zod',
    why: 'it goes before everything that builds schemas, so it must bring none along',
    allows: named('zod'),
  },
  {
    from: /^src\/schema\//,
    may: 'zod, schema/*, text/*, vocabulary, volume/rules/*-table and types of volume/*',
    why: 'tools/list is answered from data alone',
    allows: (one) =>
      any(named('zod'), within('schema', 'text', 'vocabulary'))(one) ||
      /^src\/volume\/rules\/\w[\w-]*-table$/.test(one.target) ||
      (one.typeOnly && within('volume')(one)),
  },
  {
    from: /^src\/consent\//,
    may: 'consent/*, volume/*, text/*, node:crypto',
    why: 'what a person allowed is judged without asking anybody',
    allows: any(within('consent', 'volume', 'text'), named('node:crypto')),
  },
  {
    from: /^src\/ports\//,
    may: 'types of ports/*, volume/* and consent/*',
    why: 'the ports are plain data, so that every edge can be replaced',
    allows: (one) => one.typeOnly && within('ports', 'volume', 'consent')(one),
  },
  {
    from: /^src\/config\/policy-file$/,
    may: 'config/*, node:',
    why: 'it alone of config/ reads files',
    allows: any(within('config'), isNode),
  },
  {
    from: /^src\/config\//,
    may: 'config/*, text/*, types of consent/*, values of consent/limits-table, node:util, node:path',
    why: 'it is pure, so that every complaint can be tested without a process',
    allows: (one) =>
      any(within('config', 'text', 'consent/limits-table'), named('node:util', 'node:path'))(one) ||
      (one.typeOnly && within('consent')(one)),
  },
  {
    from: /^src\/copy\//,
    may: 'copy/*, ports/*, consent/*, volume/*, text/*; never status/*',
    why: 'the two tools are two slices: a change to one must not reach the other',
    allows: within('copy', 'ports', 'consent', 'volume', 'text'),
  },
  {
    from: /^src\/status\//,
    may: 'status/*, ports/*, consent/*, volume/*, text/*; never copy/*',
    why: 'the two tools are two slices: a change to one must not reach the other',
    allows: within('status', 'ports', 'consent', 'volume', 'text'),
  },
  {
    from: /^src\/state\//,
    may: 'state/*, ports/*, types, node:',
    why: 'what outlives a call depends on no rule that may change',
    allows: (one) => isNode(one) || within('state', 'ports')(one) || one.typeOnly,
  },
  {
    from: /^src\/serve\/http\/auth\//,
    may: 'jose, node:, serve/http/*, types',
    why: 'who calls is judged without knowing what is called, and one folder knows the library of tokens',
    allows: (one) => any(named('jose'), isNode, within('serve/http'))(one) || (one.typeOnly && isLocal(one)),
  },
  {
    from: /^src\/serve\//,
    may: 'MCP SDK, node:, serve/*, ports/*, text/*, the words of a question (consent), types; the package open lazily',
    why: 'a transport is replaceable while it decides nothing about volumes',
    allows: (one) =>
      any(isMcp, isNode, within('serve', 'ports', 'text', 'consent'))(one) ||
      (one.typeOnly && isLocal(one)) ||
      (one.dynamic && named('open')(one)),
  },
  {
    from: /^src\/ec2\//,
    may: 'AWS clients, node:, hpagent; ec2/*, ports/*, volume/*, text/*',
    why: 'the only room at run time that knows the AWS SDK, and it decides nothing about copies',
    allows: any(isAws, isNode, within('ec2', 'ports', 'volume', 'text'), named('hpagent')),
  },
  {
    from: /^src\/tools\//,
    may: 'tools/*, copy/*, status/*, ports/*, schema/*, consent/*, volume/*, text/*',
    why: 'a tool speaks through the ports it is handed: no AWS, no MCP, no clock',
    allows: within('tools', 'copy', 'status', 'ports', 'schema', 'consent', 'volume', 'text'),
  },
  {
    from: /^src\/prompts\//,
    may: 'prompts/*, text/*, types of consent/*',
    why: 'a prompt is text that names the tools: it reads nothing, calls nothing and knows no protocol',
    allows: (one) => within('prompts', 'text')(one) || (one.typeOnly && within('consent')(one)),
  },
  {
    from: /^src\/server$/,
    may: 'MCP SDK, tools/*, schema/*, ports/*; prompts/* only by dynamic import',
    why: 'what is said about volumes is decided in the tools, the MCP SDK is touched in one room, and a start knows no prompt',
    allows: (one) => any(isMcp, within('tools', 'schema', 'ports'))(one) || (one.dynamic && within('prompts')(one)),
  },
  {
    from: /^src\/simulator\/wire\//,
    may: 'simulator/wire, node:',
    why: 'a codec knows no volume, as no volume knows how it is written',
    allows: any(isNode, within('simulator/wire')),
  },
  {
    from: /^src\/simulator\/world\//,
    may: 'simulator/world, vocabulary, node:',
    why: 'what exists knows no codec and no rule: simulator and server share vocabulary, never a decision',
    allows: any(isNode, within('simulator/world', 'vocabulary')),
  },
  {
    from: /^src\/simulator\//,
    may: 'simulator/*, vocabulary, node:; never an AWS or MCP package, not even a type',
    why: 'server and simulator share vocabulary, never a decision: a shared mistake could not be seen',
    allows: any(isNode, within('simulator', 'vocabulary')),
  },
  {
    from: /^src\/cli\/(iam-policy|smallest-policy)$/,
    may: 'cli/*, volume/*, types of config/* and consent/*; ec2/partition only by dynamic import',
    why: 'a policy is printed from the statements of a denial, and the AWS SDK alone knows the partitions',
    allows: (one) =>
      within('cli', 'volume')(one) ||
      (one.typeOnly && within('config', 'consent')(one)) ||
      (one.dynamic && within('ec2/partition')(one)),
  },
  {
    from: /^src\/cli\/connect\//,
    may: 'cli/*, config/*, text/*, node:, serve/page/open-browser, jsonc-parser, yaml',
    why: 'it knows hosts and their files, and nothing of volumes',
    allows: any(within('cli', 'config', 'text', 'serve/page/open-browser'), isNode, named('jsonc-parser', 'yaml')),
  },
  {
    from: /^src\/cli\/doctor\//,
    may: 'cli/*, config/*, volume/*, text/*, consent/limits-table, serve/page/reach-browser, serve/http/call/ec2-in-name, state/files/directory, node:, types; ec2/settings/* only by dynamic import',
    why: 'it looks at what the server would use, through the ports of the server, and decides nothing about a copy',
    allows: (one) =>
      any(
        isNode,
        within('cli', 'config', 'volume', 'text', 'consent/limits-table'),
        within('serve/page/reach-browser', 'serve/http/call/ec2-in-name', 'state/files/directory'),
      )(one) ||
      (one.typeOnly && isLocal(one)) ||
      (one.dynamic && within('ec2/settings')(one)),
  },
  {
    from: /^src\/cli\//,
    may: 'cli/*, config/*, volume/*, text/*, vocabulary, node:, the MCP client, simulator/listen',
    why: 'the commands see what any client sees',
    allows: any(within('cli', 'config', 'volume', 'text', 'vocabulary', 'simulator/listen'), isNode, isMcp),
  },
  {
    from: /^build\//,
    may: 'anything but test/ and bench/',
    why: 'what is shipped does not depend on what judges it',
    allows: (one) => !/^(test|bench)\//.test(one.target),
  },
  {
    from: /^bench\//,
    may: 'anything but build/',
    why: 'a figure measures what is shipped, not how it was made',
    allows: (one) => !/^build\//.test(one.target),
  },
  {
    from: /^live\//,
    may: 'live/*, AWS clients, node:; types of simulator/world/switches',
    why: 'what judges the embedded EC2 by the real one shares nothing with it but the names of its switches',
    allows: (one) =>
      any(isAws, isNode)(one) ||
      one.target.startsWith('live/') ||
      (one.typeOnly && within('simulator/world/switches')(one)),
  },
];

/** From the ground up; a file imports only from its own floor or a lower one. */
const FLOORS = [
  'vocabulary',
  'text',
  'volume/aws-records',
  'volume/errors',
  'volume/read-pages',
  'volume/found-volumes',
  'volume/rules',
  'volume/plan',
  'volume/reading',
  'volume/answers',
  'schema',
  'consent',
  'config',
  'ports',
  'state',
  'ec2',
  'serve',
  'copy',
  'status',
  'tools',
  'prompts',
  'server',
  'simulator/wire',
  'simulator/world',
  'simulator/rules',
  'simulator/seed',
  'simulator/action',
  'simulator/actions',
  'simulator/response',
  'simulator/fault-injection',
  'simulator/dispatch',
  'simulator/serve-request',
  'simulator/listen',
  'cli',
  'wiring',
  'serve-http',
  'main',
];
const MOST_ENTRIES = 15;

/** build/, bench/ and live/ stand above everything. */
function floorOf(target: string): number {
  if (!target.startsWith('src/')) return FLOORS.length;
  return FLOORS.findIndex((place) => target === `src/${place}` || target.startsWith(`src/${place}/`));
}

/** `volume/errors` < `rules` < `plan` < `reading` < `answers`: each imports those before it. */
function volumeRows(): Row[] {
  const rings = ['errors', 'rules', 'plan', 'reading', 'answers'];
  return rings.map((ring, i) => {
    const before = rings.slice(0, i + 1);
    return {
      from: new RegExp(`^src/volume/${ring}/`),
      may: `${before.map((one) => `volume/${one}`).join(', ')}, AWS\u2019s records, text/*, vocabulary; no package, no node:`,
      why: 'the rules about volumes are pure functions over plain data, and each ring reads without the next',
      allows: within(
        ...before.map((one) => `volume/${one}`),
        'volume/aws-records',
        ...(i >= 1 ? ['volume/found-volumes'] : []),
        'text',
        'vocabulary',
      ),
    };
  });
}

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
      /\bstdout\b/.test(code) && /^src\//.test(name) && !/^src\/(main$|cli\/)/.test(name),
      'touches stdout: it belongs to the protocol, and only main and cli write text there.',
    ],
    [
      /^export\s+(\*|\{[^}]*\})\s+from\b/m.test(code) && !/^export\s+type\b/m.test(code),
      'passes names on: import them where they are made.',
    ],
  ];
  return [...found, ...house.filter(([wrong]) => wrong).map(([, sentence]) => `${file} ${sentence}`)];
}

/** Imports to a higher floor, as sentences. */
function climbs(file: string, text: string): string[] {
  const floor = floorOf(file.replace(/\.ts$/, ''));
  return importsOf(file, text)
    .filter((one) => isLocal(one) && !one.dynamic && floorOf(one.target) > floor)
    .map((one) => `${file} imports ${one.target}, which stands on a higher floor (see FLOORS): data flows one way.`);
}

/** The files of each circle, in the order of their imports; one sentence a circle. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(`${[...path.slice(at), file].join(' → ')}: a circle has no ground to stand on.`);
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) follow(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) follow(file, []);
  return found;
}

/** Folders below src/ with more entries than anybody surveys; what stands in src/ itself is listed in FLOORS. */
function crowded(paths: readonly string[]): string[] {
  const entries = new Map<string, Set<string>>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = 2; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      entries.set(folder, (entries.get(folder) ?? new Set()).add(parts[depth] ?? ''));
    }
  }
  return [...entries]
    .filter(([, inside]) => inside.size > MOST_ENTRIES)
    .map(
      ([folder, inside]) => `${folder} has ${inside.size} entries, at most ${MOST_ENTRIES}: part it by what it does.`,
    );
}

/** Files of one name: whoever hears it has to ask which. The simulator, another house, may say the same words again. */
function namesakes(paths: readonly string[]): string[] {
  const places = new Map<string, string[]>();
  for (const path of paths.filter((one) => !one.startsWith('src/simulator/'))) {
    const name = posix.basename(path);
    places.set(name, [...(places.get(name) ?? []), path]);
  }
  return [...places.values()]
    .filter((same) => same.length > 1)
    .map((same) => `${same.join(' and ')}: one name, one job.`);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['src', 'build', 'bench', 'live']
  .flatMap((top) =>
    readdirSync(posix.join(root, top), { recursive: true, encoding: 'utf8' }).map(
      (one) => `${top}/${one.replaceAll('\\', '/')}`,
    ),
  )
  .filter((one) => one.endsWith('.ts'))
  .sort();
const texts = new Map(files.map((file) => [file, readFileSync(posix.join(root, file), 'utf8')] as const));

describe('the law holds', () => {
  test('there is something to judge', () => {
    expect(files.length).toBeGreaterThan(60);
  });

  test.each(files)('%s', (file) => {
    const text = texts.get(file) ?? '';
    expect([...breaches(file, text), ...climbs(file, text)]).toEqual([]);
  });

  test('no circle of files', () => {
    const imports = [...texts].map(([file, text]) => {
      const targets = importsOf(file, text).filter((one) => !one.dynamic);
      return [file.replace(/\.ts$/, ''), targets.map((one) => one.target)] as const;
    });
    expect(circles(new Map(imports))).toEqual([]);
  });

  test('no folder too large to survey', () => {
    expect(crowded(files.filter((file) => file.startsWith('src/')))).toEqual([]);
  });

  test('no two files of one name', () => {
    expect(namesakes(files.filter((file) => file.startsWith('src/')))).toEqual([]);
  });
});

describe('imports are seen in every form', () => {
  const here = (target: string, more: Partial<Import> = {}): Import[] => [
    { target, typeOnly: false, dynamic: false, ...more },
  ];
  test.each<[text: string, seen: Import[]]>([
    ["import { a } from './nothing.ts';", here('src/volume/nothing')],
    ["import type { A } from '../nowhere/thing.ts';", here('src/nowhere/thing', { typeOnly: true })],
    ["import { type A, type B } from 'zod';", here('zod', { typeOnly: true })],
    ["import { type A, b } from 'zod';", here('zod')],
    ["import * as a from 'zod';", here('zod')],
    ["import type * as a from 'zod';", here('zod', { typeOnly: true })],
    ["import a from 'zod';", here('zod')],
    ["import 'zod';", here('zod')],
    ["import {\n  a,\n  b,\n} from './nothing.ts';", here('src/volume/nothing')],
    ["export { a } from './nothing.ts';", here('src/volume/nothing')],
    ["export * from './nothing.ts';", here('src/volume/nothing')],
    ["export type { A } from './nothing.ts';", here('src/volume/nothing', { typeOnly: true })],
    ["const a = await import('../nowhere/thing.ts');", here('src/nowhere/thing', { dynamic: true })],
    ['const a = import(`zod`);', here('zod', { dynamic: true })],
    ["export const text = 'a';\nconst from = 'b';", []],
  ])('%j', (text, seen) => {
    expect(importsOf('src/volume/a.ts', text)).toEqual(seen);
  });
});

/** A line that takes `name` from a path below src/, as a file in this folder would write it. */
function take(file: string, path: string, type = ''): string {
  const way = posix.relative(posix.dirname(file), `src/${path}`);
  return `import ${type}{ name } from '${way.startsWith('.') ? way : `./${way}`}.ts';`;
}

describe('the law is broken by', () => {
  test.each<[file: string, taken: string, words: string]>([
    ['src/main.ts', 'simulator/listen', 'only lists tools must not load'],
    ['src/main.ts', 'ec2/aws-client', 'only lists tools must not load'],
    ['src/wiring.ts', 'tools/copy-volume', 'it wires'],
    ['src/schema/zod-jitless.ts', 'vocabulary', 'before everything'],
    ['src/text/closest-name.ts', 'vocabulary', 'must not pull anything else in'],
    ['src/text/plain-text.ts', 'vocabulary', 'must not pull anything in'],
    ['src/config/options.ts', 'volume/plan/plan', 'it is pure'],
    ['src/serve/stdio.ts', 'tools/copy-volume', 'a transport is replaceable'],
    ['src/serve/page/page.ts', 'volume/plan/plan', 'a transport is replaceable'],
    ['src/server.ts', 'volume/rules/request', 'decided in the tools'],
    ['src/server.ts', 'prompts/prompt-registry', 'a start knows no prompt'],
    ['src/prompts/why-slow.ts', 'volume/reading/verdict', 'names the tools'],
    ['src/prompts/why-slow.ts', 'tools/registry', 'names the tools'],
    ['src/tools/copy-volume.ts', 'ec2/aws-client', 'no AWS, no MCP'],
    ['src/ports/tool.ts', 'volume/errors/failure', 'the ports are plain data'],
    ['src/copy/send-copy.ts', 'schema/arguments', 'two slices'],
    ['src/copy/send-copy.ts', 'serve/form', 'two slices'],
    ['src/copy/send-copy.ts', 'status/find-volumes', 'two slices'],
    ['src/status/wait-for.ts', 'copy/send-copy', 'two slices'],
    ['src/schema/inputs.ts', 'volume/rules/request', 'from data alone'],
    ['src/volume/rules/size.ts', 'volume/plan/plan', 'each ring reads without the next'],
    ['src/volume/plan/plan.ts', 'volume/reading/verdict', 'each ring reads without the next'],
    ['src/state/sent-copies.ts', 'consent/validate-token', 'depends on no rule'],
    ['src/state/sent-copies.ts', 'volume/errors/failure', 'depends on no rule'],
    ['src/ec2/aws-client.ts', 'tools/copy-volume', 'decides nothing about copies'],
    ['src/cli/demo.ts', 'ec2/aws-client', 'what any client sees'],
    ['src/cli/demo.ts', 'simulator/world/simulated-world', 'what any client sees'],
    ['src/cli/iam-policy.ts', 'ec2/partition', 'the statements of a denial'],
    ['src/cli/demo.ts', 'serve/page/open-browser', 'what any client sees'],
    ['src/cli/connect/setup.ts', 'volume/plan/plan', 'nothing of volumes'],
    ['src/cli/doctor/probe-place.ts', 'ec2/aws-client', 'through the ports of the server'],
    ['src/cli/doctor/probe-place.ts', 'copy/make-plan', 'through the ports of the server'],
    ['src/simulator/world/simulated-world.ts', 'volume/rules/type-table', 'never a decision'],
    ['src/simulator/world/simulated-world.ts', 'volume/aws-records', 'never a decision'],
    ['src/simulator/world/simulated-world.ts', 'simulator/wire/xml', 'never a decision'],
    ['src/simulator/wire/xml.ts', 'simulator/world/simulated-world', 'a codec knows no volume'],
    ['src/simulator/rules/quotas.ts', 'volume/rules/type-rules', 'never a decision'],
  ])('%s taking from %s', (file, taken, words) => {
    const found = breaches(file, take(file, taken));
    expect(found).toEqual([expect.stringContaining(words)]);
    expect(found[0]).toContain(file);
  });

  test.each<[file: string, text: string, words: string]>([
    ['src/main.ts', "import { EC2Client } from '@aws-sdk/client-ec2';", 'only lists tools must not load'],
    ['src/config/config.ts', "import { readFileSync } from 'node:fs';", 'it is pure'],
    ['src/vocabulary.ts', "import { z } from 'zod';", 'must not pull anything in'],
    ['src/text/plain-text.ts', "import { distance } from 'fastest-levenshtein';", 'must not pull anything in'],
    ['src/text/closest-name.ts', "import { z } from 'zod';", 'must not pull anything else in'],
    ['src/serve/page/open-browser.ts', "import open from 'open';", 'a transport is replaceable'],
    ['src/server.ts', "import { EC2Client } from '@aws-sdk/client-ec2';", 'decided in the tools'],
    ['src/tools/copy-volume.ts', "import { Server } from '@modelcontextprotocol/server';", 'no AWS, no MCP'],
    [
      'src/prompts/prompt-registry.ts',
      "import type { Prompt } from '@modelcontextprotocol/server';",
      'knows no protocol',
    ],
    ['src/tools/copy-volume.ts', "import { randomUUID } from 'node:crypto';", 'no AWS, no MCP'],
    ['src/copy/send-copy.ts', "import { setTimeout } from 'node:timers/promises';", 'two slices'],
    ['src/volume/plan/price.ts', "import { z } from 'zod';", 'pure functions'],
    ['src/volume/plan/price.ts', "import { createHash } from 'node:crypto';", 'pure functions'],
    ['src/volume/plan/price.ts', "import type { Volume } from '@aws-sdk/client-ec2';", 'pure functions'],
    ['src/consent/limits.ts', "import { readFileSync } from 'node:fs';", 'without asking anybody'],
    ['src/ec2/aws-client.ts', "import { z } from 'zod';", 'decides nothing about copies'],
    [
      'src/simulator/world/simulated-world.ts',
      "import type { Volume } from '@aws-sdk/client-ec2';",
      'never a decision',
    ],
    ['build/bundle.ts', "import { a } from '../test/support/fake-ec2.ts';", 'what judges it'],
    ['bench/run.ts', "import { a } from '../build/bundle.ts';", 'not how it was made'],
    ['live/lab.ts', "import { a } from '../src/simulator/world/switches.ts';", 'judges the embedded EC2'],
    ['live/lab.ts', "import { a } from '../src/ec2/operations.ts';", 'judges the embedded EC2'],
    ['src/extra/thing.ts', 'export const a = 1;', 'has no row'],
    ['src/volume/rules/index.ts', 'export const a = 1;', 'barrel'],
    ['src/volume/rules/utils.ts', 'export const a = 1;', 'named for nothing'],
    ['src/volume/rules/helpers.ts', 'export const a = 1;', 'named for nothing'],
    ['src/tools/common.ts', 'export const a = 1;', 'named for nothing'],
    ['src/state/manager.ts', 'export const a = 1;', 'named for nothing'],
    ['src/volume/rules/a.ts', 'export default 1;', 'default export'],
    ['src/volume/rules/a.ts', "console.log('x');", 'uses console'],
    ['src/server.ts', "process.stdout.write('x');", 'touches stdout'],
    ['src/volume/rules/a.ts', "export * from './b.ts';", 'passes names on'],
  ])('%s: %s', (file, text, words) => {
    const found = breaches(file, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
    expect(found[0]).toContain(file);
  });

  test.each<[file: string, text: string]>([
    ['src/main.ts', take('src/main.ts', 'ec2/lazy-client')],
    ['src/main.ts', "const { startSimulator } = await import('./simulator/listen.ts');"],
    ['src/main.ts', "import { version } from '../package.json' with { type: 'json' };"],
    ['src/tools/copy-volume.ts', take('src/tools/copy-volume.ts', 'copy/read-source')],
    ['src/consent/sealed-fields.ts', "import { createHash } from 'node:crypto';"],
    ['src/serve/form.ts', take('src/serve/form.ts', 'consent/question-text')],
    ['src/serve/page/open-browser.ts', "const { default: open } = await import('open');"],
    ['src/volume/rules/a.ts', "// console.log and stdout are words here\nexport const a = 'console.log';"],
    ['src/cli/demo.ts', "process.stdout.write('x');"],
    ['src/cli/iam-policy.ts', "const { partitionName } = await import('../ec2/partition.ts');"],
    ['build/pack-mcpb.ts', "process.stdout.write('x');"],
    ['src/state/a.ts', take('src/state/a.ts', 'volume/aws-records', 'type ')],
  ])('but not by %s: %s', (file, text) => {
    expect(breaches(file, text)).toEqual([]);
  });
});

describe('up, round and crowded', () => {
  test.each<[file: string, text: string]>([
    ['src/volume/rules/size.ts', "import type { Plan } from '../plan/plan.ts';"],
    ['src/ports/tool.ts', "import type { MadePlan } from '../copy/make-plan.ts';"],
    ['src/consent/question.ts', "import type { Settings } from '../ports/tool.ts';"],
    ['src/simulator/wire/query.ts', "import type { SimulatedWorld } from '../world/simulated-world.ts';"],
    ['src/simulator/world/simulated-world.ts', "import { takePage } from '../rules/paging.ts';"],
    ['src/simulator/rules/source.ts', "import { authorize } from '../action.ts';"],
    ['src/simulator/response.ts', "import { dispatch } from './dispatch.ts';"],
    ['src/simulator/nowhere.ts', "import { fault } from './wire/fault.ts';"],
  ])('%s: %s runs up', (file, text) => {
    expect(climbs(file, text)).toEqual([expect.stringContaining('higher floor')]);
  });

  test('a file on the same floor or below is no climb, and a dynamic import none either', () => {
    expect(
      climbs('src/volume/plan/plan.ts', "import { a } from '../rules/size.ts';\nimport { b } from './price.ts';"),
    ).toEqual([]);
    expect(climbs('src/server.ts', "const a = await import('./wiring.ts');")).toEqual([]);
  });

  test('a circle is named with its files', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(circles(imports)).toEqual(['a → b → c → a: a circle has no ground to stand on.']);
    imports.set('c', ['d']);
    expect(circles(imports)).toEqual([]);
  });

  test('the sixteenth entry is one too many, files and folders alike', () => {
    const paths = Array.from({ length: 14 }, (_, n) => `src/x/f${n}.ts`);
    expect(crowded([...paths, 'src/x/y/z.ts'])).toEqual([]);
    expect(crowded([...paths, 'src/x/y/z.ts', 'src/x/w/z.ts'])).toEqual([
      expect.stringContaining('src/x has 16 entries'),
    ]);
  });

  test('the second file of a name is named with the first', () => {
    expect(namesakes(['src/a/x.ts', 'src/b/y.ts', 'src/simulator/rules/x.ts'])).toEqual([]);
    expect(namesakes(['src/a/x.ts', 'src/b/x.ts'])).toEqual(['src/a/x.ts and src/b/x.ts: one name, one job.']);
  });
});
