// The operator's own plan key, by a variable or a file: whoever may read the table then cannot forge a plan.
import { readFile } from 'node:fs/promises';
import { TableProblem } from './table-problem.ts';

const LENGTH = 32;

/** `key` in base64. Undefined where none is given; throws a TableProblem when it cannot be read. */
export async function readGivenKey(given: { key?: string; keyFile?: string }): Promise<Uint8Array | undefined> {
  const { key, keyFile } = given;
  if (keyFile === undefined) return key === undefined ? undefined : Buffer.from(key, 'base64');
  const text = await readFile(keyFile, 'utf8').catch((problem: NodeJS.ErrnoException) => {
    throw new TableProblem(`The plan key cannot be read from EBS_COPY_PLAN_KEY_FILE (${problem.code ?? 'unknown'}).`);
  });
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length === LENGTH) return bytes;
  throw new TableProblem('The file of EBS_COPY_PLAN_KEY_FILE does not hold 32 bytes in base64.');
}
