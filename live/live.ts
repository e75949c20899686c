// From the command line to the report: whose account it is, what it may cost, whether somebody agrees, and the run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COPIES_OF_NAMED, leftBehindUsd, MOST_MS, MOST_USD, runUsd } from './cost.ts';
import { type JournalEntry, leftOver, openJournal, readJournal } from './journal.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { RUN_TAG, removeVolumes } from './remove-volumes.ts';
import { renderRecording } from './report/record-replies.ts';
import { createRedactor } from './report/redact.ts';
import { renderReport, summary } from './report/report.ts';
import { chosen, runExperiments } from './run-experiments.ts';
import type { Edges, RunPlan } from './run-plan.ts';
import { textOf } from './wire/reply.ts';
import type { Send } from './wire/send.ts';

/** What the command uses of the process. Times in ms since the epoch. */
export interface LiveProcess extends Pick<Edges, 'now' | 'sleep' | 'stopped'> {
  createSend(region: string, endpoint: string | undefined): Send;
  /** What a person types as an answer. */
  ask(question: string): Promise<string>;
  print(line: string): void;
  /** Letters and digits that no other run has. */
  randomEnd(): string;
  /** Where a folder for each run is made. */
  folder: string;
}

// Six sources and their copies, and two volumes for each further experiment that makes any.
const VOLUMES_AN_EXPERIMENT = 2;
const VOLUMES_OF_REGION_LIMIT = 10;
/** The exit code: 0 when it ran to its end, 1 when it did not or something may be left behind, 2 for a wrong command line. */
export async function live(argv: readonly string[], process: LiveProcess): Promise<number> {
  const options = readOptions(argv);
  if ('complaints' in options) {
    for (const complaint of options.complaints) process.print(complaint);
    process.print(USAGE);
    return 2;
  }
  const send = process.createSend(options.region, options.endpoint);
  const refusal = await checkAccount(options, send);
  if (refusal !== undefined) {
    process.print(refusal);
    return 1;
  }
  if (options.cleanup !== undefined) return cleanUp(options, options.cleanup, send, process);
  // Two runs of one second must not share tag, tokens and journal: the first to end would remove what the other needs.
  const run = `live-${new Date(process.now()).toISOString().replace(/[-:]|\.\d+/g, '')}-${process.randomEnd()}`;
  const plan: RunPlan = { ...options, run, creates: options.create, bursts: options.burst };
  if (options.create && !(await agrees(plan, send, process))) return 1;
  return runAndReport(plan, options, send, process);
}

async function runAndReport(plan: RunPlan, options: Options, send: Send, process: LiveProcess): Promise<number> {
  const folder = join(process.folder, plan.run);
  const at = new Date(process.now()).toISOString();
  const journal = openJournal(join(folder, 'journal.jsonl'));
  const { account, region, endpoint } = options;
  const failure = failureOf(() => {
    mkdirSync(process.folder, { recursive: true });
    mkdirSync(folder);
    journal.write({ kind: 'run', at, account, region, ...(endpoint === undefined ? {} : { endpoint }) });
  });
  if (failure !== undefined) {
    process.print(`The journal could not be written: ${failure}. Nothing was created.`);
    return 1;
  }
  process.print(`Run ${plan.run}, journal and report in ${folder}`);
  const found = await runExperiments(plan, { ...process, send, journal, progress: process.print });
  for (const line of summary(found)) process.print(line);
  // Before any file, which a full disk could refuse.
  if (found.left.length > 0)
    process.print(`Not removed: ${found.left.join(', ')}. Remove them with --cleanup ${plan.run}.`);
  const texts = found.results.flatMap(({ exchanges }) => exchanges.flatMap(({ request, body }) => [request, body]));
  const redact = createRedactor(texts);
  const failures = [
    failureOf(() => writeFileSync(join(folder, 'report.md'), renderReport(plan, found, at, redact))),
    failureOf(() => writeFileSync(join(folder, 'replies.json'), renderRecording(found.results, redact))),
  ].filter((failure) => failure !== undefined);
  for (const failure of failures) process.print(`The report could not be written: ${failure}`);
  return found.left.length === 0 && failures.length === 0 && found.notBegun === undefined ? 0 : 1;
}

function failureOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A sentence that refuses, when the credentials are not those of the account that was named. */
async function checkAccount({ account }: Options, send: Send): Promise<string | undefined> {
  try {
    const reply = await send('GetCallerIdentity', {});
    const actual = textOf(reply, 'Account');
    if (actual === account) return undefined;
    if (actual === undefined)
      return `The account of the credentials is not known (${reply.code || (reply.status === 0 ? reply.body : `HTTP ${reply.status}`)}). Nothing was sent to EC2.`;
    return `The credentials belong to another account than ${account}. Nothing was sent to EC2.`;
  } catch (error) {
    return `There are no credentials (${(error as Error).message}). Nothing was sent to EC2.`;
  }
}

