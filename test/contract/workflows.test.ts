// The workflows: every action by its commit, no right that a job does not need.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../.github/workflows/', import.meta.url);
const names = readdirSync(folder);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** The part of one job: from its name to the next line of the same depth. */
function job(workflow: string, name: string): string {
  return new RegExp(`^ {2}${name}:\\n((?: {3,}.*\\n|\\n)*)`, 'm').exec(workflow)?.[1] ?? '';
}

/** The lines below `permissions:`, without comments. */
function permissions(part: string): string[] {
  const [, block = ''] = /^( *)permissions:\n((?:\1 +.*\n)*)/m.exec(part)?.slice(1) ?? [];
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

describe.each(names)('%s', (name) => {
  const workflow = text(name);

  it('names each action by a commit, with its version beside it', () => {
    const uses = [...workflow.matchAll(/uses: (.*)$/gm)].map(([, one = '']) => one);
    expect(uses.length).toBeGreaterThan(0);
    for (const one of uses) expect(one).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('leaves no credentials behind, and reads only unless a job says otherwise', () => {
    const checkouts = workflow.match(/uses: actions\/checkout@/g)?.length ?? 0;
    expect(workflow.match(/persist-credentials: false/g)?.length ?? 0).toBe(checkouts);
    expect(workflow).toMatch(/^permissions:(?: \{\}|\n {2}contents: read)\n/m);
    expect(workflow).not.toContain('pull_request_target');
  });

  it('takes no text from outside into a command', () => {
    expect([...workflow.matchAll(/run: .*\$\{\{/g)]).toEqual([]);
    for (const [, script = ''] of workflow.matchAll(/run: [|>]-?\n((?: {8,}.*\n)+)/g))
      expect(script).not.toContain('${{');
  });
});

function inOrder(part: string, steps: string[]): void {
  const at = steps.map((step) => part.indexOf(step));
  expect(at.every((index) => index > 0)).toBe(true);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
}

it('no package from a registry runs a script of its own', () => {
  const gate = readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8');
  for (const file of [gate, ...names.map(text)])
    for (const [line] of file.matchAll(/npm (?:ci|install) .*/g)) expect(line).toMatch(/--ignore-scripts|--offline/);
});

describe('release.yml', () => {
  const workflow = text('release.yml');

  it('gives each job only what it is for', () => {
    expect(
      Object.fromEntries(
        ['gate', 'pack', 'npm', 'github', 'registry'].map((name) => [name, permissions(job(workflow, name))]),
      ),
    ).toEqual({
      gate: ['contents: read'],
      pack: ['contents: read'],
      npm: ['id-token: write'],
      github: ['contents: write'],
      registry: ['id-token: write'],
    });
    expect([...workflow.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name)).toEqual(['NPM_TOKEN']);
    expect(workflow.match(/timeout-minutes: \d+/g)).toHaveLength(5);
  });

  it('checks versions and runs the gate before anything is packed, and publishes what was packed', () => {
    const gate = ['git merge-base --is-ancestor', 'check-release.ts "$GITHUB_REF_NAME"', 'bash .ci/run'];
    inOrder(job(workflow, 'gate'), gate);
    inOrder(job(workflow, 'pack'), ['needs: gate', 'npm ci --ignore-scripts', 'npm run pack:mcpb', 'upload-artifact']);
    for (const name of ['npm', 'github', 'registry']) {
      expect(job(workflow, name)).toContain('sha256sum --check --strict SHA256SUMS');
      expect(job(workflow, name)).not.toMatch(/npm ci|actions\/checkout/);
    }
    // What the gate runs beside the lockfile cannot change what is packed.
    expect(job(workflow, 'pack')).not.toContain('.ci/run');
    expect(job(workflow, 'npm')).toContain('--provenance');
    expect(job(workflow, 'registry')).toMatch(/needs: \[npm, github\]/);
    expect(job(workflow, 'registry')).toContain('mcp-publisher login github-oidc');
    expect(workflow).toMatch(/PUBLISHER_SHA256: [0-9a-f]{64}\n/);
  });
});
