// Files that settings name. A pipe or a device in the place of one would be read until somebody writes to it: such a read
// holds a thread of Node's four, also past the end of the server (seen with Node 20, 2026-11-29).
import { constants } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { failBeforeSending, type KnownFailure } from '../answers/known-failure.ts';
import { homePath } from './home-path.ts';

/** Rejects with an error without a code where it is no file. */
export async function readRegularFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) throw new Error('not a file');
    return await readFile(file, 'utf8');
  } finally {
    await file.close();
  }
}

/** In a few words. */
export function whyUnread(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'it is not a file';
}

/** Before the AWS SDK reads the cache of a sign-in by itself, which calls one that is absent expired. */
export async function refuseUnlessFile(path: string, absent: KnownFailure): Promise<void> {
  const seen = await stat(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') throw absent;
  });
  if (seen && !seen.isFile())
    throw failBeforeSending('setting-invalid', {
      setting: 'the cache of the sign-in is not a file',
      from: homePath(path),
    });
}
