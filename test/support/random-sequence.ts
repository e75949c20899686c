// A story: a random sequence of what a model, a person, the network and time do to one user's server, played against
// the simulator's own record. Every step is judged at once.

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormAnswer } from '../../src/ports/consent.ts';
import type { Deps } from '../../src/ports/tool.ts';
import { lazyState, openState } from '../../src/state/files/open-state.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { type CopyFault, createSimulatedEc2Port, Died, type Sent } from './simulated-ec2-port.ts';
import { createTestDeps } from './test-deps.ts';
import { HOUR, MINUTE, PLAIN, PLAIN_OTHER } from './test-server.ts';

type Answers = 'yes' | 'no' | 'nothing' | 'a yes at once';

export type Step =
  | { do: 'rehearse'; request: number }
  /** `token`: one of those handed out so far, none, or one of the caller's own. */
  | { do: 'apply'; request: number | 'as rehearsed'; token: number | 'none' | 'own'; person: Answers }
  | { do: 'wait'; ms: number }
  | { do: 'restart' }
  | { do: 'grow'; request: number }
  | { do: 'fault'; fault: CopyFault };

const REQUESTS: Record<string, unknown>[] = [PLAIN, { ...PLAIN, Size: 900 }, PLAIN_OTHER];
const DAY = 24 * HOUR;
const WAITS = [1_000, MINUTE, 14 * MINUTE, 16 * MINUTE, 2 * HOUR, 11 * HOUR, 13 * HOUR];

/** The steps of one seed. `pick(n)` gives a whole number from 0 to n - 1. */
export function inventSteps(pick: (n: number) => number, faults: readonly CopyFault[]): Step[] {
  const person = (): Answers => (['yes', 'yes', 'yes', 'no', 'nothing', 'a yes at once'] as const)[pick(6)] ?? 'no';
  return Array.from({ length: 4 + pick(12) }, (_, i): Step => {
    if (i === 0) return { do: 'rehearse', request: pick(REQUESTS.length) };
    const dice = pick(20);
    if (dice < 5) return { do: 'rehearse', request: pick(REQUESTS.length) };
    if (dice < 10) return { do: 'apply', request: 'as rehearsed', token: pick(4), person: person() };
    if (dice < 11) return { do: 'apply', request: pick(REQUESTS.length), token: pick(4), person: person() };
    if (dice < 13) return { do: 'apply', request: pick(REQUESTS.length), token: 'none', person: person() };
    if (dice < 14) return { do: 'apply', request: pick(REQUESTS.length), token: 'own', person: person() };
    if (dice < 16) return { do: 'wait', ms: WAITS[pick(WAITS.length)] ?? 0 };
    if (dice < 17) return { do: 'restart' };
    if (dice < 18) return { do: 'grow', request: pick(REQUESTS.length) };
    return { do: 'fault', fault: faults[pick(faults.length)] ?? 'cut after' };
  });
}

interface Approved {
  /** The request, as text. */
  request: string;
  sourceSize: number | undefined;
  /** In mode auto: the token that the rehearsal handed out. */
  token?: string;
}

