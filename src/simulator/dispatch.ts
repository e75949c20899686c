// From a parsed request to its response: the list of actions, what is checked before any of them, and who calls.
import type { ActionHandler, ActionResult } from './action.ts';
import { attachVolume } from './actions/attach-volume.ts';
import { copyVolumes } from './actions/copy-volumes.ts';
import { createSnapshot, createSnapshots } from './actions/create-snapshots.ts';
import { createVolume } from './actions/create-volume.ts';
import { deleteVolume } from './actions/delete-volume.ts';
import { describeInstances } from './actions/describe-instances.ts';
import { describeVolumeStatus } from './actions/describe-volume-status.ts';
import { describeVolumes } from './actions/describe-volumes.ts';
import { describeVolumesModifications } from './actions/describe-volumes-modifications.ts';
import { getEbsDefaultKmsKeyId, getEbsEncryptionByDefault } from './actions/encryption-defaults.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';
import { modifyVolume } from './actions/modify-volume.ts';
import { type FaultRule, injectedFault } from './fault-injection.ts';
import { type ActionResponse, faultResponse } from './response.ts';
import type { Throttling } from './rules/throttling.ts';
import { readCredential } from './wire/authorization.ts';
import { Ec2Fault, fault } from './wire/fault.ts';
import { buildTree, type QueryNode, type QueryPair } from './wire/query.ts';
import { renderResponse } from './wire/xml.ts';
import { principalOf, type SimulatedWorld, type VolumeRecord } from './world/simulated-world.ts';
import type { Switches } from './world/switches.ts';

/**
 * Every action of the simulator; any other answers InvalidAction. Beside those that the server calls there are those of
 * the commands that it hands to a person, and those of `npm run live`. A further one is a file in actions/ and a line here.
 */
const ACTIONS: ReadonlyMap<string, ActionHandler> = new Map(
  [
    attachVolume,
    copyVolumes,
    createSnapshot,
    createSnapshots,
    createVolume,
    deleteVolume,
    describeInstances,
    describeVolumeStatus,
    describeVolumes,
    describeVolumesModifications,
    getCallerIdentity,
    getEbsDefaultKmsKeyId,
    getEbsEncryptionByDefault,
    modifyVolume,
  ].map((action) => [action.name, action]),
);

// API versions: EC2's since 2016, STS's since 2011; neither has had another since (their API references, 2026-11).
const VERSIONS = { ec2: '2016-11-15', sts: '2011-06-15' } as const;
const EC2_NAMESPACE = `http://ec2.amazonaws.com/doc/${VERSIONS.ec2}/`;
const STS_NAMESPACE = `https://sts.amazonaws.com/doc/${VERSIONS.sts}/`;

export interface ParsedRequest {
  pairs: readonly QueryPair[];
  /** The header as it came. */
  authorization: string | undefined;
  requestId: string;
  /** Simulated ms since the epoch. */
  now: number;
  /** ms since the epoch by the wall clock, for what counts requests per second. */
  wallNow: number;
  /** The injected rule that applies to this request. */
  rule: FaultRule | undefined;
}

/** What a simulator keeps between requests. */
export interface SimulatorState {
  world: SimulatedWorld;
  switches: Switches;
  throttling: Throttling;
}

/** The response to one request; changes the world when it is a copy. An Ec2Fault becomes the response, a bug is thrown. */
export function dispatch(state: SimulatorState, request: ParsedRequest): ActionResponse {
  const name = request.pairs.find(([key]) => key === 'Action')?.[1] ?? '';
  let created: { created?: VolumeRecord } = {};
  try {
    const injected = injectedFault(request.rule);
    if (injected !== undefined && request.rule?.afterCommit !== true) throw injected;
    const { action, result } = runAction(state, request, name);
    if (result.created !== undefined) created = { created: result.created };
    if (injected !== undefined) throw injected;
    return { status: 200, body: renderSuccess(action, result, request.requestId), outcome: 'ok', ...created };
  } catch (thrown) {
    if (!(thrown instanceof Ec2Fault)) throw thrown;
    const isSts = name === getCallerIdentity.name;
    return { ...faultResponse(thrown, request.requestId, isSts), ...created };
  }
}

function runAction(
  { world, switches, throttling }: SimulatorState,
  request: ParsedRequest,
  name: string,
): { action: ActionHandler; result: ActionResult } {
  const tree = new Map<string, QueryNode>(buildTree(request.pairs));
  if (name === '') throw fault('MissingAction', 'The request must contain the parameter Action');
  const action = ACTIONS.get(name);
  if (action === undefined) {
    throw fault('InvalidAction', `The action ${name} is not valid for this web service.`);
  }
  const version = tree.get('Version');
  if (version !== VERSIONS[action.service]) {
    throw fault('NoSuchVersion', `The requested version (${String(version)}) of the service does not exist`);
  }
  tree.delete('Action');
  tree.delete('Version');
  const run = action.prepare(tree, switches);
  const { accessKey, region } = readCredential(request.authorization);
  const caller = principalOf(world, accessKey);
  if (switches.requestThrottling && action.service === 'ec2') {
    const ids = switches.idsCountAsFilter ? ['VolumeId', 'InstanceId'] : [];
    const narrowed = ['Filter', 'MaxResults', 'NextToken', ...ids].some((member) => tree.has(member));
    throttling.take({ action: name, accountId: caller.accountId, region, narrowed }, request.wallNow);
  }
  const denied = request.rule?.kind === 'deny' ? request.rule : undefined;
  const { now, requestId } = request;
  return { action, result: run({ world, switches, now, region, caller, requestId, denied }) };
}

function renderSuccess(action: ActionHandler, { content }: ActionResult, requestId: string): string {
  if (action.service === 'ec2') {
    return renderResponse(`${action.name}Response`, EC2_NAMESPACE, [['requestId', requestId], ...content]);
  }
  return renderResponse(`${action.name}Response`, STS_NAMESPACE, [
    [`${action.name}Result`, content],
    ['ResponseMetadata', [['RequestId', requestId]]],
  ]);
}
