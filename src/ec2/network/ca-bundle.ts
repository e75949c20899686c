// The certificates that AWS_CA_BUNDLE, or ca_bundle of a profile, names.
import { homedir } from 'node:os';
import { readRegularFile, whyUnread } from '../settings/regular-file.ts';
import { type FoundSetting, settingInvalid } from '../settings/setting-sources.ts';

/**
 * PEM texts for TLS. As in the AWS CLI they take the place of the built-in authorities; those of NODE_EXTRA_CA_CERTS
 * stay, which Node would otherwise drop together with the built-in ones (Node 24, tls.createSecureContext, `ca`).
 */
export async function readCaBundle(bundle: FoundSetting, env: NodeJS.ProcessEnv): Promise<string[]> {
  const path = bundle.value.replace(/^~(?=\/)/, env.HOME || homedir());
  const text = await readRegularFile(path).catch((thrown) => {
    throw settingInvalid(bundle, `the file cannot be read (${whyUnread(thrown)})`);
  });
  if (!CERTIFICATE.test(text)) throw settingInvalid(bundle, 'the file has no certificate in PEM form');
  const extra = env.NODE_EXTRA_CA_CERTS ? await readRegularFile(env.NODE_EXTRA_CA_CERTS).catch(() => '') : '';
  return CERTIFICATE.test(extra) ? [text, extra] : [text];
}

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;
