// The runbooks: what they name exists, they fit the mode, and a copy takes its steps in order.
import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../src/prompts/prompt.ts';
import { PROMPTS } from '../../src/prompts/prompt-registry.ts';
import { renderPrompt } from '../../src/prompts/render-prompt.ts';
import { strangers } from '../support/known-names.ts';

const MODES = ['plan', 'ask', 'auto'] as const;

describe.each(PROMPTS.map((prompt) => [prompt.name, prompt] as const))('%s', (_, prompt) => {
  it.each(MODES)('in mode %s names only tools, arguments, members and values that exist', (mode) => {
    const text = renderPrompt(prompt, {}, { mode, simulated: false });
    expect(strangers(text)).toEqual([]);
    expect(text).toContain('`get_volume_status`');
  });

  it.each(MODES)('in mode %s is short: at most 1,000 tokens of four characters', (mode) => {
    expect(renderPrompt(prompt, {}, { mode, simulated: true }).length).toBeLessThanOrEqual(4_000);
  });

  it('says so when nothing is real', () => {
    expect(renderPrompt(prompt, {}, { mode: 'ask', simulated: true })).toMatch(
      /^Everything here is SIMULATED: nothing exists in AWS\.\n/,
    );
    expect(renderPrompt(prompt, {}, { mode: 'ask', simulated: false })).not.toContain('SIMULATED');
  });
});

it('a name that does not exist would be seen', () => {
  expect(
    strangers('`copy_volumes` `SourceVolumeID` `waitFor: ready` `waitSeconds: 60` `wait.done` `dryRun: false`'),
  ).toEqual(['copy_volumes', 'SourceVolumeID', 'waitFor: ready', 'waitSeconds: 60', 'wait.done', 'dryRun: false']);
  expect(strangers('`copy_volume` `SourceVolumeId` `waitFor: available` `wait.reached` `sourceMayChange`')).toEqual([]);
});

describe('a prompt that copies', () => {
  const copying = PROMPTS.filter(({ name }) => name === 'clone-for-test' || name === 'copy-before-change');
  const [find, rehearse, show, yes, copy, watch, handOver] = [
    'Find the source',
    'Rehearse.',
    'Show me the plan',
    'wait for my yes',
    'Copy once.',
    'Watch it.',
    'Hand over.',
  ];
  const shows = (prompt: Prompt, mode: (typeof MODES)[number], order: readonly (string | undefined)[]) => {
    const steps = prompt.steps(mode);
    const at = order.map((words = '') => steps.findIndex((step) => step.includes(words)));
    expect(at.every((index) => index >= 0)).toBe(true);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(new Set(at).size).toBe(at.length);
    return steps.join('\n');
  };

  it.each(copying.map((prompt) => [prompt.name, prompt] as const))(
    '%s finds, rehearses, shows, waits for the yes, copies once, watches and hands over',
    (_, prompt) => {
      for (const mode of ['ask', 'auto'] as const) {
        const text = shows(prompt, mode, [find, rehearse, show, yes, copy, watch, handOver]);
        expect(text).toContain('`DryRun: false` and the `ClientToken` of the rehearsal, unchanged');
        expect(text).toContain('never another `ClientToken` for the same copy');
      }
    },
  );

  it.each(copying.map((prompt) => [prompt.name, prompt] as const))(
    '%s stops after the plan in mode plan',
    (_, prompt) => {
      const text = shows(prompt, 'plan', [find, rehearse, show, 'Stop there. This server only rehearses']);
      expect(text).toContain('do not call it with `DryRun: false`');
      for (const words of [yes, copy, watch, handOver]) expect(text).not.toContain(words);
    },
  );

  it.each(copying.map((prompt) => [prompt.name, prompt] as const))('%s says who asks', (_, prompt) => {
    const ask = prompt.steps('ask').join('\n');
    expect(ask).toContain('a form or on a page that only I can answer');
    expect(ask).toContain('On `approval_needed` tell me where to answer');
    const auto = prompt.steps('auto').join('\n');
    expect(auto).toContain('The server will not ask again: your next call makes the volume and its cost.');
    expect(auto).not.toContain('approval_needed');
  });
});

it('copy-before-change says when the change may start, and not earlier', () => {
  const text = PROMPTS.find(({ name }) => name === 'copy-before-change')
    ?.steps('ask')
    .join('\n');
  expect(text).toContain('may start once `sourceMayChange` of the copy is true, and name `dataAsOf`');
  expect(text).toContain('The pause is needed only until the real copy is answered.');
});

it('forgotten-copies and why-slow never speak of making a copy or of running a deletion', () => {
  for (const name of ['forgotten-copies', 'why-slow']) {
    const text =
      PROMPTS.find((one) => one.name === name)
        ?.steps('auto')
        .join('\n') ?? '';
    expect(text).not.toContain('copy_volume');
    expect(text).not.toContain('`DryRun');
  }
  const forgotten = PROMPTS.find(({ name }) => name === 'forgotten-copies')
    ?.steps('auto')
    .join('\n');
  expect(forgotten).toContain('Do not run these commands yourself, by no other tool either.');
  expect(forgotten).toContain('wait for my answer');
});
