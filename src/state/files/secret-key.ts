// The key that seals plans: 32 random bytes in the state directory (0600), shared by every server of this user.
import { join } from 'node:path';
import { NotTrusted, readTrusted } from './trusted-path.ts';
import { createDurably } from './write-durably.ts';

const LENGTH = 32;

/** Reads the key, or keeps `fresh` as the key. Rejects when the folder cannot be used, or the key not be believed. */
export async function loadKey(folder: string, fresh: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, 'plan.key');
  const known = await readKey(path);
  if (known) return known;
  try {
    await createDurably(path, Buffer.from(fresh).toString('base64'));
    return fresh;
  } catch (error) {
    // Another server of this user was faster.
    const theirs = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readKey(path) : undefined;
    if (theirs) return theirs;
    throw error;
  }
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  const text = await readTrusted(path);
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64');
  if (key.length !== LENGTH) throw new NotTrusted(`${path} holds no key of this server; remove it.`);
  return key;
}
