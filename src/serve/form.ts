// Asking through the host's form (MCP elicitation), in both protocol eras. Whatever is odd is no answer, and says why.

import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type Question, questionText } from '../consent/question-text.ts';
import type { FormAnswer, FormPort } from '../ports/consent.ts';
import type { StateSeal } from './sealed-state.ts';

// A connection that leaves a form unanswered for so long, and never answered one, is taken to show none.
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
  now(): number;
}

/** The host's form for one call; undefined when the client declares none. */
export function formOf(host: FormHost): FormPort | undefined {
  const envelope = host.ctx.mcpReq.envelope as Record<string, unknown> | undefined;
  const modern = envelope?.['io.modelcontextprotocol/clientCapabilities'] as Capabilities | undefined;
  const capabilities = modern ?? (host.server.getClientCapabilities() as Capabilities | undefined);
  const elicitation = capabilities?.elicitation;
  // An empty declaration means forms (2025-11-25).
  if (!elicitation || (elicitation.form === undefined && elicitation.url !== undefined)) return undefined;
  const habits = habitsOf(host.server);
  const isSilent = isSilentHost(habits, host.now());
  if (!modern) {
    const ask: FormPort['ask'] = (question, _about, signal) => push(host, habits, question, signal);
    return { inResult: false, isSilent, answered: () => undefined, ask };
  }
  return {
    inResult: true,
    isSilent,
    answered: (about) => broughtAnswer(host, habits, about),
    ask: async (question, about) => {
      habits.waiting.add(host.now());
      return { answer: 'ask-in-result', result: askInResult(host, question, about) };
    },
  };
}

/** How a connection treats its forms. */
interface FormHabits {
  hasAnswered: boolean;
  hasStoodSilent: boolean;
  /** When the forms that are out were put; local time, ms since the epoch. */
  waiting: Set<number>;
}

const habitsByServer = new WeakMap<Server, FormHabits>();

function habitsOf(server: Server): FormHabits {
  const habits = habitsByServer.get(server) ?? { hasAnswered: false, hasStoodSilent: false, waiting: new Set() };
  habitsByServer.set(server, habits);
  return habits;
}

function isSilentHost({ hasAnswered, hasStoodSilent, waiting }: FormHabits, now: number): boolean {
  return !hasAnswered && (hasStoodSilent || [...waiting].some((at) => now - at >= SILENT_MS));
}

interface Capabilities {
  elicitation?: { form?: object; url?: object };
}

/** Waits as long as the question lives: a late answer meets the next call. */
async function push(
  { ctx, now }: FormHost,
  habits: FormHabits,
  question: Question,
  signal: AbortSignal,
): Promise<FormAnswer> {
  const begun = now();
  habits.waiting.add(begun);
  const answer = await pushed(ctx, question, signal, Math.max(1, question.expiresAt - begun));
  habits.waiting.delete(begun);
  // A machine that slept keeps the timer waiting, not the clock.
  const afterMs = now() - begun;
  if (answer.kind === 'error') {
    if (afterMs >= SILENT_MS) habits.hasStoodSilent = true;
    return { answer: 'none', why: now() >= question.expiresAt ? 'too-late' : 'error' };
  }
  habits.hasAnswered = true;
  return now() >= question.expiresAt ? { answer: 'none', why: 'too-late' } : readReply(answer.reply, afterMs);
}

async function pushed(
  ctx: ServerContext,
  question: Question,
  signal: AbortSignal,
  timeout: number,
): Promise<{ kind: 'reply'; reply: unknown } | { kind: 'error' }> {
  try {
    const params = { mode: 'form' as const, message: questionText(question), requestedSchema: SCHEMA };
    return { kind: 'reply', reply: await ctx.mcpReq.elicitInput(params, { timeout, signal }) };
  } catch {
    return { kind: 'error' };
  }
}

/** A state of another plan, forged, stale or used before answers nothing: the question goes out anew. */
function broughtAnswer({ ctx, seal, now }: FormHost, habits: FormHabits, about: string): FormAnswer | undefined {
  const state: unknown = ctx.mcpReq.requestState();
  if (typeof state !== 'string' || ctx.mcpReq.inputResponses === undefined) return undefined;
  const asked = seal.open(state, now());
  if (asked?.about !== about) return undefined;
  habits.hasAnswered = true;
  habits.waiting.clear();
  const view = inputResponse(ctx.mcpReq.inputResponses, KEY);
  if (view.kind === 'elicit') return readReply(view, now() - asked.at);
  // Something came back under our key that the SDK takes for no answer.
  return { answer: 'none', why: ctx.mcpReq.inputResponses[KEY] === undefined ? 'empty' : 'odd' };
}

function askInResult({ seal, now }: FormHost, question: Question, about: string): InputRequiredResult {
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({ mode: 'form', message: questionText(question), requestedSchema: SCHEMA }),
    },
    requestState: seal.make({ about, at: now() }),
  });
}

function readReply(reply: unknown, afterMs: number): FormAnswer {
  const { action, content } = (reply ?? {}) as { action?: unknown; content?: { decision?: unknown } | null };
  if (action === 'decline') return { answer: 'decline', afterMs };
  if (action === 'cancel') return { answer: 'none', why: 'cancelled' };
  if (action !== 'accept') return { answer: 'none', why: 'odd' };
  if (!content || Object.keys(content).length === 0) return { answer: 'none', why: 'empty' };
  if (content.decision === CHOICES[1]) return { answer: 'accept', afterMs };
  return content.decision === CHOICES[0] ? { answer: 'decline', afterMs } : { answer: 'none', why: 'odd' };
}
