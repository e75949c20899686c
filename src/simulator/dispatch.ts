import type { Action } from './action.ts';
import { copyVolumes } from './actions/copy-volumes.ts';
import { describeInstances } from './actions/describe-instances.ts';
import { describeVolumeStatus } from './actions/describe-volume-status.ts';
import { describeVolumes } from './actions/describe-volumes.ts';
import { describeVolumesModifications } from './actions/describe-volumes-modifications.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';
import { getEbsDefaultKmsKeyId } from './actions/get-ebs-default-kms-key-id.ts';
import { getEbsEncryptionByDefault } from './actions/get-ebs-encryption-by-default.ts';
import type { FaultRule } from './fault-injection.ts';
import type { Buckets } from './rules/throttling.ts';
import { readCredential } from './wire/authorization.ts';
import { Fault, fault, statusOf } from './wire/fault.ts';
import { growTree, type Node, type Pair } from './wire/query.ts';
import { renderFault, renderReply, renderStsFault, type Xml } from './wire/xml.ts';
import type { Switches } from './world/switches.ts';
import { principalOf, type VolumeRecord, type World } from './world/world.ts';

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [
    copyVolumes,
    describeInstances,
    describeVolumeStatus,
    describeVolumes,
    describeVolumesModifications,
    getCallerIdentity,
    getEbsDefaultKmsKeyId,
    getEbsEncryptionByDefault,
  ].map((action) => [action.name, action]),
);

// API versions: EC2's since 2016, STS's since 2011; neither has had another since.
const VERSIONS = { ec2: '2016-11-15', sts: '2011-06-15' } as const;
const EC2_NAMESPACE = `http://ec2.amazonaws.com/doc/${VERSIONS.ec2}/`;
const STS_NAMESPACE = `https://sts.amazonaws.com/doc/${VERSIONS.sts}/`;

export interface Request {
  pairs: readonly Pair[];
  authorization: string | undefined;
  requestId: string;
  /** Simulated ms since the epoch. */
  now: number;
  /** ms since the epoch by the wall clock, for what counts requests per second. */
  wallNow: number;
  /** The injected fault that strikes this request. */
  rule: FaultRule | undefined;
}

export interface Answer {
  status: number;
  body: string;
  /** `ok` or the error code. */
  outcome: string;
  created?: VolumeRecord;
}

/** What the front door keeps between requests. */
export interface House {
  world: World;
  switches: Switches;
  buckets: Buckets;
}

/** Answers one request, and changes the world when it is a copy. Never throws a Fault: it becomes the answer. */
export function answer(house: House, request: Request): Answer {
  const name = request.pairs.find(([key]) => key === 'Action')?.[1] ?? '';
  const isSts = name === getCallerIdentity.name;
  const done: { created?: VolumeRecord } = {};
  try {
    const injected = injectedFault(request.rule);
    if (injected !== undefined && request.rule?.afterCommit !== true) throw injected;
    const { action, content } = perform(house, request, name, (volume) => {
      done.created = volume;
    });
    if (injected !== undefined) throw injected;
    return { status: 200, body: renderSuccess(action, content, request.requestId), outcome: 'ok', ...done };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return { ...renderRefusal(thrown, request.requestId, isSts), ...done };
  }
}

/** An error answer in the form of the service that was asked. */
export function renderRefusal(refusal: Fault, requestId: string, isSts: boolean): Answer {
  const body = isSts
    ? renderStsFault(refusal.code, refusal.message, requestId, refusal.status)
    : renderFault(refusal.code, refusal.message, requestId);
  return { status: refusal.status, body, outcome: refusal.code };
}

function perform(house: House, request: Request, name: string, created: (volume: VolumeRecord) => void) {
  const { world, switches, buckets } = house;
  const tree = new Map<string, Node>(growTree(request.pairs));
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
  if (switches.requestBuckets && action.service === 'ec2') {
    const ids = switches.idsCountAsFilter ? ['VolumeId', 'InstanceId'] : [];
    const narrowed = ['Filter', 'MaxResults', 'NextToken', ...ids].some((member) => tree.has(member));
    buckets.take({ action: name, accountId: caller.accountId, region, narrowed }, request.wallNow);
  }
  const content = run({
    world,
    switches,
    now: request.now,
    region,
    caller,
    requestId: request.requestId,
    denial: request.rule?.kind === 'deny' ? request.rule : undefined,
    created,
  });
  return { action, content };
}

function injectedFault(rule: FaultRule | undefined): Fault | undefined {
  if (rule?.kind === 'throttle') {
    return new Fault(
      rule.code ?? 'RequestLimitExceeded',
      rule.message ?? 'Request limit exceeded.',
      rule.status ?? 503,
    );
  }
  if (rule?.kind !== 'error') return undefined;
  const code = rule.code ?? 'InternalError';
  return new Fault(code, rule.message ?? 'An internal error has occurred', rule.status ?? statusOf(code));
}

function renderSuccess(action: Action, content: readonly Xml[], requestId: string): string {
  if (action.service === 'ec2') {
    return renderReply(`${action.name}Response`, EC2_NAMESPACE, [['requestId', requestId], ...content]);
  }
  return renderReply(`${action.name}Response`, STS_NAMESPACE, [
    [`${action.name}Result`, content],
    ['ResponseMetadata', [['RequestId', requestId]]],
  ]);
}
