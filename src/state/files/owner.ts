// Who holds a claim: a process of a machine. One that is known to be gone holds nothing.
import { readlinkSync } from 'node:fs';
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

/** Host and process table: containers may share a name and a folder, and do not see each other's processes. */
function machine(): string {
  let table = '';
  try {
    table = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has it.
  }
  return `${hostname()}${table}`;
}
