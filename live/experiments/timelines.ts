// What the life of one copy shows: how fast it is known, created, checked and initialized, and how it ends.
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type Experiment, judge, type Lab, type Outcome, observe } from '../experiment.ts';
import { type ListedBy, POLL_MS, type Sample, type Timeline } from '../timeline.ts';

// The CSI driver measured a median of 1.5 s and a 99th percentile of 4 s (2026-08).
const CREATED_MS = 5_000;
const KNOWN_MS = 2_000;
// The EBS guide's five minutes, and the poll that sees them.
const CHECKED_MS = 300_000 + 2 * POLL_MS;
const FAILED_AT_ONCE_MS = 15_000;
// EBS guide, "Copy an Amazon EBS volume" (2026-09): up to 6 h for the first TiB.
const LONGEST_MS_PER_GIB = (6 * 3_600_000) / 1_024;
// Progress per time may differ so much between two readings of a steady course: progress is whole percents, minutes old.
const STEADY = 1.25;
const NO_DATA: Outcome = {
  kind: 'open',
  why: 'An empty volume has no initialization. Name a volume with data: --use source=vol-…',
};

const LISTED_AT_ONCE = 'at once';

type Reading = (timeline: Timeline) => Outcome;

function followed(
  id: string,
  question: string,
  assumed: string,
  name: keyof Switches | undefined,
  read: Reading,
): Experiment {
  return {
    id,
    group: 'creates',
    question,
    assumed,
    ...(name === undefined ? {} : { switch: name }),
    async run(lab: Lab) {
      const timeline = await lab.timeline();
      if ('samples' in timeline) return read(timeline);
      return judge(timeline, (code) => ({ kind: 'open', why: `The copy was refused (${code}).` }));
    },
  };
}

export const TIMELINES: readonly Experiment[] = [
  followed(
    'known-after',
    'How long is a new id unknown to DescribeVolumes?',
    'at most 2 s',
    'visibilityLagMs',
    ({ samples }) => {
      const known = samples.find(({ createTime }) => createTime !== undefined);
      return timed(known, KNOWN_MS, 'at most 2 s', 'never within the run', (at) => ({ visibilityLagMs: at }));
    },
  ),
  followed(
    'listed-by-tag',
    'How much later than by its id does a list by tag show a new copy?',
    LISTED_AT_ONCE,
    'listLagMs',
    (timeline) => readListed(timeline, 'tag', (lag) => ({ listLagMs: lag })),
  ),
  followed('listed-by-create-time', 'And a list by the day of create-time?', LISTED_AT_ONCE, undefined, (timeline) =>
    readListed(timeline, 'create-time', () => ({})),
  ),
  followed('created-after', 'How long is a copy in the state creating?', 'at most 5 s', 'creationMs', ({ samples }) => {
    const created = samples.find(({ state, createTime }) => createTime !== undefined && state !== 'creating');
    return timed(created, CREATED_MS, 'at most 5 s', 'never within the run', (at) => ({ creationMs: at }));
  }),
  followed(
    'reply-whole-seconds',
    'Does createTime in the reply of CopyVolumes have whole seconds only?',
    'whole seconds',
    'copyResponseWholeSeconds',
    ({ createTime, samples }) => {
      const described = samples.find((sample) => sample.createTime)?.createTime;
      if (!described || /\.000Z$|:\d\dZ$/.test(described))
        return { kind: 'open', why: 'DescribeVolumes shows whole seconds as well.' };
      const observed = createTime === described ? 'milliseconds' : 'whole seconds';
      return observe(observed, 'whole seconds', { milliseconds: { copyResponseWholeSeconds: false } });
    },
  ),
  followed(
    'status-lag',
    'How late does DescribeVolumeStatus know a new volume?',
    'some minutes, at most 5',
    'statusLagMs',
    ({ samples }) => {
      const checked = samples.find(({ checks }) => checks !== undefined && checks !== 'insufficient-data');
      if (checked === undefined) return { kind: 'open', why: 'The copy ended before its checks had run.' };
      const fits = checked.at > POLL_MS && checked.at <= CHECKED_MS;
      const observed = `after ${seconds(checked.at)}`;
      return { kind: 'observed', observed, fits, ...(fits ? {} : { turn: { statusLagMs: checked.at } }) };
    },
  ),
  followed(
    'initialization-pace',
    'How long does an initialization take, as a share of the longest time that is documented?',
    'all of it',
    'initializationPace',
    readPace,
  ),
  followed(
    'initialization-curve',
    'Does the progress of an initialization rise steadily?',
    'steadily',
    'initializationCurve',
    readCurve,
  ),
  followed(
    'completed-progress',
    'Which progress does a completed initialization show?',
    '100',
    'completedProgress',
    ({ samples }) => {
      const done = samples.find(({ initialization }) => initialization?.state === 'completed');
      if (done === undefined) return notInitialized(samples);
      const observed = String(done.initialization?.progress ?? 'none');
      return observe(observed, '100', { [observed]: { completedProgress: Number(observed) } });
    },
  ),
  followed(
    'copy-stays',
    'Does a copy stay after its successful response?',
    'it stays',
    'copyFailure',
    ({ samples }) => {
      const turns = { 'ends in error': { copyFailure: 'error' }, vanishes: { copyFailure: 'vanishes' } } as const;
      return observe(endOf(samples)?.how ?? 'it stays', 'it stays', turns);
    },
  ),
  followed(
    'initializing-source',
    'Which code does a copy give whose source is itself a copy that is being initialized?',
    'IncorrectState 400',
    undefined,
    readCopied,
  ),
  followed('copy-fails-at', 'When does a copy end that fails?', 'when it is created', 'copyFailsAt', readFailure),
];

