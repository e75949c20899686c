// Lines arrive whole however they were cut; one that is too long is left out and told once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundLines } from '../../src/serve/bounded-lines.ts';
import { propertyRuns } from '../support/property-runs.ts';

const MOST = 20;

async function pass(chunks: readonly Buffer[]): Promise<{ out: string[]; dropped: number }> {
  let dropped = 0;
  const out: string[] = [];
  const lines = boundLines(
    MOST,
    (line) => out.push(line.toString('latin1')),
    () => {
      dropped += 1;
    },
  );
  for (const chunk of chunks) lines.write(chunk);
  await new Promise((resolve) => lines.end(resolve));
  return { out, dropped };
}

test('each line within the bound comes in one piece, the others not at all', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\n', ' '));
  const check = fc.asyncProperty(
    fc.array(line),
    fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
    async (all, cuts) => {
      const sent = all.map((one) => Buffer.from(`${one}\n`));
      let rest = Buffer.concat(sent);
      const chunks: Buffer[] = [];
      while (rest.length > 0) {
        const size = cuts.next().value ?? 1;
        chunks.push(rest.subarray(0, size));
        rest = rest.subarray(size);
      }
      const short = sent.filter(({ length }) => length <= MOST).map((one) => one.toString('latin1'));
      expect(await pass(chunks)).toEqual({ out: short, dropped: all.length - short.length });
    },
  );
  await fc.assert(check, propertyRuns());
});

test('a line without an end is dropped as soon as it is too long', async () => {
  expect(await pass(Array.from({ length: 50 }, () => Buffer.alloc(MOST, 120)))).toEqual({ out: [], dropped: 1 });
});
