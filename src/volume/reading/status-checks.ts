// What a volume's status checks, events and actions mean: is it well, what has happened, what to do and what that
// does. Codes are a closed list; what AWS added since is named as data. Source: EBS user guide, "Volume status checks"
// and "Volume events", and DescribeVolumeStatus in the EC2 API reference, read 2026-11-22.
import { quotedText } from '../../text/plain-text.ts';
import type { VolumeStatus } from '../aws-records.ts';
import { readHealth } from '../rules/source-state.ts';

export interface Checks {
  /** Absent while not known. */
  healthy?: boolean;
  needsAttention: boolean;
  /** EC2 stopped the I/O and waits for a person to enable it. */
  ioStopped: boolean;
  /** EC2 reports less I/O than provisioned, or none. */
  slow: boolean;
  /** What is wrong, and what to do about it; opens a verdict. */
  trouble?: string;
  /** What is only to be known; closes a verdict. */
  remarks: string[];
}

const SUPPORT = 'If that lasts longer than 20 minutes, open a case with AWS Support.';

/** What each event is, as the end of "EC2 reports that …". */
const EVENTS: Readonly<Record<string, string>> = {
  'potential-data-inconsistency': 'its data may be inconsistent',
  'io-performance:degraded': 'its I/O is slower than provisioned',
  'io-performance:severely-degraded': 'its I/O is far slower than provisioned',
  'io-performance:stalled': 'its I/O has almost stopped',
};
/** Named by AWS for an end that is good: no trouble. */
const GOOD_EVENTS = ['passed', 'io-performance:normal'];

/** What each action that AWS waits for does. */
const ACTIONS: Readonly<Record<string, string>> = {
  'enable-volume-io':
    'Stop its applications, enable its I/O (with the command enable-volume-io) and check the file system before they start again: until then every read and write waits, and enabling accepts the data as it is.',
};

// EC2 checks a volume every five minutes (EBS user guide, "Volume status checks"); an hour is plenty for the first.
const NEW_MS = 3_600_000;

/** `initializing`: slow I/O is expected then. `now` is EC2's clock, ms since the epoch. */
export function readChecks(
  status: VolumeStatus | undefined,
  initializing: boolean,
  now: number | undefined,
  CreateTime?: string,
): Checks {
  const { worst, performance, ...health } = readHealth(status, now);
  const events = health.events.filter((event) => !GOOD_EVENTS.includes(event));
  const actions = (status?.Actions ?? []).flatMap(({ Code }) => Code || []);
  const ioStopped = worst === 'stopped';
  const unknown = [
    ...events.filter((event) => !Object.hasOwn(EVENTS, event)),
    ...actions.filter((action) => !Object.hasOwn(ACTIONS, action)),
  ];
  const remarks =
    unknown.length > 0
      ? [`EC2 reports what this version does not know: ${unknown.slice(0, 3).map(quotedText).join(', ')}.`]
      : [];
  const base: Checks = { needsAttention: unknown.length > 0, ioStopped, slow: false, remarks };
  const low =
    EVENTS[`io-performance:${performance}`] ??
    EVENTS[events.find((one) => /^io-perf/.test(one) && Object.hasOwn(EVENTS, one)) ?? ''];
  const bad: Checks = { ...base, healthy: false, needsAttention: true, slow: true };
  if (ioStopped) {
    const trouble = `Impaired: its data may be inconsistent, so EC2 stopped its I/O. ${ACTIONS['enable-volume-io']} ${SUPPORT}`;
    return { ...bad, trouble };
  }
  if (worst === 'inconsistent') {
    const trouble = `Impaired: its data may be inconsistent, and its I/O goes on. Stop its applications and check the file system before they start again. ${SUPPORT}`;
    return { ...bad, slow: low !== undefined || status?.Status === 'warning', trouble };
  }
  if (worst === 'stalled') {
    const trouble = `Impaired: its I/O has almost stopped. Its applications hang until that ends; detach it and attach it to another instance, which interrupts them. ${SUPPORT}`;
    return { ...bad, trouble };
  }
  if (worst === 'impaired') {
    return { ...bad, trouble: `Impaired: its checks fail. Stop its applications before its data suffers. ${SUPPORT}` };
  }
  if (status?.Status === 'warning' || low !== undefined) {
    const report = `EC2 reports that ${low ?? 'its I/O is slower than provisioned'}`;
    const advice = 'compare what it is asked for with the limits of the volume and of its instance';
    return initializing
      ? { ...base, slow: true, remarks: [`${report}, which is expected until it is initialized.`, ...remarks] }
      : { ...bad, remarks: [`${report}: ${advice}.`, ...remarks] };
  }
  if (status?.Status === undefined) return base;
  switch (status.Status) {
    case 'ok':
      return { ...base, healthy: true };
    case 'insufficient-data': {
      const isOld = CreateTime !== undefined && now !== undefined && now - Date.parse(CreateTime) > NEW_MS;
      const running = `Its checks are still running${isOld ? '' : ', as is normal for a new volume'}${initializing ? '' : ': check again in 5 minutes'}.`;
      return { ...base, remarks: [running, ...remarks] };
    }
    default: {
      const other = `EC2 reports the status ${quotedText(status.Status)} of its checks, which this version does not know.`;
      return { ...base, remarks: [other, ...remarks] };
    }
  }
}