/** Whether the run may create: within the limit of its cost, and a person has typed the account. */
async function agrees(plan: RunPlan, send: Send, { ask, print }: LiveProcess): Promise<boolean> {
  const creating = chosen(plan).filter(({ group }) => group === 'creates');
  const own = VOLUMES_AN_EXPERIMENT * creating.length + VOLUMES_OF_REGION_LIMIT;
  const copied = await copiedGib(plan, send);
  if (typeof copied === 'string') {
    print(`${copied} Nothing was created.`);
    return false;
  }
  const most = runUsd(own, copied);
  if (!(most <= MOST_USD)) {
    print(`It could cost ${most.toFixed(2)} USD; a run may cost ${MOST_USD.toFixed(2)} USD. Name smaller volumes.`);
    return false;
  }
  print(
    `It makes up to ${own} volumes of 1 GiB in ${plan.region}, copies them, and removes everything within ` +
      `${MOST_MS / 60_000} minutes. It costs at most ${most.toFixed(3)} USD; what is left behind would cost at most ` +
      `${leftBehindUsd(own, copied).toFixed(2)} USD a day.`,
  );
  const answer = await ask('Type the account number to go on: ');
  if (answer.trim() === plan.account) return true;
  print('Nothing was created.');
  return false;
}

/** GiB of all copies of volumes that were named, or a sentence about one that cannot be described. */
async function copiedGib({ uses }: RunPlan, send: Send): Promise<number | string> {
  let gib = 0;
  for (const [use, copies] of COPIES_OF_NAMED) {
    const id = uses[use];
    if (id === undefined) continue;
    try {
      const size = Number(textOf(await send('DescribeVolumes', { 'VolumeId.1': id }), 'size') ?? Number.NaN);
      if (Number.isNaN(size)) return `${id} was not found.`;
      gib += copies * size;
    } catch (error) {
      return `${id} could not be looked up: ${(error as Error).message}.`;
    }
  }
  return gib;
}

async function cleanUp(options: Options, run: string, send: Send, process: LiveProcess): Promise<number> {
  const file = join(process.folder, run, 'journal.jsonl');
  const entries = readForCleanUp(file, run, process.print);
  // More than one in journals of an older version, where two runs could have one id.
  const places = entries.filter((entry) => entry.kind === 'run');
  const here = places.filter((place) => isSamePlace(place, options));
  if (places[0] !== undefined && here.length === 0) {
    process.print(`According to its journal the run ${run} was in ${placeText(places[0])}. Nothing was removed.`);
    return 1;
  }
  const isHere = here.length > 0 && here.length === places.length;
  const { left, unknown, deleted } = await removeVolumes({
    run,
    known: leftOver(entries),
    isHere,
    ask: send,
    sleep: process.sleep,
    journal: openJournal(file),
    note: process.print,
    now: process.now,
    deadline: process.now() + MOST_MS,
  });
  if (left.length > 0) process.print(`Not removed: ${left.join(', ')}.`);
  else if (isHere) process.print(`Nothing of ${run} is left.`);
  else
    process.print(
      `Nothing with the tag ${RUN_TAG}=${run} ${deleted > 0 ? 'is left' : 'was found'} in ${placeText(options)}; ` +
        'other Regions were not looked at.',
    );
  if (unknown.length > 0) process.print(`Not found there, and so perhaps in another Region: ${unknown.join(', ')}.`);
  return left.length === 0 && unknown.length === 0 && (isHere || deleted > 0) ? 0 : 1;
}

/** The entries of a run's journal, and a line about what they cannot tell. */
function readForCleanUp(file: string, run: string, print: LiveProcess['print']): JournalEntry[] {
  try {
    const entries = readJournal(file);
    if (entries === undefined) print(`There is no journal of ${run} here: it goes by the tag alone.`);
    else if (!entries.some(({ kind }) => kind === 'run'))
      print(`The journal of ${run} does not tell its Region any more: it goes by the tag and the ids in it.`);
    return entries ?? [];
  } catch (error) {
    print(`The journal of ${run} cannot be read (${(error as Error).message}): it goes by the tag alone.`);
    return [];
  }
}

type Place = Pick<Options, 'account' | 'region' | 'endpoint'>;

function isSamePlace(one: Place, other: Place): boolean {
  const endpointOf = ({ endpoint }: Place) => endpoint && new URL(endpoint).href;
  return one.account === other.account && one.region === other.region && endpointOf(one) === endpointOf(other);
}

function placeText({ account, region, endpoint }: Place): string {
  return `${region} of account ${account}${endpoint === undefined ? '' : ` at ${endpoint}`}`;
}