/** Plays the steps; throws with what is wrong at the first step that is. Gives the number of volumes that were made. */
export async function play(steps: readonly Step[], mode: 'ask' | 'auto'): Promise<number> {
  let time = Date.UTC(2026, 10, 22, 9, 0, 0);
  const now = () => time;
  const stateDir = mkdtempSync(join(tmpdir(), 'ebs-copy-story-'));
  const world = createSimulatedEc2Port(now);
  const handedOut: { token: string; request: Record<string, unknown> }[] = [];
  const approved: Approved[] = [];
  const used = new Set<Approved>();
  /** By request: when it was sent last, as long as no rehearsal came after it. */
  const lately = new Map<string, number>();
  const start = (): Deps =>
    createTestDeps({
      settings: { mode, simulated: true },
      ec2: world.ec2,
      ...lazyState(() =>
        openState(stateDir, new Uint8Array(32).fill(7), time, (problem) => {
          throw problem;
        }),
      ),
      newToken: randomUUID,
      sleep: async (ms) => {
        time += ms;
      },
      now,
    });
  let deps = start();

  async function call(args: Record<string, unknown>, person: Answers): Promise<void> {
    const { DryRun, ClientToken, ...request } = args;
    const before = world.sent.length;
    const ask = async (): Promise<FormAnswer> => {
      const sourceSize = world.sizeOf(String(request.SourceVolumeId));
      time += person === 'a yes at once' ? 100 : 5_000;
      if (person === 'yes') approved.push({ request: textOf(request), sourceSize });
      if (person === 'nothing') return { answer: 'none', why: 'odd' };
      return person === 'no'
        ? { answer: 'decline', afterMs: 5_000 }
        : { answer: 'accept', afterMs: person === 'yes' ? 5_000 : 100 };
    };
    const options = {
      cancelled: new AbortController().signal,
      signal: new AbortController().signal,
      deadline: time + 50_000,
      form: { inResult: false, isSilent: false, answered: () => undefined, ask },
    };
    let structured: Record<string, unknown> | undefined;
    try {
      ({ structured } = await copyVolume.call(args, deps, options));
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      deps = start();
    }
    const { ClientToken: token } = (structured?.Request ?? {}) as { ClientToken?: string };
    if (structured?.outcome === 'would_copy' && token !== undefined) {
      handedOut.push({ token, request });
      const sourceSize = world.sizeOf(String(request.SourceVolumeId));
      if (mode === 'auto' && !approved.some((one) => one.token === token))
        approved.push({ request: textOf(request), sourceSize, token });
    }
    judgeSends(world.sent, before);
    const made = world.sent.slice(before).some((one) => one.made);
    const last = lately.get(textOf(request));
    if (made && ClientToken === undefined && last !== undefined && time - last < 6 * DAY && !tokensBefore(before))
      throw new Error('a retry without a token made a second copy');
    if (DryRun !== false) lately.delete(textOf(request));
    else if (made) lately.set(textOf(request), time);
    if (structured) judgeAnswer(structured, DryRun === false, before);
  }

  /** Whether what was sent from `from` on carries a token that was sent before: then it is a repetition. */
  function tokensBefore(from: number): boolean {
    const earlier = new Set(world.sent.slice(0, from).map((one) => one.request.ClientToken));
    return world.sent.slice(from).some((one) => earlier.has(one.request.ClientToken));
  }

  function judgeSends(sent: readonly Sent[], from: number): void {
    for (let i = from; i < sent.length; i++) {
      const { request, made } = sent[i] ?? { request: undefined, made: undefined };
      const token = String(request?.ClientToken);
      const ofToken = sent.slice(0, i + 1).filter((one) => one.request.ClientToken === token);
      if (ofToken.filter((one) => one.made).length > 1) throw new Error(`two volumes for ${token}`);
      if (new Set(ofToken.map((one) => textOf({ ...one.request }))).size > 1)
        throw new Error('one token, two requests');
      if (ofToken.length === 1 || isAnew(ofToken)) {
        const yes = approved.find(
          (one) => !used.has(one) && one.request === textOf(stripped(request)) && (!one.token || one.token === token),
        );
        if (!yes) throw new Error(`sent without a yes: ${textOf(stripped(request))}`);
        if (yes.sourceSize !== world.sizeOf(String(request?.SourceVolumeId))) throw new Error('sent as nobody agreed');
        if (made || mode === 'ask') used.add(yes);
      }
    }
  }

  function judgeAnswer(structured: Record<string, unknown>, real: boolean, from: number): void {
    const sent = world.sent.slice(from);
    const { outcome, created, Volumes } = structured as {
      outcome: string;
      created?: string;
      Volumes: { VolumeId: string }[];
    };
    const made = sent.flatMap((one) => one.made ?? []);
    if (!real && sent.length > 0) throw new Error('a rehearsal sent something');
    if (outcome === 'copied') {
      const { ClientToken } = structured.Request as { ClientToken: string };
      const [id] = Volumes.map(({ VolumeId }) => VolumeId);
      const owner = world.sent.find((one) => one.made === id);
      if (owner?.request.ClientToken !== ClientToken) throw new Error('copied, but another volume');
      if (created === 'now' && made[0] !== id) throw new Error('not created now');
      if (created === 'earlier' && !world.sent.slice(0, from).some((one) => one.request.ClientToken === ClientToken))
        throw new Error('not created earlier');
    } else if (outcome !== 'unknown') {
      if (made.length > 0) throw new Error(`${outcome}, but a volume was made`);
    }
    if (outcome === 'failed') {
      const { ClientToken } = (structured.Request ?? {}) as { ClientToken?: string };
      if (world.sent.some((one) => one.made && one.request.ClientToken === ClientToken))
        throw new Error('failed, but this token has a volume');
    }
  }

  try {
    let own = 0;
    for (const step of steps) {
      if (step.do === 'wait') time += step.ms;
      else if (step.do === 'restart') deps = start();
      else if (step.do === 'fault') world.faults.push(step.fault);
      else if (step.do === 'grow') world.grow(String(REQUESTS[step.request]?.SourceVolumeId));
      else if (step.do === 'rehearse') await call({ ...REQUESTS[step.request] }, 'no');
      else {
        const given = typeof step.token === 'number' ? handedOut.at(-1 - step.token) : undefined;
        if (typeof step.token === 'number' && !given) continue;
        if (step.token === 'own') own += 1;
        const ClientToken = step.token === 'own' ? `own-${own % 2}` : given?.token;
        const request = step.request === 'as rehearsed' ? given?.request : REQUESTS[step.request];
        await call({ ...request, DryRun: false, ...(ClientToken ? { ClientToken } : {}) }, step.person);
      }
    }
    return world.volumes().length;
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** A first send after EC2's definite no needs a new yes. */
function isAnew(ofToken: readonly Sent[]): boolean {
  const earlier = ofToken.slice(0, -1);
  return earlier.length > 0 && earlier.at(-1)?.outcome === 'UnauthorizedOperation';
}

function stripped(request: object | undefined): Record<string, unknown> {
  const { ClientToken: _, TagSpecifications: __, ...rest } = (request ?? {}) as Record<string, unknown>;
  return rest;
}

function textOf(request: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
}
