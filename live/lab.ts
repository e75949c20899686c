// What the experiments of one run share: requests with their record, the journal, tags, tokens and the followed copy.
import { COPIES_OF_SOURCE, MOST_GIB } from './cost.ts';
import type { Lab, Unsent } from './experiment.ts';
import { followCopy } from './follow-copy.ts';
import { RUN_TAG } from './remove-volumes.ts';
import type { Edges, RunPlan } from './run-plan.ts';
import type { Timeline } from './timeline.ts';
import { itemsOf, type Params, type Reply, textOf } from './wire/reply.ts';
import { childText, type XmlElement } from './wire/xml.ts';

/** One request and its answer, as they were. */
export interface Exchange {
  action: string;
  request: string;
  status: number;
  body: string;
}

/** What a run sends, with a record of it. */
interface Recorder {
  ask: Lab['ask'];
  /** Forgets the exchanges of the experiment before. */
  begin(): void;
  /** Of this experiment: the first, the last, and those that show something new in the run. */
  recorded(): { exchanges: readonly Exchange[]; omitted: number };
  /** Ids of the volumes that were made. */
  made(): readonly string[];
  /** True once a request was sent that has made, or could have made, a volume. */
  sentCreates(): boolean;
  timeLeft: Lab['timeLeft'];
}

const KEPT_FIRST = 3;
// What settles an experiment mostly comes in the end.
const KEPT_LAST = 5;
const WAIT_MS = 1_000;
const WAITS = 60;
const TRIES = 3;
// Kept for the removal, which waits for copies to be created, and the rounds in which it lists what is left.
const REMOVAL_MS = 150_000;
const ROUNDS = 10;
const THROTTLED = ['RequestLimitExceeded', 'Unavailable', 'ServiceUnavailable', 'InternalError'];
const CREATES = ['CopyVolumes', 'CreateVolume'];

/** @param deadline ms since the epoch by which everything has to be removed */
function createRecorder(edges: Edges, deadline: number): Recorder {
  let exchanges: (Exchange & { isNew: boolean })[] = [];
  const seen = new Set<string>();
  let creates = false;
  let answers = 0;
  let answeringMs = 0;
  const made: string[] = [];
  // Where EC2 answers slowly, the removal takes as much longer.
  const timeLeft = () =>
    deadline - edges.now() - REMOVAL_MS - (answeringMs / Math.max(1, answers)) * (ROUNDS + 2 * made.length);
  const time = () => new Date(edges.now()).toISOString();

  const sendOnce = async (action: string, params: Params): Promise<Reply> => {
    // Reads may go on without end, but not while something waits for its removal.
    if ((creates || CREATES.includes(action)) && timeLeft() <= 0) throw new Error('The time of the run was up.');
    if (CREATES.includes(action)) {
      if (edges.stopped()) throw new Error('The run was stopped.');
      edges.journal.write({ kind: 'about-to-create', at: time(), action, request: JSON.stringify(params) });
    }
    const sent = edges.now();
    const reply = await edges.send(action, params);
    answers += 1;
    answeringMs += edges.now() - sent;
    const { request, status, body } = reply;
    const shows = `${action} ${status} ${reply.code} ${statesIn(body)}`;
    exchanges.push({ action, request, status, body, isNew: !seen.has(shows) });
    seen.add(shows);
    if (!CREATES.includes(action)) return reply;
    // Nothing is to be removed after a dry run that was answered as one.
    if (params.DryRun !== true || reply.code === 'ok' || reply.status === 0) creates = true;
    const id = reply.code === 'ok' ? textOf(reply, 'volumeId') : undefined;
    if (id !== undefined && !made.includes(id)) {
      made.push(id);
      edges.journal.write({ kind: 'created', at: time(), volume: id });
    }
    return reply;
  };

  return {
    begin() {
      exchanges = [];
    },
    recorded() {
      const last = exchanges.length - KEPT_LAST;
      const kept = exchanges.filter(({ isNew }, n) => n < KEPT_FIRST || n >= last || isNew);
      return {
        exchanges: kept.map(({ isNew: _, ...exchange }) => exchange),
        omitted: exchanges.length - kept.length,
      };
    },
    made: () => made,
    sentCreates: () => creates,
    timeLeft,
    async ask(action, params) {
      let reply = await sendOnce(action, params);
      // What creates is sent once: whether a first one arrived is for the journal and the tag to say.
      for (let tries = 1; tries < TRIES && THROTTLED.includes(reply.code) && !CREATES.includes(action); tries += 1) {
        await edges.sleep(WAIT_MS);
        reply = await sendOnce(action, params);
      }
      return reply;
    },
  };
}

