// The certificates that AWS_CA_BUNDLE, or ca_bundle of a profile, names.
import { X509Certificate } from 'node:crypto';
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
  const blocks = text.match(CERTIFICATES);
  if (!blocks) throw settingInvalid(bundle, 'the file has no certificate in PEM form');
  // TLS says of a broken one that nothing is trusted, or fails with words that name no file.
  const broken = blocks.findIndex((block) => !isReadable(block));
  if (broken >= 0) throw settingInvalid(bundle, `certificate ${broken + 1} of the file cannot be read`);
  const extra = env.NODE_EXTRA_CA_CERTS ? await readRegularFile(env.NODE_EXTRA_CA_CERTS).catch(() => '') : '';
  // Node ignores broken ones there.
  return [...blocks, ...(extra.match(CERTIFICATES) ?? []).filter(isReadable)];
}

// Each from its first line up to that of the next, or to the end of the file where its own end is missing.
const CERTIFICATES = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----(?:(?!-----BEGIN )[\s\S])*/g;

function isReadable(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}
