// What may never be, whatever happened: two volumes of one token, a volume that nobody was asked for, a second one of a
// request whose first nobody was shown, an untrue `created`, and "nothing" about one that exists.
import type { CopyVolumesRequest } from '../../src/volume/aws-records.ts';
import type { Sent, SimulatedEc2Port } from './simulated-ec2-port.ts';

export interface Answer {
  structured: {
    outcome: string;
    summary: string;
    created?: string;
    Request?: CopyVolumesRequest;
    Volumes?: { VolumeId: string }[];
    error?: { code: string };
  };
  args: Record<string, unknown>;
  endpoint: number;
  begun: Begun;
}

/** When a call began, by a clock that stands while the machine sleeps, and how much each endpoint had been sent. */
export interface Begun {
  awake: number;
  sent: number[];
}

/** Somebody meant this request here, having been shown this; in mode auto the rehearsal that returned the token. */
export interface Consent {
  request: string;
  endpoint: number;
  userId: string | undefined;
  sourceSize: number | undefined;
  /** EC2's clock, ms since the epoch. */
  at: number;
  /** All that they saw, as text. */
  shown: string;
  /** In mode auto it is good for this token alone, and as often as it is needed. */
  token?: string;
  /** The token that a yes was used for: one yes, one copy. */
  usedFor?: string;
}

export interface Judge {
  consents: Consent[];
  /** Judges what was sent since the last time, by one step. */
  judgeSends(): void;
  judgeAnswer(answer: Answer, isConcurrent: boolean): void;
}

// A yes counts for 15 minutes, and the call that uses it may take another.
const YES_MS = 16 * 60_000;
// EC2 made nothing of these, for certain.
const DEFINITE = new Set(['denied', 'throttled', 'ConcurrentCopyVolumeLimitExceeded', 'IncorrectState']);

/** `awake`: ms, without what the machine slept. `agesCount`: nobody has set this machine's clock. */
export function createJudge(worlds: readonly SimulatedEc2Port[], awake: () => number, agesCount: () => boolean): Judge {
  const consents: Consent[] = [];
  const judged = worlds.map(() => 0);
  const sentTo = (endpoint: number): Sent[] => worlds[endpoint]?.sent ?? [];

  function judgeSend(endpoint: number, index: number, stepBegan: number): void {
    const sent = sentTo(endpoint);
    const one = sent[index] as Sent;
    const token = String(one.request.ClientToken);
    const ofToken = sent.slice(0, index + 1).filter(({ request }) => request.ClientToken === token);
    if (ofToken.filter(({ made }) => made).length > 1) throw new Error(`two volumes for ${token}`);
    if (new Set(ofToken.map(({ request }) => textOf(request))).size > 1) throw new Error('one token, two requests');
    const earlier = sent.slice(0, stepBegan).filter(({ request }) => request.ClientToken === token);
    const isFirstOfStep = !sent.slice(stepBegan, index).some(({ request }) => request.ClientToken === token);
    if (isFirstOfStep) judgeConsent(endpoint, one, token, earlier);
    if (one.made) judgeSecond(endpoint, index, token);
  }

  function judgeConsent(endpoint: number, one: Sent, token: string, earlier: readonly Sent[]): void {
    const { request, by, at } = one;
    const isFirst = earlier.every(({ outcome, made }) => !made && DEFINITE.has(outcome));
    const given = consents.filter(
      (consent) =>
        consent.request === textOf(stripped(request)) && consent.endpoint === endpoint && consent.userId === by,
    );
    if (given.some((consent) => consent.token === token)) return;
    const isYoung = (consent: Consent) => !agesCount() || at - consent.at <= YES_MS;
    const used = given.find((consent) => consent.usedFor === token && isYoung(consent));
    if (used && !isFirst) return;
    const size = worlds[endpoint]?.sizeOf(request.SourceVolumeId);
    // Of several the newest: a yes that another process has asked for in vain is left over.
    const fresh = given.findLast(
      (consent) => !consent.token && !consent.usedFor && consent.sourceSize === size && isYoung(consent),
    );
    if (!fresh) throw new Error(`sent without a yes: ${token} ${textOf(stripped(request))}`);
    fresh.usedFor = token;
  }

  /** Whoever meant a second volume of one request was shown the first. */
  function judgeSecond(endpoint: number, index: number, token: string): void {
    const sent = sentTo(endpoint);
    const one = sent[index] as Sent;
    const living = new Set(worlds[endpoint]?.volumes().map(({ id }) => id));
    const earlier = sent
      .slice(0, index)
      .findLast(
        ({ made, request, by }) =>
          made !== undefined &&
          living.has(made) &&
          by === one.by &&
          request.ClientToken !== token &&
          textOf(stripped(request)) === textOf(stripped(one.request)),
      );
    const consent = consents.findLast(({ usedFor, token: of }) => usedFor === token || of === token);
    if (!earlier?.made || !consent) return;
    // The newest is named, the others are counted.
    if (!consent.shown.includes(earlier.made) && !consent.shown.includes(' more)'))
      throw new Error(`a second volume beside ${earlier.made}, which nobody was shown: ${token}`);
  }

  function judgeCreated({ structured, endpoint, begun }: Answer, isConcurrent: boolean): void {
    const sent = sentTo(endpoint);
    const [id] = (structured.Volumes ?? []).map(({ VolumeId }) => VolumeId);
    const at = sent.findIndex(({ made }) => made === id);
    if (at < 0 || sent[at]?.request.ClientToken !== structured.Request?.ClientToken)
      throw new Error('copied, but another volume');
    const isNew = at >= (begun.sent[endpoint] ?? 0);
    if (structured.created === 'now' && !isNew) throw new Error('not created now');
    // Of two calls at one moment one has made it.
    if (structured.created === 'earlier' && isNew && !isConcurrent) throw new Error('not created earlier');
  }

  function judgeNothing({ structured, args, endpoint, begun }: Answer): void {
    // Of another world, or of another request: what its token made is not what was asked for.
    if (!structured.summary.includes('Nothing was created') || structured.error?.code === 'token-of-another-request')
      return;
    const made = sentTo(endpoint).find(
      (one, at) => one.made && (one.request.ClientToken === args.ClientToken || at >= (begun.sent[endpoint] ?? 0)),
    );
    if (made) throw new Error(`"nothing" about ${made.made}: ${structured.summary}`);
  }

  return {
    consents,
    judgeSends() {
      worlds.forEach(({ sent }, endpoint) => {
        const stepBegan = judged[endpoint] ?? 0;
        for (let index = stepBegan; index < sent.length; index++) judgeSend(endpoint, index, stepBegan);
        judged[endpoint] = sent.length;
      });
    },
    judgeAnswer(answer, isConcurrent) {
      const { structured, args, begun } = answer;
      const hasSent = worlds.some(({ sent }, at) => sent.length > (begun.sent[at] ?? 0));
      if (args.DryRun !== false && hasSent) throw new Error('a rehearsal sent something');
      if (structured.outcome === 'copied') judgeCreated(answer, isConcurrent);
      else if (!isConcurrent) judgeNothing(answer);
      const lasted = awake() - begun.awake;
      // The waits of two calls side by side are counted twice here.
      if (!isConcurrent && lasted > 50_000) throw new Error(`the call took ${lasted} ms`);
    },
  };
}

/** The request without its token and our tags. */
export function stripped(request: object | undefined): Record<string, unknown> {
  const { ClientToken: _, TagSpecifications: __, DryRun: ___, ...rest } = (request ?? {}) as Record<string, unknown>;
  return rest;
}

export function textOf(request: object): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
}
