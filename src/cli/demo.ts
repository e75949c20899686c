// `ebs-copy-mcp demo`: one copy from beginning to end, as an assistant would make it, on the embedded EC2.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NextCall } from '../volume/answers/result-parts.ts';
import type { VolumeSummary } from '../volume/reading/summary.ts';
import { connectDemo, type DemoClient, DemoStopped } from './demo-client.ts';
import {
  barLine,
  callScreen,
  copiedScreen,
  countScreen,
  lastScreen,
  lossScreen,
  planScreen,
  stepLine,
  titleScreen,
  volumesScreen,
} from './demo-screens.ts';
import { createPaint, type Paint, wantsColour } from './paint.ts';

// The source has 180 GiB written: about 65 simulated minutes to initialize, so about nine seconds of a person's time.
const MINUTES_A_SECOND = 7.5;
const POLL_MS = 300;
const MOST_POLLS = 200;

/** Plays the demo with the server at `entry`; the exit code of the process. */
export async function runDemo(entry: string): Promise<number> {
  const terminal = process.stdout.isTTY === true;
  const paint = createPaint(wantsColour(terminal, process.env), process.stdout.columns);
  // A reader that leaves early, as `| head` does, is no failure.
  process.stdout.once('error', () => process.exit(0));
  let client: DemoClient | undefined;
  // A record of its own: the demo joins no copy of an earlier one, and nothing of it stays.
  const state = mkdtempSync(join(tmpdir(), 'ebs-copy-demo-'));
  try {
    const speed = String(MINUTES_A_SECOND * 60);
    client = await connectDemo(entry, ['--simulate', '--mode', 'auto', '--speed', speed, '--state-dir', state]);
    await playDemo(client, paint, terminal, commandOf(entry, process.cwd()));
    return 0;
  } catch (error) {
    if (!(error instanceof DemoStopped)) throw error;
    process.stderr.write(`The demo stopped. ${error.message}\n${client?.stderrText() ?? ''}`);
    return 1;
  } finally {
    await client?.close();
    rmSync(state, { recursive: true, force: true });
  }
}

async function playDemo(client: DemoClient, paint: Paint, terminal: boolean, command: string): Promise<void> {
  const copyVolume = (args: Record<string, unknown>) => {
    print(callScreen('copy_volume', args, paint));
    return client.copyVolume(args);
  };
  const getVolumeStatus = (args: Record<string, unknown>) => {
    print(callScreen('get_volume_status', args, paint));
    return client.getVolumeStatus(args);
  };
  print(titleScreen(client.serverVersion, MINUTES_A_SECOND, paint));

  print(stepLine(1, 'Find the data volume of prod-db-1', paint));
  const found = await getVolumeStatus({ attachedTo: 'prod-db-1' });
  print(volumesScreen(found.Volumes, paint));
  const proposed = pick(found.next, (call) => call.tool === 'copy_volume', 'no copy of a volume was proposed');

  print(stepLine(2, 'Rehearse what the server proposes: nothing is created', paint));
  const plan = await copyVolume(proposed.arguments);
  print(planScreen(plan, paint));
  print(['', '  And without naming a type?']);
  print(lossScreen(await copyVolume({ SourceVolumeId: proposed.arguments.SourceVolumeId }), paint));
  const real = pick(plan.next, (call) => call.arguments.DryRun === false, 'the rehearsal offered no real copy');

  print(stepLine(3, 'A person said yes: copy once', paint));
  const copy = await copyVolume(real.arguments);
  print(copiedScreen(copy, paint));
  const made = pick(copy.Volumes, () => true, 'the copy came without a volume');
  print(['', '  The same call again, as after a lost answer:']);
  const again = await copyVolume(real.arguments);
  print(copiedScreen({ ...again, Volumes: [] }, paint));
  const { Volumes } = await client.getVolumeStatus({ copiesOf: real.arguments.SourceVolumeId });
  print(countScreen(Volumes, paint));

  print(stepLine(4, 'Wait until it is at full speed', paint));
  print(callScreen('get_volume_status', { VolumeIds: [made.VolumeId] }, paint));
  const summary = await watch(client, made.VolumeId, terminal, paint.width);

  print(stepLine(5, 'What now', paint));
  print(lastScreen(summary, copy, command, paint));
}

/** Draws the bar until the volume is initialized; the summary of the last answer. */
async function watch(client: DemoClient, id: string, terminal: boolean, width: number): Promise<string> {
  let quarter = -1;
  for (let polls = 0; polls < MOST_POLLS; polls++) {
    const status = await client.getVolumeStatus({ VolumeIds: [id] });
    const volume = pick(status.Volumes, (one) => one.VolumeId === id, `${id} was not found`);
    const done = isDone(volume);
    const reached = Math.floor((volume.initialization?.percent ?? 0) / 25);
    if (terminal) process.stdout.write(`\r\x1b[2K${barLine(volume, true, width)}${done ? '\n' : ''}`);
    else if (reached > quarter) print([barLine(volume, false, width)]);
    if (done) return status.summary;
    quarter = reached;
    await pause(POLL_MS);
  }
  throw new DemoStopped(`${id} was not initialized after ${(MOST_POLLS * POLL_MS) / 1000} seconds.`);
}

/** How this program was started, to type it again: by its name, by npx, or as a file. */
export function commandOf(entry: string, folder: string): string {
  if (entry.includes(`${sep}_npx${sep}`)) return 'npx ebs-copy-mcp';
  return basename(entry) === 'ebs-copy-mcp' ? 'ebs-copy-mcp' : `node ${relative(folder, entry)}`;
}

function isDone(volume: VolumeSummary): boolean {
  return volume.initialization?.percent === 100 && volume.fullSpeed === true;
}

function pick<T extends NextCall | VolumeSummary>(all: readonly T[], fits: (one: T) => boolean, otherwise: string): T {
  const found = all.find(fits);
  if (!found) throw new DemoStopped(`There is no next step: ${otherwise}.`);
  return found;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
