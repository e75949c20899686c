// Makes one copy and follows it by DescribeVolumes and DescribeVolumeStatus.
import type { Lab } from './experiment.ts';
import { POLL_MS, type Sample, type Timeline } from './timeline.ts';
import { itemsOf, type Reply, textOf } from './wire/reply.ts';
import { childText, findElement, type XmlElement } from './wire/xml.ts';

// Close together at first: a new id is unknown for about a second, and a copy is created within a few.
const FIRST_MS = [0, 250, 500, 1_000, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000, 10_000];

const MARK = 'ebs-copy-mcp-live-followed';

/**
 * Makes a copy and follows it until it is initialized, has failed, or the time of the run is up; without data there is
 * no initialization, and it is followed until its checks have run.
 */
export async function followCopy(lab: Lab, source: string): Promise<Timeline | Reply> {
  const described = await lab.ask('DescribeVolumes', { 'VolumeId.1': source });
  const size = Number(textOf(described, 'size') ?? 1);
  // No other volume has this value.
  const mark = lab.token();
  const marked = { 'TagSpecification.1.Tag.2.Key': MARK, 'TagSpecification.1.Tag.2.Value': mark };
  const reply = await lab.copy(source, { VolumeType: 'gp3', ...marked });
  const id = textOf(reply, 'volumeId');
  if (reply.code !== 'ok' || id === undefined) return reply;
  const start = lab.now();
  const createTime = textOf(reply, 'createTime') ?? '';
  const samples: Sample[] = [];
  let copied: Timeline['copied'];
  for (let next = 0; !isOver(samples); next = FIRST_MS[samples.length] ?? next + POLL_MS) {
    if (start + next - lab.now() > lab.timeLeft()) break;
    await lab.sleep(Math.max(0, start + next - lab.now()));
    try {
      const before: Sample['listed'] = samples.at(-1)?.listed ?? { tag: false, 'create-time': false };
      const sample = await takeSample(lab, id, start);
      const listed = await readLists(lab, { id, mark, day: createTime.slice(0, 10) }, before);
      samples.push({ ...sample, listed });
      // Only a volume that was named has data, without which the copy is not initializing.
      if (source === lab.uses.source && copied === undefined && sample.state === 'available')
        copied = { at: lab.now() - start, reply: await lab.copyNamed(id) };
    } catch (error) {
      // What was seen before the time was up still counts.
      if (samples.length === 0 || lab.timeLeft() > 0) throw error;
      break;
    }
  }
  return { createTime, size, samples, ...(copied === undefined ? {} : { copied }) };
}

/** Asks until the copy is listed: what was listed once is not asked for again. */
async function readLists(
  lab: Lab,
  { id, mark, day }: { id: string; mark: string; day: string },
  before: Sample['listed'],
): Promise<Sample['listed']> {
  const holds = async (name: string, value: string) => {
    const reply = await lab.ask('DescribeVolumes', { 'Filter.1.Name': name, 'Filter.1.Value.1': value });
    if (reply.code !== 'ok') return `A list was refused (${reply.code}).`;
    if (itemsOf(reply, 'volumeSet').some((volume) => childText(volume, 'volumeId') === id)) return true;
    return textOf(reply, 'nextToken') ? 'The list has more than one page.' : false;
  };
  return {
    tag: before.tag === true || (await holds(`tag:${MARK}`, mark)),
    'create-time': before['create-time'] === true || (await holds('create-time', `${day}*`)),
  };
}

async function takeSample(lab: Lab, id: string, start: number): Promise<Omit<Sample, 'listed'>> {
  const volumes = await lab.ask('DescribeVolumes', { 'VolumeId.1': id });
  const status = await lab.ask('DescribeVolumeStatus', { 'VolumeId.1': id });
  const [volume] = itemsOf(volumes, 'volumeSet');
  const [row] = itemsOf(status, 'volumeStatusSet');
  const createTime = childText(volume, 'createTime');
  const checks = childText(findElement(row, 'volumeStatus'), 'status');
  const initialization = readInitialization(row);
  return {
    at: lab.now() - start,
    state: childText(volume, 'status') ?? volumes.code,
    ...(createTime === undefined ? {} : { createTime }),
    ...(checks === undefined ? {} : { checks }),
    ...(initialization === undefined ? {} : { initialization }),
  };
}

function readInitialization(row: XmlElement | undefined): Sample['initialization'] {
  const details = findElement(row, 'details')?.children ?? [];
  const state = details.find((one) => childText(one, 'name') === 'initialization-state');
  const progress = childText(findElement(row, 'initializationStatusDetails'), 'progress');
  const word = childText(state, 'status');
  if (word === undefined) return undefined;
  return { state: word, ...(progress === undefined ? {} : { progress: Number(progress) }) };
}

function isOver(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  if (last === undefined) return false;
  const wasSeen = samples.some(({ createTime }) => createTime !== undefined);
  if (last.state === 'error' || (wasSeen && last.state === 'InvalidVolume.NotFound')) return true;
  if (last.initialization !== undefined) return last.initialization.state === 'completed';
  return last.checks !== undefined && last.checks !== 'insufficient-data';
}
