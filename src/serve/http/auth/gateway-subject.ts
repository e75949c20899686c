// Who calls, by what a gateway in front says about a request that it let through.
import type { HttpRefusal } from '../http-refusal.ts';
import type { Subject } from './subject.ts';

export type GatewayRule = { header: string } | { caller: string };

// Letters of any language and no control characters: it ends in a log line and, cleaned, in CloudTrail.
const NAME = /^[^\p{C}\s](?:[^\p{C}]{0,254}[^\p{C}\s])?$/u;

/** `values`: what the header of the rule had, each as often as it came. */
export function subjectOfGateway(rule: GatewayRule, values: readonly string[]): Subject | HttpRefusal {
  if ('caller' in rule) return { key: rule.caller, name: rule.caller, kind: 'named' };
  const [value, ...more] = values;
  // Two of them: the gateway added its own beside the caller's, and nobody can tell which is which.
  if (more.length > 0) return refuse(`The header ${rule.header} came more than once: the gateway must replace it.`);
  // Header values arrive as Latin-1.
  const name = value === undefined ? '' : Buffer.from(value, 'latin1').toString('utf8').trim();
  if (!NAME.test(name)) return refuse(`The gateway names no caller in the header ${rule.header}.`);
  return { key: name, name, kind: 'named' };
}

function refuse(message: string): HttpRefusal {
  return { status: 403, message };
}
