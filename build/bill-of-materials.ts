// dist/bill-of-materials.cdx.json: what is in the bundle, for tools that look for packages with known faults. It holds
// no time and no serial number, so that the same packages give the same bytes.
// Source: CycloneDX 1.6, JSON reference, read 2026-11-28.
import packageFile from '../package.json' with { type: 'json' };
import type { BundledPackage } from './bundled-packages.ts';

type Identity = Pick<BundledPackage, 'name' | 'version' | 'license'>;

export function renderBillOfMaterials(packages: readonly BundledPackage[]): string {
  const components = packages.map((one) => ({
    type: 'library',
    ...identify(one),
    ...(one.insideOf
      ? { properties: one.insideOf.map((host) => ({ name: `${packageFile.name}:inside-of`, value: host })) }
      : {}),
  }));
  const product = { type: 'application', ...identify(packageFile) };
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: product },
    components,
    dependencies: [{ ref: product['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

function identify({ name, version, license }: Identity) {
  const [scope, plain = ''] = name.startsWith('@') ? name.split('/') : [undefined, name];
  // The @ of a scope is escaped in a package URL.
  const purl = `pkg:npm/${scope ? `${scope.replace('@', '%40')}/` : ''}${plain}@${version}`;
  return {
    'bom-ref': purl,
    ...(scope ? { group: scope } : {}),
    name: plain,
    version,
    licenses: [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }],
    purl,
  };
}
