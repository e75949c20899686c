// A home folder for the AWS SDK inside a test: nothing of this machine's accounts is seen.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

export interface AwsHome {
  folder: string;
  /** Writes a file below ~/.aws. */
  write(name: string, text: string): void;
  /** Writes a shell script; its path. */
  script(name: string, text: string): string;
}

/** Empties the environment of the variables of AWS and of proxies, and points HOME to a new folder; `vi.unstubAllEnvs`
 * takes it back. */
export function openAwsHome(variables: Record<string, string> = {}): AwsHome {
  for (const name of Object.keys(process.env)) if (/^AWS_|_proxy$/i.test(name)) vi.stubEnv(name, undefined);
  const home = temporaryFolder('ebs-copy-home-');
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  // One attempt a read: what an answer is called does not depend on how often it was asked for.
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return {
    folder: home,
    write(name, text) {
      const path = join(home, '.aws', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    script(name, text) {
      const path = join(home, name);
      writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      return path;
    },
  };
}

/** Variables of a key pair that the simulator takes. */
export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEDGE', AWS_SECRET_ACCESS_KEY: 'made-up' };