/** The states of volumes, checks and initializations that a reply names. */
function statesIn(body: string): string {
  return [...new Set(body.match(/(?<=<status>)[\w-]+/g))].sort().join();
}

/** @param deadline ms since the epoch by which everything has to be removed */
export function createLab(plan: RunPlan, edges: Edges, deadline: number): Lab & Recorder {
  const { account, region, uses, run } = plan;
  const recorder = createRecorder(edges, deadline);
  let tokens = 0;
  let dryRunMadeVolume = false;
  let found: Promise<XmlElement | undefined> | undefined;
  let zone: Promise<string> | undefined;
  let timeline: Promise<Timeline | Reply> | undefined;
  let plain: Promise<Reply | Unsent> | undefined;

  const lab: Lab & Recorder = {
    ...recorder,
    account,
    region,
    uses,
    anyVolume() {
      found ??= findVolume(lab, plan.creates);
      return found;
    },
    async dryRun(params) {
      if (dryRunMadeVolume) return { unsent: 'An earlier dry run made a volume, so no further one is sent.' };
      const SourceVolumeId = params.SourceVolumeId ?? childText(await lab.anyVolume(), 'volumeId');
      if (SourceVolumeId === undefined)
        return { unsent: 'No volume of this account up to 40 GiB was found in the Region.' };
      const wanted = { VolumeType: 'gp3', ClientToken: lab.token(), ...params, SourceVolumeId, DryRun: true };
      const reply = await lab.ask('CopyVolumes', { ...runTag(run), ...wanted });
      dryRunMadeVolume = reply.code === 'ok';
      return reply;
    },
    plainDryRun() {
      plain ??= lab.dryRun({});
      return plain;
    },
    async makeVolume(params = {}, wait) {
      zone ??= findZone(lab);
      const settings = { AvailabilityZone: await zone, Size: 1, VolumeType: 'gp3' };
      const reply = await lab.ask('CreateVolume', { ...runTag(run), ...settings, ...params });
      const id = textOf(reply, 'volumeId');
      if (reply.code !== 'ok' || id === undefined) return reply;
      for (let waits = 0; wait !== false && waits < WAITS && (await lab.stateOf(id)) !== 'available'; waits += 1)
        await lab.sleep(WAIT_MS);
      return id;
    },
    ...createCopies(
      (params) => lab.ask('CopyVolumes', { ...runTag(run), ClientToken: lab.token(), ...params }),
      uses.source,
    ),
    async stateOf(id) {
      const reply = await lab.ask('DescribeVolumes', { 'VolumeId.1': id });
      return childText(itemsOf(reply, 'volumeSet')[0], 'status') ?? reply.code;
    },
    timeline() {
      timeline ??= follow(lab);
      return timeline;
    },
    token() {
      tokens += 1;
      return `${run}-${tokens}`;
    },
    now: edges.now,
    async sleep(ms) {
      if (edges.stopped()) throw new Error('The run was stopped.');
      await edges.sleep(ms);
    },
  };
  return lab;
}

