import type { Deps, SharedReads } from '../tools/tool.ts';
import { openOnce } from './share-answer.ts';
import { openWatch } from './watch-volumes.ts';

/** One for a process. */
export function createSharedReads(ports: Pick<Deps, 'ec2' | 'now' | 'sleep' | 'progressSeen'>): SharedReads {
  return { watch: openWatch(ports), once: openOnce(ports.now) };
}
