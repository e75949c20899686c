import { type Denial, denied, type Permission } from './rules/permissions.ts';
import { fault } from './wire/fault.ts';
import type { Tree } from './wire/query.ts';
import { type ReadShape, readShape, type Shape } from './wire/shape.ts';
import type { Xml } from './wire/xml.ts';
import type { Switches } from './world/switches.ts';
import type { Principal, VolumeRecord, World } from './world/world.ts';

/** What an action works with. Times in simulated ms since the epoch. */
export interface Call {
  world: World;
  switches: Switches;
  now: number;
  region: string;
  caller: Principal;
  requestId: string;
  /** Set when a test wants the permission check to fail. */
  denial: Denial | undefined;
  /** Told of a volume that this call made. */
  created(volume: VolumeRecord): void;
}

export interface Action {
  name: string;
  service: 'ec2' | 'sts';
  /** Decodes and judges the form of the request; what comes back runs it once the caller is known. */
  prepare(tree: Tree, switches: Switches): (call: Call) => readonly Xml[];
}

/**
 * Declares an action.
 * @param declared.inspect judges what needs neither world nor caller: missing members, malformed ids
 */
export function declareAction<const S extends Shape>(declared: {
  name: string;
  service?: 'ec2' | 'sts';
  shape: S;
  inspect?: (input: ReadShape<S>, switches: Switches) => void;
  run: (input: ReadShape<S>, call: Call) => readonly Xml[];
}): Action {
  return {
    name: declared.name,
    service: declared.service ?? 'ec2',
    prepare(tree, switches) {
      const input = readShape(declared.shape, tree);
      declared.inspect?.(input, switches);
      return (call) => declared.run(input, call);
    },
  };
}

/**
 * The permission check.
 * @throws Fault UnauthorizedOperation when a denial was asked for
 */
export function authorize(call: Call, action: string, resource: string, permission: Permission = 'source'): void {
  if (call.denial !== undefined && (call.denial.permission ?? 'source') === permission)
    throw denied(call.caller, action, resource, call.denial);
}

/** EC2's answer to a permitted dry run (captured: status 412). */
export function dryRunAnswer() {
  return fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
}

/** How every Describe call begins: permission, then the dry-run answer, both before any id is looked at. */
export function beginRead(call: Call, action: string, dryRun: boolean | undefined): void {
  authorize(call, `ec2:${action}`, '*');
  if (dryRun === true) throw dryRunAnswer();
}
