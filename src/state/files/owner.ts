// Who holds a claim: a process of a machine. One that is known to be gone holds nothing.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Unique for a process. `random` keeps two apart that get the same process id. */
export function ownerOf(random: string): string {
  return `${machine()}|${process.pid}|${random}`;
}

/** False whenever it cannot be told from here: a claim then ends by its time. */
export function isDead(owner: string): boolean {
  const [where, pid] = owner.split('|');
  if (where !== machine() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Host, its start, and process table: machines may share a name and a folder, containers a host and a folder, and none
 * of them sees the processes of another. Where that is not known, nobody is known to be gone.
 */
function machine(): string {
  try {
    const start = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return [hostname(), start, readlinkSync('/proc/self/ns/pid')].join(' ');
  } catch {
    // Only Linux has them.
    return hostname();
  }
}