/** @param named the volume of which only some copies may be made */
function createCopies(send: (params: Params) => Promise<Reply>, named: string | undefined) {
  let copiesOfNamed = 0;
  const copy: Lab['copy'] = (source, params = {}) => {
    if (source === named) copiesOfNamed += 1;
    return send({ ...params, SourceVolumeId: source });
  };
  const copyNamed: Lab['copyNamed'] = async (source) => {
    if (copiesOfNamed < COPIES_OF_SOURCE) return copy(source, { VolumeType: 'gp3' });
    return { unsent: 'The named volume was copied twice before, and a third copy could cost more than was said.' };
  };
  return { copy, copyNamed };
}

async function follow(lab: Lab): Promise<Timeline | Reply> {
  const source = lab.uses.source ?? (await lab.makeVolume());
  return typeof source === 'string' ? followCopy(lab, source) : source;
}

/**
 * The named source, the smallest volume of this account that can be copied, or one that is made. One of 1 GiB comes last:
 * no size is below it.
 */
async function findVolume(lab: Lab, creates: boolean): Promise<XmlElement | undefined> {
  const { source } = lab.uses;
  const reply = await lab.ask('DescribeVolumes', source ? { 'VolumeId.1': source } : { MaxResults: 100 });
  const [found] = itemsOf(reply, 'volumeSet')
    .filter(
      (volume) => canBeCopied(volume, lab.account) && (source !== undefined || isInRegionalZone(volume, lab.region)),
    )
    .sort((one, other) => rank(one) - rank(other));
  if (found !== undefined || source !== undefined || !creates) return found;
  const made = await lab.makeVolume();
  if (typeof made !== 'string') return undefined;
  return itemsOf(await lab.ask('DescribeVolumes', { 'VolumeId.1': made }), 'volumeSet')[0];
}

/**
 * A zone of the Region where volumes can be made: that of a listed one, or the first that EC2 names. Not a Local Zone or
 * a Wavelength Zone: there copies are not made everywhere.
 */
async function findZone({ ask, region }: Lab): Promise<string> {
  const volumes = itemsOf(await ask('DescribeVolumes', { MaxResults: 100 }), 'volumeSet');
  const listed = volumes.find((volume) => isInRegionalZone(volume, region));
  const used = childText(listed, 'availabilityZone');
  if (used !== undefined) return used;
  const zones = await ask('DescribeAvailabilityZones', {
    ...{ 'Filter.1.Name': 'zone-type', 'Filter.1.Value.1': 'availability-zone' },
    ...{ 'Filter.2.Name': 'state', 'Filter.2.Value.1': 'available' },
  });
  return textOf(zones, 'zoneName') ?? `${region}a`;
}

/** Zones of a Region are its name and a letter; Local Zones and Wavelength Zones have a place between (EC2 user guide, 2026-11). */
function isInRegionalZone(volume: XmlElement, region: string): boolean {
  const zone = childText(volume, 'availabilityZone') ?? `${region}a`;
  return zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length));
}

const sizeOf = (volume: XmlElement): number => Number(childText(volume, 'size') ?? Number.NaN);
const rank = (volume: XmlElement): number => (sizeOf(volume) < 2 ? Number.POSITIVE_INFINITY : sizeOf(volume));

function canBeCopied(volume: XmlElement, account: string): boolean {
  const operator = volume.children.find(({ name }) => name === 'operator');
  return (
    // A dry run that EC2 took for a real one would cost a fee for all of it.
    !(sizeOf(volume) > MOST_GIB) &&
    ['available', 'in-use'].includes(childText(volume, 'status') ?? '') &&
    (childText(volume, 'ownerId') ?? account) === account &&
    childText(operator, 'managed') !== 'true' &&
    childText(volume, 'outpostArn') === undefined
  );
}

function runTag(run: string): Params {
  return {
    'TagSpecification.1.ResourceType': 'volume',
    'TagSpecification.1.Tag.1.Key': RUN_TAG,
    'TagSpecification.1.Tag.1.Value': run,
  };
}
