// Custom endpoints of EC2 and STS, by the environment variables that the AWS SDKs read.
import { withoutSettingSecrets } from '../text/plain-text.ts';
import { printable } from './config-errors.ts';
import { isLoopback } from './loopback.ts';

export interface Endpoints {
  ec2?: string;
  sts?: string;
}

/** Requests carry credentials, so plain http is an error beyond this machine. */
export function readEndpoints(env: Readonly<Record<string, string>>, configErrors: string[]): Endpoints {
  if (/^true$/i.test(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? '')) return {};
  const read = (name: string): string | undefined => {
    const source = env[name] === undefined ? 'AWS_ENDPOINT_URL' : name;
    const value = env[source];
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    // Also where a # in a password makes the user name a host.
    const hasUser = value.includes('@');
    const isHttp = url !== undefined && /^https?:$/.test(url.protocol);
    if (!isHttp) configErrors.push(`${source}: "${printable(value)}" is not a URL such as https://host.`);
    else if (url.protocol === 'http:' && !isLoopback(url.hostname))
      configErrors.push(`${source}: plain http is only for this machine (127.0.0.1); use https.`);
    else if (hasUser) configErrors.push(`${source}: a URL with a user name or password is not taken.`);
    // The tools refuse then, and doctor shows it.
    return isHttp && !hasUser ? value : withoutSettingSecrets(value);
  };
  const ec2 = read('AWS_ENDPOINT_URL_EC2');
  // The general variable was judged already when it stands in for both.
  const sts =
    env.AWS_ENDPOINT_URL_STS === undefined && ec2 === env.AWS_ENDPOINT_URL ? ec2 : read('AWS_ENDPOINT_URL_STS');
  return { ...(ec2 ? { ec2 } : {}), ...(sts ? { sts } : {}) };
}
