// The pages with generated sections, and manifest.json, as the code would have them now: for the generator, and for the
// tests that compare.
import { type PolicyScope, smallestPolicy } from '../src/cli/smallest-policy.ts';
import { OPTIONS } from '../src/config/options.ts';
import { SEND_TABLE } from '../src/consent/send-table.ts';
import { PROMPTS } from '../src/prompts/prompt-registry.ts';
import { TOOL_LIST } from '../src/schema/tool-list.ts';
import { FAILURES } from '../src/volume/errors/failure-catalogue.ts';
import { REFUSALS } from '../src/volume/errors/refusal.ts';
import { FINDING_CODES } from '../src/volume/rules/finding.ts';
import { COPY_OUTCOMES, STATUS_OUTCOMES } from '../src/volume/rules/outcome-table.ts';
import { renderManifest } from './render-manifest.ts';
import { fillSections, renderSections } from './render-sections.ts';

export function manifestText(): string {
  return renderManifest({ tools: TOOL_LIST, prompts: PROMPTS, options: OPTIONS });
}

/** The pages that hold generated sections. */
export const PAGES = [
  'ARCHITECTURE.md',
  'README.md',
  'docs/answers.md',
  'docs/hosts.md',
  'docs/iam.md',
  'docs/options.md',
  'docs/simulator.md',
  'docs/team-server.md',
];

/** A page with its sections renewed. */
export function pageText(written: string): string {
  const tables = renderSections({
    tools: TOOL_LIST,
    options: OPTIONS,
    copyOutcomes: COPY_OUTCOMES,
    statusOutcomes: STATUS_OUTCOMES,
    findings: FINDING_CODES,
    refusals: REFUSALS,
    failures: FAILURES,
    sendTable: SEND_TABLE,
  });
  return fillSections(written, { ...tables, ...renderPolicies() });
}

const EXAMPLE: PolicyScope = {
  mode: 'ask',
  withDryRun: false,
  partition: 'aws',
  regions: ['us-east-1'],
  accounts: ['111122223333'],
  requiredTags: [],
  keys: [],
  stamped: true,
};
const EXAMPLE_KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

/** The policies that `iam-policy` prints for such options, and what some options add. */
function renderPolicies(): Record<string, string> {
  const policy = (scope: Partial<PolicyScope>) => smallestPolicy({ ...EXAMPLE, ...scope });
  const plain = policy({}).Statement.map(({ Sid }) => Sid);
  const added = (scope: Partial<PolicyScope>) => policy(scope).Statement.filter(({ Sid }) => !plain.includes(Sid));
  const json = (value: object) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
  return {
    'iam-reads': json(policy({ mode: 'plan' })),
    'iam-copies': json(policy({})),
    'iam-keys': json(added({ keys: [EXAMPLE_KEY] })),
    'iam-tags': json(added({ requiredTags: ['may-be-copied=yes'] })),
  };
}
