// What an action of the simulated API is: its wire shape, what runs it, and what every action works with.
import { type DeniedAction, deniedFault, type Permission } from './rules/permissions.ts';
import { fault } from './wire/fault.ts';
import type { QueryTree } from './wire/query.ts';
import { type DecodedShape, decodeShape, type QueryShape } from './wire/query-shape.ts';
import type { Xml } from './wire/xml.ts';
import type { Principal, SimulatedWorld, VolumeRecord } from './world/simulated-world.ts';
import type { Switches } from './world/switches.ts';

/** What an action works with. Times in simulated ms since the epoch. */
export interface ActionContext {
  world: SimulatedWorld;
  switches: Switches;
  now: number;
  region: string;
  caller: Principal;
  requestId: string;
  /** Set when an injected rule makes the permission check fail. */
  denied: DeniedAction | undefined;
}

export interface ActionResult {
  /** The elements of a successful response, without its root. */
  content: readonly Xml[];
  /** The volume that this request made; a replayed token makes none. */
  created?: VolumeRecord;
}

export interface ActionHandler {
  name: string;
  service: 'ec2' | 'sts';
  /** Decodes and validates the form of the request; what it returns runs the action once the caller is known. */
  prepare(tree: QueryTree, switches: Switches): (context: ActionContext) => ActionResult;
}

/**
 * An action from its declaration.
 * @param declared.validate what needs neither world nor caller: missing members, malformed ids
 */
export function declareAction<const S extends QueryShape>(declared: {
  name: string;
  service?: 'ec2' | 'sts';
  shape: S;
  validate?: (input: DecodedShape<S>, switches: Switches) => void;
  run: (input: DecodedShape<S>, context: ActionContext) => ActionResult;
}): ActionHandler {
  return {
    name: declared.name,
    service: declared.service ?? 'ec2',
    prepare(tree, switches) {
      const input = decodeShape(declared.shape, tree);
      declared.validate?.(input, switches);
      return (context) => declared.run(input, context);
    },
  };
}

/**
 * The permission check.
 * @param action with its service, as in a policy: `ec2:CopyVolumes`
 * @param resource an ARN, or `*`
 * @throws Ec2Fault UnauthorizedOperation (AccessDenied for STS) when an injected rule denies this permission
 */
export function authorize(
  context: ActionContext,
  action: string,
  resource: string,
  permission: Permission = 'source',
): void {
  if (context.denied !== undefined && (context.denied.permission ?? 'source') === permission)
    throw deniedFault(context.caller, action, resource, context.denied);
}

/** EC2's answer to a permitted dry run: an error with status 412 (EC2 API reference, "Errors"; the status from moto's tests, 2026-08). */
export function dryRunFault() {
  return fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
}

/**
 * How every Describe action begins: permission, then the dry-run answer, both before any id is looked at. The order is
 * undocumented; an emulator modelled on native responses has it so (radkawar/stackd, 2026).
 * @throws Ec2Fault UnauthorizedOperation or DryRunOperation
 */
export function beginRead(context: ActionContext, action: string, dryRun: boolean | undefined): void {
  authorize(context, `ec2:${action}`, '*');
  if (dryRun === true) throw dryRunFault();
}
