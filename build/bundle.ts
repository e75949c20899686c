// dist/: one CommonJS entry and chunks that load when they are needed; nothing to install beside it.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { renderBillOfMaterials } from './bill-of-materials.ts';
import { findBundledPackages } from './bundled-packages.ts';
import { renderLicences } from './licences.ts';

const root = new URL('..', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, root));
const shims = path('build/no-validator.ts');

// Modules that a module brings along by its static imports, itself included.
const ANSWERS = ['src/wiring.ts', 'src/tools/get-volume-status.ts', 'src/tools/internal-error.ts'] as const;
const STARTS = ['src/main.ts', ...ANSWERS, 'src/ec2/aws-client.ts'] as const;
const brought = new Map<string, Set<string>>(STARTS.map((start) => [start, new Set()]));
const brings = (start: (typeof STARTS)[number], id: string) => brought.get(start)?.has(id) === true;
const isAnswer = (id: string) => !brings('src/main.ts', id) && ANSWERS.some((start) => brings(start, id));

await rm(path('dist'), { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: path('src/main.ts') },
  platform: 'node',
  resolve: {
    // dist-es of the AWS packages: their dist-cjs cannot be tree-shaken (2 MB instead of 280 KB, 2026-11).
    mainFields: ['module', 'main'],
    alias: {
      '@modelcontextprotocol/server/_shims': shims,
      '@modelcontextprotocol/client/_shims': shims,
      '@aws-sdk/credential-provider-node': path('build/no-default-credentials.ts'),
    },
  },
  plugins: [
    {
      // The SDK keeps what speaks HTTP in one module with what every server needs, and a module is one piece: the
      // sources of serve-http get a copy of that module, or each start would read 40 KB for nothing.
      name: 'a copy of the SDK for HTTP',
      async resolveId(source, importer, options) {
        if (
          source !== '@modelcontextprotocol/server' ||
          !/serve\/http\/|@modelcontextprotocol\/node\//.test(importer ?? '')
        )
          return undefined;
        const found = await this.resolve(source, importer, { ...options, skipSelf: true });
        return found && { ...found, id: `${found.id}?http` };
      },
      load: (id) => (id.endsWith('?http') ? readFile(id.slice(0, -'?http'.length), 'utf8') : undefined),
    },
    {
      name: 'what a start brings along',
      buildEnd() {
        for (const [start, seen] of brought) {
          const follow = (id: string): void => {
            if (seen.has(id)) return;
            seen.add(id);
            for (const next of this.getModuleInfo(id)?.importedIds ?? []) follow(next);
          };
          follow(path(start));
        }
      },
    },
  ],
});
const { output } = await bundle.write({
  dir: path('dist'),
  // On Node 20 and 22 CommonJS starts 7 to 10 ms faster than ES modules (2026-11).
  format: 'cjs',
  minify: true,
  // One letter beyond Latin-1 makes Node keep the whole file in two bytes a letter (1 % of a start, Node 20, 2026-11).
  charset: 'ascii',
  // The AWS SDK imports node:http dynamically; without this that starts Node's ES module loader (2 ms, 2026-11).
  dynamicImportInCjs: false,
  codeSplitting: {
    // What is loaded together is one file: by itself rolldown cuts a first status into twenty, which take 20 ms more
    // of 105 (Node 20, 2026-11).
    groups: [
      { name: 'start', tags: ['$initial'] },
      { name: 'answers', test: isAnswer },
      // EC2 speaks XML: the JSON protocols belong to the services of sign-in, and load with them.
      { name: 'ec2', test: (id) => brings('src/ec2/aws-client.ts', id) && !/[\\/]protocols[\\/]json[\\/]/.test(id) },
    ],
  },
  entryFileNames: 'main.cjs',
  chunkFileNames: '[name]-[hash].cjs',
  banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
});
await bundle.close();

const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
if (modules.some((id) => /node_modules\/ajv\//.test(id)))
  throw new Error('ajv is in the bundle: the shims were not replaced.');
const packages = await findBundledPackages(modules);
await writeFile(path('dist/LICENCES.txt'), renderLicences(packages));
await writeFile(path('dist/bill-of-materials.cdx.json'), renderBillOfMaterials(packages));
