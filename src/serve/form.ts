// Asking through the host's form (MCP elicitation), in both protocol eras. Whatever is odd is no answer, and says why.

import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  SdkError,
  SdkErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type Question, questionText } from '../consent/question-text.ts';
import type { AskedQuestion, BroughtAnswer, FormAnswer, FormPort, NoAnswerReason } from '../ports/consent.ts';
import type { StateSeal } from './sealed-state.ts';

// Long enough for a person who was looking at it; a host that shows no forms leaves every one of them standing.
const SILENT_MS = 25_000;
const KEY = 'consent';

// An explicit choice with the harmless one first: a form sent back untouched is no yes.
const CHOICES = ['do not copy', 'copy this volume'] as const;
const SCHEMA = {
  type: 'object' as const,
  properties: {
    decision: { type: 'string' as const, title: 'Decision', enum: [...CHOICES], default: CHOICES[0] },
  },
  required: ['decision'],
};

export interface FormHost {
  server: Server;
  ctx: ServerContext;
  seal: StateSeal;
  history: FormHistory;
  now(): number;
}

/** What became of the forms of one connection so far. */
export interface FormHistory {
  answered: boolean;
  /** The forms that still stand, and when each was pushed, ms since the epoch. */
  standing: Set<{ begun: number }>;
  /** How long one stood that ended without an answer, ms. */
  longestMs: number;
}

/** One history for each connection, by its server. */
export function createFormHistories(): (server: object) => FormHistory {
  const histories = new WeakMap<object, FormHistory>();
  return (server) => {
    const known = histories.get(server) ?? { answered: false, standing: new Set(), longestMs: 0 };
    histories.set(server, known);
    return known;
  };
}

function isSilent({ answered, standing, longestMs }: FormHistory, now: number): boolean {
  return !answered && Math.max(longestMs, ...[...standing].map(({ begun }) => now - begun)) >= SILENT_MS;
}

/** The host's form for one call; undefined when the client declares none. */
export function formOf(host: FormHost): FormPort | undefined {
  const envelope = host.ctx.mcpReq.envelope as Record<string, unknown> | undefined;
  const modern = envelope?.['io.modelcontextprotocol/clientCapabilities'] as Capabilities | undefined;
  const capabilities = modern ?? (host.server.getClientCapabilities() as Capabilities | undefined);
  const elicitation = capabilities?.elicitation;
  // An empty declaration means forms (2025-11-25).
  if (!elicitation || (elicitation.form === undefined && elicitation.url !== undefined)) return undefined;
  return modern ? formInResult(host) : pushedForm(host);
}

function pushedForm(host: FormHost): FormPort {
  return {
    inResult: false,
    get isSilent() {
      return isSilent(host.history, host.now());
    },
    answered: async () => undefined,
    ask: (question, _asked, signal) => push(host, question, signal),
  };
}

function formInResult(host: FormHost): FormPort {
  return {
    inResult: true,
    isSilent: false,
    answered: (about) => broughtAnswer(host, about),
    ask: async (question, asked) => ({ answer: 'ask-in-result', result: await askInResult(host, question, asked) }),
  };
}

interface Capabilities {
  elicitation?: { form?: object; url?: object };
}

async function push({ ctx, history, now }: FormHost, question: Question, signal: AbortSignal): Promise<FormAnswer> {
  const begun = now();
  const withinMs = Math.max(1, question.expiresAt - begun);
  const form = { begun };
  history.standing.add(form);
  try {
    const reply: unknown = await ctx.mcpReq.elicitInput(
      { mode: 'form', message: questionText(question), requestedSchema: SCHEMA },
      { timeout: withinMs, signal },
    );
    history.answered = true;
    // A machine that slept keeps the timer waiting, not the clock.
    const afterMs = now() - begun;
    return afterMs > withinMs ? none('too-late') : readReply(reply, afterMs);
  } catch (error) {
    history.longestMs = Math.max(history.longestMs, now() - begun);
    return none(reasonOf(error, signal));
  } finally {
    history.standing.delete(form);
  }
}

/** The SDK throws when the time is up, when the call ends, and when the reply has not the form of one. */
function reasonOf(error: unknown, signal: AbortSignal): NoAnswerReason {
  if (signal.aborted) return 'too-late';
  if (!(error instanceof SdkError)) return 'error';
  if (error.code === SdkErrorCode.RequestTimeout) return 'too-late';
  return error.code === SdkErrorCode.InvalidResult ? 'odd' : 'error';
}

/** A state of another plan, forged or stale answers nothing: the question goes out anew. */
async function broughtAnswer({ ctx, seal, now }: FormHost, about: string): Promise<BroughtAnswer | undefined> {
  const state: unknown = ctx.mcpReq.requestState();
  const { inputResponses, droppedInputResponseKeys = [] } = ctx.mcpReq;
  if (typeof state !== 'string' || inputResponses === undefined) return undefined;
  const asked = await seal.open(state, now());
  if (asked?.about !== about) return undefined;
  const { questionId, mark } = asked;
  const view = inputResponse(inputResponses, KEY);
  // Another server may have asked. By its clock that is ahead a person's answer too may seem faster than one reads: it is
  // asked for again. By one that is behind a machine's is not told from a person's.
  if (view.kind === 'elicit') return { questionId, mark, given: readReply(view, now() - asked.at) };
  const left = inputResponses[KEY] === undefined && !droppedInputResponseKeys.includes(KEY);
  return { questionId, mark, given: none(left ? 'empty' : 'odd') };
}

async function askInResult(
  { seal, now }: FormHost,
  question: Question,
  { about, questionId }: AskedQuestion,
): Promise<InputRequiredResult> {
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({ mode: 'form', message: questionText(question), requestedSchema: SCHEMA }),
    },
    requestState: await seal.make({ about, questionId, at: now() }),
  });
}

function readReply(reply: unknown, afterMs: number): FormAnswer {
  const { action, content } = (reply ?? {}) as { action?: unknown; content?: { decision?: unknown } | null };
  if (action === 'decline') return { answer: 'decline', afterMs };
  if (action === 'cancel') return none('cancelled');
  if (action !== 'accept') return none('odd');
  if (!content || Object.keys(content).length === 0) return none('empty');
  if (content.decision === CHOICES[1]) return { answer: 'accept', afterMs };
  return content.decision === CHOICES[0] ? { answer: 'decline', afterMs } : none('odd');
}

function none(why: NoAnswerReason): FormAnswer {
  return { answer: 'none', why };
}
