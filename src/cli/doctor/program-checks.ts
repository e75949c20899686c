// The program itself: its version, Node's, its options, and the policy files that lower them.

import { applyPolicy, type Permitted, readPolicy } from '../../config/policy.ts';
import type { PolicyText } from '../../config/policy-file.ts';
import { LIMITS, type LimitKey, type Mode } from '../../consent/limits-table.ts';
import type { Check } from './check.ts';

export interface ProgramFacts {
  version: string;
  /** As process.versions.node has it. */
  node: string;
  /** "linux x64". */
  system: string;
  /** What the options alone ask for. */
  asked: Permitted;
  profiles: readonly string[];
  /** Of the options, the policy files and both together. */
  configErrors: readonly string[];
  /** Undefined when no home is known, so that nobody can tell. */
  policyFiles: readonly PolicyText[] | undefined;
}

const OLDEST_NODE = 20;
const GOOD_NODE = 22;

export function programChecks(facts: ProgramFacts): Check[] {
  return [versionCheck(facts), ...optionChecks(facts), ...policyChecks(facts)];
}

function versionCheck({ version, node, system }: ProgramFacts): Check {
  const major = Number.parseInt(node, 10);
  const check: Check = {
    id: 'version',
    level: 'ok',
    label: 'Version',
    message: `ebs-copy-mcp ${version} on Node ${node} (${system}).`,
    facts: { version, node, system },
  };
  if (major >= GOOD_NODE) return check;
  return {
    ...check,
    level: major < OLDEST_NODE ? 'fail' : 'warn',
    advice:
      major < OLDEST_NODE
        ? 'Install Node 22 or 24, and name it by its full path in the configuration of the host.'
        : 'Node 20 works until the AWS SDK drops it in January 2027: install Node 22 or 24.',
  };
}

const MODE_WORDS: Record<Mode, string> = {
  plan: 'Mode plan: copies are rehearsed and never made.',
  ask: 'Mode ask: a person says yes to each real copy.',
  auto: 'Mode auto: real copies are made without asking a person.',
};

function optionChecks({ asked, profiles, configErrors }: ProgramFacts): Check[] {
  if (configErrors.length > 0) {
    return configErrors.map((error) => ({
      id: 'options',
      level: 'fail' as const,
      label: 'Options',
      message: error,
      advice: 'Correct it where the server is configured. Until then its tools refuse everything.',
    }));
  }
  const limits = describeLimits(asked);
  const words = [
    MODE_WORDS[asked.mode],
    profiles.length > 0 ? `Profiles: ${profiles.join(', ')}.` : undefined,
    asked.regions.length > 0 ? `Regions: ${asked.regions.join(', ')}.` : undefined,
    limits.length > 0 ? `Limits: ${limits.join(', ')}.` : undefined,
  ];
  return [
    {
      id: 'options',
      level: 'ok',
      label: 'Options',
      message: words.filter(Boolean).join(' '),
      facts: { mode: asked.mode },
    },
  ];
}

/** What is wrong with a file stands among the errors of the options. */
function policyChecks({ asked, policyFiles }: ProgramFacts): Check[] {
  if (policyFiles === undefined) return [];
  if (policyFiles.length === 0)
    return [
      { id: 'policy', level: 'ok', label: 'Policy files', message: 'There are none, so nothing lowers the options.' },
    ];
  let before = asked;
  return policyFiles.map(({ file, text }): Check => {
    const check = { id: 'policy', label: 'Policy file', facts: { file } };
    const read = text === undefined ? undefined : readPolicy(text, file);
    if (!read || read.configErrors.length > 0) return { ...check, level: 'fail', message: `${file} cannot be used.` };
    const { permitted } = applyPolicy(before, read.policy);
    const lowered = loweredBy(before, permitted);
    before = permitted;
    const message =
      lowered.length > 0 ? `${file} lowers ${lowered.join(', ')}.` : `${file} lowers nothing that the options ask for.`;
    return { ...check, level: 'ok', message };
  });
}

/** "mode to plan", "max-size to 100". */
function loweredBy(before: Permitted, after: Permitted): string[] {
  const changed = <T>(name: string, from: T, to: T) =>
    JSON.stringify(from) === JSON.stringify(to) || to === undefined ? [] : [`${name} to ${words(to)}`];
  return [
    ...changed('mode', before.mode, after.mode),
    ...changed('Regions', before.regions, after.regions),
    ...(Object.keys(LIMITS) as LimitKey[]).flatMap((key) =>
      changed(LIMITS[key].option, before.limits[key], after.limits[key]),
    ),
  ];
}

function describeLimits({ limits }: Permitted): string[] {
  return (Object.keys(LIMITS) as LimitKey[]).flatMap((key) => {
    const value = limits[key];
    return value === undefined || (Array.isArray(value) && value.length === 0)
      ? []
      : [`${LIMITS[key].option} ${words(value)}`];
  });
}

function words(value: unknown): string {
  return Array.isArray(value) ? value.join(' and ') : String(value);
}
