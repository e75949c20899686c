// How requests leave this machine: endpoints, proxy and certificates, as the settings of AWS say it.
import type { SeenProxy, SeenSettings } from '../../ec2/settings/seen-settings.ts';
import type { Place } from '../../ports/ec2.ts';
import type { Check } from './check.ts';

/** `place` is absent when it is not known where requests go. */
export function networkChecks(
  settings: SeenSettings,
  place: Place | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Check[] {
  return [...endpointChecks(settings, place), proxyCheck(settings.proxy), ...certificateChecks(settings, env)];
}

function endpointChecks({ endpoints, variants }: SeenSettings, place: Place | undefined): Check[] {
  const check = { id: 'endpoint', label: 'Endpoint' };
  const kinds = variants.map(({ name, from }) => `${name} is on (${from}).`);
  if (endpoints.length === 0) return [{ ...check, level: 'ok', message: ["AWS's own endpoints.", ...kinds].join(' ') }];
  // One setting often stands for all services.
  const places = new Map(endpoints.map((one) => [`${one.value} ${one.name} ${one.from}`, one]));
  return [...places.values()].map(({ value, name, from }): Check => {
    const services = endpoints.filter((one) => one.value === value && one.name === name).map(({ service }) => service);
    const isForeign = services.includes('ec2') && place?.awsHost !== true;
    return {
      ...check,
      level: isForeign ? 'warn' : 'ok',
      message: `${services.join(', ')} at ${value}, by ${name} (${from}).`,
      ...(isForeign
        ? {
            advice:
              "It is not one of AWS's own hosts, so its answers are not EC2's. Remove the setting if it is not meant.",
          }
        : {}),
      facts: { services: services.join(','), endpoint: value },
    };
  });
}

function proxyCheck(proxy: SeenProxy): Check {
  const check = { id: 'proxy', label: 'Proxy' };
  switch (proxy.kind) {
    case 'none':
      return { ...check, level: 'ok', message: 'None: HTTPS_PROXY is not set.' };
    case 'used': {
      const except = proxy.noProxy.length > 0 ? `, except to ${proxy.noProxy.join(', ')}` : '';
      return {
        ...check,
        level: 'ok',
        message: `Requests go through ${proxy.url} (${proxy.from})${except}.`,
        facts: { proxy: proxy.url, from: proxy.from },
      };
    }
    case 'http-only':
      return {
        ...check,
        level: 'warn',
        message: `None is used: ${proxy.from} is set, but it is for http alone.`,
        advice: 'A proxy for AWS belongs in HTTPS_PROXY.',
      };
    case 'invalid':
      return {
        ...check,
        level: 'fail',
        message: `${proxy.from} is not the URL of a proxy, so nothing is sent.`,
        advice: `Set ${proxy.from} to ${proxy.form}`,
      };
  }
}

function certificateChecks({ caBundle }: SeenSettings, env: Readonly<Record<string, string | undefined>>): Check[] {
  const check = { id: 'certificates', label: 'Certificates' };
  const extra = env.NODE_EXTRA_CA_CERTS;
  const words = [
    caBundle ? `Those of ${caBundle.value}, by ${caBundle.name} (${caBundle.from}).` : "Node's own.",
    extra ? `Also those of ${extra} (NODE_EXTRA_CA_CERTS).` : undefined,
  ];
  const trusted: Check = { ...check, level: 'ok', message: words.filter(Boolean).join(' ') };
  // Node's own switch; the AWS clients follow it.
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return [trusted];
  return [
    {
      ...check,
      level: 'fail',
      message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so certificates are not checked at all.',
      advice: 'Remove it, and name the certificate of the company in AWS_CA_BUNDLE.',
    },
  ];
}
