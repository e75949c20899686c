// What to call after a rehearsal or a copy: at most three calls of our tools.

import { formatTime } from '../../text/time-text.ts';
import type { CopyVolumesRequest, Tag } from '../aws-records.ts';
import { leastLeftMs, pollAgainSeconds } from '../reading/poll-again.ts';
import type { VolumeSummary } from '../reading/summary.ts';
import type { Finding } from '../rules/finding.ts';
import { copyNameTags } from '../rules/volume-name.ts';
import type { NextCall } from './result-parts.ts';

type Args = CopyVolumesRequest & { Region?: string; Profile?: string };

const MOST = 3;
const TYPED = new Set(['VolumeType', 'Iops', 'Throughput', 'MultiAttachEnabled']);

export interface IssuedToken {
  token: string;
  expiresAt: number;
  /** AWS did not say who is calling; sealed over that, it fits nobody who is known. */
  isNameless?: boolean;
}

/** Whether this server refuses real copies of any kind until somebody repairs it. */
export function isHeldBack(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code === 'audit-not-writable' || code === 'record-not-kept');
}

/** `issued` is there when the rehearsal would copy; the real call is offered only where real copies are possible. */
export function listNext(plan: {
  args: Args;
  findings: readonly Finding[];
  issued?: IssuedToken;
  unresolved?: { token: string; args: Args; mayBeSent: boolean };
  mayCopy: boolean;
  /** For a name of the copy; `at`: EC2's clock, ms since the epoch. */
  source?: { Tags?: readonly Tag[]; at: number };
}): NextCall[] {
  const { DryRun: _, ClientToken: __, ...args } = plan.args;
  const calls: NextCall[] = plan.unresolved
    ? [
        repetitionOf(
          plan.unresolved.args,
          plan.unresolved.token,
          `${plan.unresolved.mayBeSent ? 'finds or makes' : 'looks for'} the one volume of the earlier call`,
          0,
        ),
      ]
    : [];
  // Durability is the type's own: who names a type decided it, and is told, not turned back.
  const cures = plan.findings.filter(
    ({ level, code, fix }) => level !== 'info' && code !== 'durability-lower' && fix?.arguments,
  );
  const corrections = collectCorrections(cures, args);
  // Never in the real call, which sends what was rehearsed.
  const name = plan.source && !args.TagSpecifications ? copyNameTags(plan.source.Tags, plan.source.at) : {};
  if (Object.keys(corrections).length > 0) {
    calls.push({
      tool: 'copy_volume',
      // A null in a fix takes the argument away.
      arguments: Object.fromEntries(
        Object.entries({ ...args, ...name, ...corrections }).filter(([, value]) => value !== null),
      ),
      why: `rehearses again ${changeOf(corrections)}${name.TagSpecifications ? '; gives the copy a name' : ''}`,
    });
  }
  calls.push(...lookAgain(plan.findings, args));
  if (calls.length === 0 && plan.mayCopy && isHeldBack(plan.findings))
    calls.push({
      tool: 'copy_volume',
      arguments: args,
      why: 'rehearses again, once what the warning names is repaired',
    });
  if (plan.issued && plan.mayCopy) {
    const { token: ClientToken, expiresAt, isNameless } = plan.issued;
    const orUntil = isNameless ? ', or until AWS says who is calling: then rehearse again' : '';
    calls.push({
      tool: 'copy_volume',
      arguments: { ...args, DryRun: false, ClientToken },
      why: `makes the copy once a person said yes; valid until ${formatTime(expiresAt).slice(11, 16)}Z${orUntil}`,
    });
  }
  if (name.TagSpecifications && Object.keys(corrections).length === 0 && plan.issued && plan.mayCopy) {
    const why = 'rehearses once more, with a Name for the copy';
    calls.push({ tool: 'copy_volume', arguments: { ...args, ...name }, why });
  }
  return calls.slice(0, MOST);
}

function changeOf(corrections: Record<string, unknown>): string {
  const named = (all: [name: string, value: unknown][]) => all.map(([name]) => name).join(', ');
  const entries = Object.entries(corrections);
  const changed = named(entries.filter(([, value]) => value !== null));
  const left = named(entries.filter(([, value]) => value === null));
  return [...(changed ? [`with ${changed} corrected`] : []), ...(left ? [`without ${left}`] : [])].join(' and ');
}

/** What EC2's dry run refuses for as long as a volume that can be looked at is in some state. */
const SHOWN = [
  'IncorrectState',
  'IncorrectModificationState',
  'ConcurrentCopyVolumeLimitExceeded',
  'CopyVolumesLimitExceeded',
];

/** Whether a look at volumes tells when it ends: not of what EC2 refuses for its own sake, or the account's. */
export function isShownByVolumes({ ec2 }: Finding): boolean {
  return ec2 === undefined || SHOWN.includes(ec2.code);
}

/** What a person should look at before the copy: advice of these says so. */
const ILL: readonly string[] = ['source-impaired', 'source-being-modified', 'source-initializing'];

