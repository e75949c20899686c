// A disk without hard links (FAT, some network mounts): a file of its own, since it replaces a module.
import { open } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { createSendsInFolder } from '../../../src/state/files/sends-in-folder.ts';
import { RULES } from '../../support/record-rules.ts';
import { claim, NOON, sendOf } from '../../support/send-records-suite.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<object>()),
  link: async () => {
    throw Object.assign(new Error('link'), { code: 'EPERM' });
  },
}));

test('of a claim that a full disk cut off nothing stays: later it is made', async () => {
  const folder = temporaryFolder('no-links-');
  const sends = createSendsInFolder(folder, RULES, () => NOON, 'one');
  const handle = await open(folder, 'r');
  const kind = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const { writeFile } = kind;
  let written = 0;
  // Of the three entries of a claim, each written twice, the last has no room under its own name.
  const full = vi.spyOn(kind, 'writeFile').mockImplementation(async function (this: typeof handle, text) {
    written += 1;
    if (written === 6) throw Object.assign(new Error('write'), { code: 'ENOSPC' });
    await writeFile.call(this, text);
  });
  await expect(claim(sends, sendOf('t1'))).rejects.toMatchObject({ code: 'ENOSPC' });
  full.mockRestore();
  expect(await sends.byToken('t1')).toBeUndefined();
  const later = createSendsInFolder(folder, RULES, () => NOON + 60_000, 'one');
  expect(await claim(later, sendOf('t1'))).toBe(true);
  expect(await later.byToken('t1')).toEqual(sendOf('t1'));
});
