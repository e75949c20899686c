// Which packages are in the bundle: those copied into files of others are found, and the lists agree.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderBillOfMaterials } from '../../build/bill-of-materials.ts';
import { findBundledPackages, packagesInside } from '../../build/bundled-packages.ts';
import { renderLicences } from '../../build/licences.ts';
import packageFile from '../../package.json' with { type: 'json' };

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  group?: string;
  version: string;
  licenses: { license?: { id: string }; expression?: string }[];
  purl: string;
  properties?: { name: string; value: string }[];
}
interface Bill {
  bomFormat: string;
  specVersion: string;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

test('packages that a bundler copied in are read from its comments', () => {
  const pnpm = (path: string) => `//#region ../../node_modules/.pnpm/${path}/index.js\ncode();\n//#endregion\n`;
  expect(
    packagesInside(
      [
        pnpm('content-type@1.0.5/node_modules/content-type'),
        pnpm('@cfworker+json-schema@4.1.1/node_modules/@cfworker/json-schema'),
        pnpm('ajv-formats@3.0.1_ajv@8.18.0/node_modules/ajv-formats'),
        pnpm('content-type@1.0.5/node_modules/content-type'),
        '//#region src/content.ts\n',
      ].join(''),
    ),
  ).toEqual(['content-type 1.0.5', '@cfworker/json-schema 4.1.1', 'ajv-formats 3.0.1']);
});

test('one whose licence is not installed stops the build', async () => {
  const file = new URL('../../node_modules/zod/v4/core/core.js', import.meta.url).pathname;
  await expect(findBundledPackages([file])).resolves.toMatchObject([{ name: 'zod', license: 'MIT' }]);
  const inside = new URL(
    '../../node_modules/@modelcontextprotocol/server/dist/validators/cfWorker.mjs',
    import.meta.url,
  );
  const [, chunk = ''] = /from\s*["']\.\.\/(cfWorkerProvider[^"']+)["']/.exec(readFileSync(inside, 'utf8')) ?? [];
  const provider = new URL(`../${chunk}`, inside).pathname;
  await expect(findBundledPackages([provider])).rejects.toThrow('@cfworker/json-schema 4.1.1 is inside a bundled file');
});

test('one that came without its licence text gets its publisher’s, and stops the build where there is none', async () => {
  const fileOf = (name: string) => new URL(`../../node_modules/${name}/package.json`, import.meta.url).pathname;
  const [login, without] = [fileOf('@aws-sdk/client-ec2'), fileOf('@aws-sdk/nested-clients')];
  const [withText, given] = await findBundledPackages([login, without]);
  expect([given?.name, given?.text]).toEqual(['@aws-sdk/nested-clients', withText?.text]);
  expect(given?.text).toContain('Apache License');
  await expect(findBundledPackages([without, fileOf('zod')])).rejects.toThrow(
    /@aws-sdk\/nested-clients [\d.]+ has no licence file/,
  );
});

test('LICENCES.txt has a text for every package', () => {
  expect(read('dist/LICENCES.txt')).not.toContain('no licence file');
  expect(read('dist/LICENCES.txt')).not.toMatch(/={78}\n\n(={78}|$)/);
});

test('a package is written once for each text, and says inside which it is', () => {
  const one = { name: 'a', version: '1', license: 'MIT', text: 'one' };
  const text = renderLicences([one, { ...one, name: 'b', text: 'two' }, { ...one, name: 'c', insideOf: ['d', 'e'] }]);
  expect(text).toMatch(/a 1: MIT\nc 1: MIT \(inside d and e\)\n=+\none\n/);
  expect(text.match(/^one$/gm)).toHaveLength(1);
});

test('the bill of materials names scope, licence expression and host as CycloneDX has them', () => {
  const packages = [{ name: '@a/b', version: '2.0.0', license: '(MIT OR Apache-2.0)', text: '', insideOf: ['c'] }];
  const bill = JSON.parse(renderBillOfMaterials(packages)) as Bill;
  expect(bill.components).toEqual([
    {
      type: 'library',
      'bom-ref': 'pkg:npm/%40a/b@2.0.0',
      group: '@a',
      name: 'b',
      version: '2.0.0',
      licenses: [{ expression: '(MIT OR Apache-2.0)' }],
      purl: 'pkg:npm/%40a/b@2.0.0',
      properties: [{ name: 'ebs-copy-mcp:inside-of', value: 'c' }],
    },
  ]);
});

test('dist has a bill of materials of the same packages as its licences, content-type among them', () => {
  const written = read('dist/bill-of-materials.cdx.json');
  const bill = JSON.parse(written) as Bill;
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  expect(bill.metadata.component).toMatchObject({ name: packageFile.name, version: packageFile.version });
  expect(written).not.toMatch(/timestamp|serialNumber|node_modules/);
  const listed = bill.components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name} ${version}`);
  const licensed = [...read('dist/LICENCES.txt').matchAll(/^((?:@[\w.-]+\/)?[\w.-]+ \d[\w.-]*): /gm)].map(
    ([, one]) => one,
  );
  expect(listed).toContain('content-type 1.0.5');
  expect(licensed.toSorted()).toEqual(listed.toSorted());
  const refs = bill.components.map((one) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  expect(bill.dependencies).toEqual([{ ref: bill.metadata.component['bom-ref'], dependsOn: refs }]);
});

test('LICENCES.txt holds the text of content-type', () => {
  expect(read('dist/LICENCES.txt')).toMatch(
    /^content-type 1\.0\.5: MIT \(inside .*\)\n=+\n\(The MIT License\)\n\nCopyright \(c\) 2015 Douglas Christopher Wilson\n/m,
  );
});
