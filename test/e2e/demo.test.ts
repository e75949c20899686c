// The demo as a newcomer starts it. It takes its ten seconds, so it is played once, and compared with README's picture
// of it too.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runDemo } from '../../src/cli/demo.ts';
import { ENTRY, run } from '../support/spawned-server.ts';

const { code, stdout, stderr } = await run(['demo']);

test('plays the whole story from the bundle, plain and narrow where nobody sees colours', () => {
  expect([code, stderr]).toEqual([0, '']);
  const told = stdout.replace(/\s+/g, ' ');
  expect(told).toContain('→ get_volume_status { attachedTo: "prod-db-1" }');
  expect(told).toContain('vol-0a1b2c3d4e5f60001 prod-db-1-data /dev/sdf data 500 GiB gp3, 6000 IOPS, 250 MiB/s');
  expect(told).toContain('would_copy: SIMULATED');
  expect(told).toMatch(/Iops 6000 IOPS 6000 IOPS/);
  expect(told).toContain('WARN type-defaults-to-gp2');
  expect(told).toContain('copied (now): SIMULATED');
  expect(told).toContain('copied (earlier): SIMULATED');
  expect(told).toContain('Copies of it in this Region now: 1 volume.');
  expect(told).toContain('] 100 % attachable: yes, full speed: yes');
  expect(told).toContain('Ready to attach, at full speed.');
  expect(stdout.match(/^SIMULATED \d\/5/gm)).toHaveLength(5);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(stdout).not.toContain('\x1b');
});

test('a server that does not start ends it with a sentence and exit code 1', async () => {
  const words: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => words.push(text) > 0) as typeof write;
  try {
    expect(await runDemo(`${ENTRY}.gone`)).toBe(1);
  } finally {
    process.stderr.write = write;
  }
  expect(words.join('')).toMatch(/^The demo stopped\. The server did not start: .*\n/);
});

test('README shows what it prints', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const played = stable(stdout);
  const shown = stable(/<!-- demo -->\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? '').filter((line) => line !== '…');
  expect(shown.length).toBeGreaterThan(15);
  let from = 0;
  for (const line of shown) {
    // How far the copy has come by then is another thing on another machine.
    const begins = line.endsWith(' …') ? line.slice(0, -1) : undefined;
    const at = played.findIndex((one, i) => i >= from && (begins ? one.startsWith(begins) : one === line));
    expect(at, `the demo does not print this line here any more: ${line}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
});

/** Lines without what differs from run to run: new ids, tokens, the day, and how far a bar has come. */
function stable(text: string): string[] {
  return text
    .replace(/vol-(?!0a1b2c3d4e5f6)[0-9a-f]{17}/g, 'vol-NEW')
    .replace(/\bp2[\w-]{61}(?![\w-])/g, 'TOKEN')
    .replace(/-copy-\d{4}-\d\d-\d\d/g, '-copy-TODAY')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'NOW')
    .replace(/\[[#-]+\] +\d+ %/g, '[BAR]')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean);
}