/** When something was first seen, against the longest time assumed; ms. */
function timed(
  sample: Sample | undefined,
  longest: number,
  assumed: string,
  never: string,
  turn: (at: number) => Partial<Switches>,
): Outcome {
  if (sample === undefined) return { kind: 'observed', observed: never, fits: false };
  if (sample.at <= longest) return observe(assumed, assumed);
  return { kind: 'observed', observed: `after ${seconds(sample.at)}`, fits: false, turn: turn(sample.at) };
}

/** Against the look that first found it by its id: what happens between two looks is not seen. */
function readListed({ samples }: Timeline, by: ListedBy, turn: (lag: number) => Partial<Switches>): Outcome {
  const known = samples.findIndex(({ createTime }) => createTime !== undefined);
  const listed = samples.findIndex((sample) => sample.listed[by] === true);
  const why = samples.map((sample) => sample.listed[by]).find((one) => typeof one === 'string');
  if (why !== undefined) return { kind: 'open', why };
  if (known < 0) return { kind: 'open', why: 'DescribeVolumes did not know the copy by its id within the run.' };
  if (listed < 0 && by === 'create-time') return { kind: 'open', why: 'It never was: see create-time-wildcard.' };
  if (listed < 0) return { kind: 'observed', observed: 'never within the run', fits: false };
  if (listed <= known) return observe(LISTED_AT_ONCE, LISTED_AT_ONCE);
  const lag = (samples[listed]?.at ?? 0) - (samples[known]?.at ?? 0);
  return { kind: 'observed', observed: `${seconds(lag)} later`, fits: false, turn: turn(lag) };
}

function readCopied({ samples, copied }: Timeline): Outcome {
  if (copied === undefined) return NO_DATA;
  const later = samples.some(({ at, initialization }) => at > copied.at && initialization?.state === 'initializing');
  if (!later && !('unsent' in copied.reply))
    return { kind: 'open', why: 'It was not seen that the copy was still initializing when it was copied.' };
  return judge(copied.reply, (code, { status }) => observe(`${code} ${status}`, 'IncorrectState 400'));
}

function readPace({ samples, size }: Timeline): Outcome {
  const done = samples.findIndex(({ initialization }) => initialization?.state === 'completed');
  const longest = size * LONGEST_MS_PER_GIB;
  if (done < 0) return notInitialized(samples);
  // It ended between two renewals of the status, which is up to five minutes late.
  const latest = samples[done]?.at ?? 0;
  const earliest = Math.max(0, latest - CHECKED_MS);
  const fits = earliest <= longest && longest <= latest;
  const observed = `between ${share(earliest / longest)} and ${share(latest / longest)} of ${seconds(longest)}`;
  const pace = Number(((earliest + latest) / 2 / longest).toFixed(2));
  return { kind: 'observed', observed, fits, ...(fits ? {} : { turn: { initializationPace: pace } }) };
}

function readCurve({ samples }: Timeline): Outcome {
  const rates: number[] = [];
  let before = 0;
  for (const { at, initialization } of samples) {
    const progress = initialization?.state === 'initializing' ? (initialization.progress ?? 0) : 0;
    if (progress > before) rates.push(progress / at);
    before = Math.max(before, progress);
  }
  if (rates.length < 2) {
    const other = notInitialized(samples);
    return other === NO_DATA ? other : { kind: 'open', why: 'Fewer than two readings of the progress.' };
  }
  if (Math.max(...rates) / Math.min(...rates) <= STEADY) return observe('steadily', 'steadily');
  const percent = samples.flatMap(({ at, initialization }) =>
    initialization?.progress === undefined ? [] : [`${initialization.progress} % at ${seconds(at)}`],
  );
  return { kind: 'observed', observed: [...new Set(percent)].slice(0, 12).join(', '), fits: false };
}

function readFailure({ samples }: Timeline): Outcome {
  const end = endOf(samples);
  if (end === undefined) return { kind: 'open', why: 'The copy did not fail.' };
  const assumed = 'when it is created';
  if (end.at <= FAILED_AT_ONCE_MS) return observe(assumed, assumed);
  return { kind: 'observed', observed: `after ${seconds(end.at)}`, fits: false };
}

function endOf(samples: readonly Sample[]): { how: string; at: number } | undefined {
  const last = samples.at(-1);
  if (last?.state === 'error') return { how: 'ends in error', at: last.at };
  const known = samples.some(({ createTime }) => createTime !== undefined);
  return known && last?.state === 'InvalidVolume.NotFound' ? { how: 'vanishes', at: last.at } : undefined;
}

function notInitialized(samples: readonly Sample[]): Outcome {
  if (samples.every(({ initialization }) => initialization === undefined)) return NO_DATA;
  return { kind: 'open', why: 'The initialization was not over within the time of the run.' };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

function share(of: number): string {
  return of.toFixed(2);
}
