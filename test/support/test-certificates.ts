// A certificate authority of a test, as a company has one, and a certificate of it for AWS's names and this machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export interface TestCertificates {
  /** The authority's certificate, as a file in PEM form. */
  bundle: string;
  /** For a TLS server. */
  tls: { key: string; cert: string };
}

const NAMES = ['localhost', '*.us-east-1.amazonaws.com', 'portal.sso.us-east-1.amazonaws.com'];
// The last is of documentation (RFC 3849): nobody has it.
const ADDRESSES = ['127.0.0.1', '::1', '2001:db8::5'];

export function makeCertificates(): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'ebs-copy-pki-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority');
  const names = [...NAMES.map((name) => `DNS:${name}`), ...ADDRESSES.map((address) => `IP:${address}`)].join(',');
  writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`);
  openssl('req', ...key, '-keyout', 'own.key', '-out', 'own.csr', '-subj', '/CN=localhost');
  openssl(
    ...['x509', '-req', '-in', 'own.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-out', 'own.pem', '-days', '2', '-extfile', 'names'],
  );
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { bundle: join(folder, 'ca.pem'), tls: { key: read('own.key'), cert: read('own.pem') } };
}
