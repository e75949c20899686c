import { expect, test } from 'vitest';
import { CopyOutput } from '../../src/schema/copy-output.ts';
import { StatusOutput } from '../../src/schema/status-output.ts';
import { answerInternalError } from '../../src/tools/internal-error.ts';
import { TOOLS } from '../../src/tools/registry.ts';

const ID = 'vol-0123456789abcdef0';

function afterBug(name: string, args: unknown) {
  const tool = TOOLS.find((one) => one.name === name);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  return tool.afterBug(args);
}

test.each<[name: string, args: unknown, outcome: string, summary: string]>([
  [
    'copy_volume',
    { SourceVolumeId: ID, DryRun: false },
    'unknown',
    'Not known whether a volume was created. A fault inside this server stopped the call.',
  ],
  [
    'copy_volume',
    { SourceVolumeId: ID },
    'failed',
    'Nothing was created. A fault inside this server stopped the call.',
  ],
  [
    'copy_volume',
    { SourceVolumeId: ID, DryRun: 'false' },
    'failed',
    'Nothing was created. A fault inside this server stopped the call.',
  ],
  ['copy_volume', undefined, 'failed', 'Nothing was created. A fault inside this server stopped the call.'],
  ['get_volume_status', { DryRun: false }, 'failed', 'A fault inside this server stopped the call.'],
])('a bug in %s with %j: %s', (name, args, outcome, summary) => {
  const { structured, text, isError } = answerInternalError(afterBug(name, args), true);
  expect(structured).toMatchObject({
    outcome,
    summary: `SIMULATED – nothing exists in AWS. ${summary}`,
    where: { simulated: true },
    error: { code: 'internal-fault', retry: 'never', whoCanFix: 'operator' },
  });
  expect(structured).toEqual((name === 'copy_volume' ? CopyOutput : StatusOutput).parse(structured));
  expect(text).toBe(
    `SIMULATED – nothing exists in AWS. ${summary}\nA fault inside this server; details are in its log (stderr). Look at the state with get_volume_status before anything is repeated.`,
  );
  expect(isError).toBe(true);
  expect(answerInternalError(afterBug(name, args), false).structured.summary).toBe(summary);
});
