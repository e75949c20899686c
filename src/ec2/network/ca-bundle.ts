// The certificates that AWS_CA_BUNDLE, or ca_bundle of a profile, names.
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { type FoundSetting, settingInvalid } from '../settings/setting-sources.ts';

/**
 * PEM texts for TLS. As in the AWS CLI they take the place of the built-in authorities; those of NODE_EXTRA_CA_CERTS
 * stay, which Node would otherwise drop together with the built-in ones (Node 24, tls.createSecureContext, `ca`).
 */
export async function readCaBundle(bundle: FoundSetting, env: NodeJS.ProcessEnv): Promise<string[]> {
  const path = bundle.value.replace(/^~(?=\/)/, env.HOME || homedir());
  const text = await readPem(path).catch((thrown: NodeJS.ErrnoException) => {
    throw settingInvalid(bundle, `the file cannot be read (${thrown.code ?? 'it is not a file'})`);
  });
  if (!CERTIFICATE.test(text)) throw settingInvalid(bundle, 'the file has no certificate in PEM form');
  const extra = env.NODE_EXTRA_CA_CERTS ? await readPem(env.NODE_EXTRA_CA_CERTS).catch(() => '') : '';
  return CERTIFICATE.test(extra) ? [text, extra] : [text];
}

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/** Refuses pipes and devices, whose end nobody knows. */
async function readPem(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) throw new Error('not a file');
    return await readFile(file, 'utf8');
  } finally {
    await file.close();
  }
}