/** What is waited for: the source, or copies in the Region; else the earlier copy, which may be as good. */
function lookAgain(findings: readonly Finding[], args: Args): NextCall[] {
  const copy = findings.flatMap(({ fix }) => fix?.volume ?? []).slice(0, 1);
  const allWaits = findings.filter(({ level, fix }) => level === 'block' && (fix?.afterSeconds ?? 0) > 0);
  const waits = allWaits.filter(isShownByVolumes);
  const look = (which: object, why: string): NextCall => ({
    tool: 'get_volume_status',
    arguments: { ...which, ...placeOf(args) },
    why,
  });
  if (allWaits.length > waits.length)
    return [{ tool: 'copy_volume', arguments: { ...args }, why: 'rehearses again', afterSeconds: longest(allWaits) }];
  if (waits.length === 0) {
    const isIll = findings.some(({ level, code }) => level === 'warn' && ILL.includes(code));
    const shown = [
      ...(isIll ? ['how the source is'] : []),
      ...(copy.length > 0 ? ['the earlier copy, to reuse it'] : []),
    ];
    const VolumeIds = [...(isIll ? [args.SourceVolumeId] : []), ...copy];
    return shown.length > 0 ? [look({ VolumeIds }, `shows ${shown.join(', and ')}`)] : [];
  }
  // The source shows nothing of a quota that copies of other sources use up.
  const running = waits.flatMap(({ fix }) => fix?.volumes ?? []);
  const ofSource = waits.some(({ ec2, fix }) => !fix?.volumes && ec2?.code !== 'CopyVolumesLimitExceeded');
  // The source may be a copy in progress itself.
  const VolumeIds = [...new Set([...(ofSource ? [args.SourceVolumeId, ...copy] : []), ...running])];
  const why = [
    ...(ofSource ? ['when the source can be copied'] : []),
    ...(running.length > 0 || !ofSource ? ['when one of the copies in progress is done'] : []),
  ];
  const which = VolumeIds.length > 0 ? { VolumeIds } : { copiesOf: '*' };
  return [{ ...look(which, `shows ${why.join(', and ')}`), afterSeconds: longest(waits) }];
}

function longest(waits: readonly Finding[]): number {
  return Math.max(...waits.map(({ fix }) => fix?.afterSeconds ?? 0));
}

/**
 * What would change. A fix that contradicts one before it, or that is for another type, is left to the next rehearsal; so
 * is one that takes back what the caller named while something else blocks: what blocks is corrected first, and the
 * caller's choice stays.
 */
function collectCorrections(cures: readonly Finding[], args: Args): Record<string, unknown> {
  const corrections: Record<string, unknown> = {};
  const blocked = cures.some(({ level }) => level === 'block');
  let type: { of: unknown } | undefined;
  for (const { level, fix } of cures) {
    const given = (name: string) => args[name as keyof Args];
    const all = Object.entries(fix?.arguments ?? {});
    const changes = all.filter(([name, value]) => value !== (given(name) ?? null));
    const own = isForType(all) ? { of: fix?.arguments?.VolumeType ?? args.VolumeType } : undefined;
    const waits =
      (own && type && own.of !== type.of) ||
      all.some(([name, value]) => Object.hasOwn(corrections, name) && corrections[name] !== value) ||
      (blocked && level !== 'block' && changes.some(([name]) => given(name) !== undefined));
    if (waits) continue;
    type ??= own;
    Object.assign(corrections, Object.fromEntries(changes));
  }
  return corrections;
}

/** It sets what not every type takes; leaving it out fits any. */
function isForType(fix: readonly (readonly [name: string, value: unknown])[]): boolean {
  return fix.some(([name, value]) => TYPED.has(name) && value !== null);
}

/** What follows a copy: watch it. */
export function afterCopy(id: string | undefined, args: Args): NextCall[] {
  if (!id) return [];
  return [
    {
      tool: 'get_volume_status',
      arguments: { VolumeIds: [id], waitFor: 'available', waitSeconds: 30, ...placeOf(args) },
      why: 'says when it can be attached',
    },
  ];
}

/** A copy that is there needs no wait for it; it may need one until it is at full speed. `at`: ms since the epoch. */
export function afterMade(copy: VolumeSummary, args: Args, at: number): NextCall[] {
  const { VolumeId, State, fullSpeed, initialization, healthy } = copy;
  if (State !== 'available' && State !== 'in-use') return afterCopy(VolumeId, args);
  if (fullSpeed !== false) return [];
  const afterSeconds = pollAgainSeconds(leastLeftMs(initialization, at));
  return [{ ...lookAt(VolumeId, args, lookWhy(healthy)), afterSeconds }];
}

/** What another look at a volume shows that is not at full speed: of an impaired one its verdict tells the checks. */
export function lookWhy(healthy: boolean | undefined): string {
  return `shows whether ${healthy === false ? 'its checks pass again' : 'it is at full speed'}`;
}

export function lookAt(id: string, args: Args, why: string): NextCall {
  return { tool: 'get_volume_status', arguments: { VolumeIds: [id], ...placeOf(args) }, why };
}

/** Where the same call goes again. */
export function placeOf(args: Args): { Region?: string; Profile?: string } {
  return { ...(args.Region ? { Region: args.Region } : {}), ...(args.Profile ? { Profile: args.Profile } : {}) };
}

/** The same real call again, with its token. */
export function repetitionOf(args: Args, ClientToken: string, why: string, afterSeconds: number): NextCall {
  return {
    tool: 'copy_volume',
    arguments: { ...rehearsalOf(args).arguments, DryRun: false, ClientToken },
    why,
    ...(afterSeconds > 0 ? { afterSeconds } : {}),
  };
}

/** The same arguments as a rehearsal. */
export function rehearsalOf({ DryRun: _, ClientToken: __, ...rest }: Args): NextCall {
  return { tool: 'copy_volume', arguments: rest, why: 'rehearses: shows what the copy would be, creates nothing' };
}
