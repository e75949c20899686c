// Asking through the host's form (MCP elicitation), in both protocol eras. Whatever is odd is no answer.

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

// Under the hosts' own limits, so that we and not the SDK decide what silence means.
const FORM_MS = 40_000;
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
  if (!modern) return { answered: () => undefined, ask: (question, _about, signal) => push(host, question, signal) };
  return {
    answered: (about) => broughtAnswer(host, about),
    ask: async (question, about) => ({ answer: 'ask-in-result', result: askInResult(host, question, about) }),
  };
}

interface Capabilities {
  elicitation?: { form?: object; url?: object };
}

async function push({ ctx, now }: FormHost, question: Question, signal: AbortSignal): Promise<FormAnswer> {
  const begun = now();
  try {
    const reply: unknown = await ctx.mcpReq.elicitInput(
      { mode: 'form', message: questionText(question), requestedSchema: SCHEMA },
      { timeout: FORM_MS, signal },
    );
    // A machine that slept keeps the timer waiting, not the clock.
    const afterMs = now() - begun;
    return afterMs > FORM_MS ? { answer: 'none' } : readReply(reply, afterMs);
  } catch {
    return { answer: 'none' };
  }
}

/** A state of another plan, forged, stale or used before answers nothing: the question goes out anew. */
function broughtAnswer({ ctx, seal, now }: FormHost, about: string): FormAnswer | undefined {
  const state: unknown = ctx.mcpReq.requestState();
  if (typeof state !== 'string' || ctx.mcpReq.inputResponses === undefined) return undefined;
  const asked = seal.open(state, now());
  if (asked?.about !== about) return undefined;
  const view = inputResponse(ctx.mcpReq.inputResponses, KEY);
  return view.kind === 'elicit' ? readReply(view, now() - asked.at) : { answer: 'none' };
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
  const { action, content } = (reply ?? {}) as { action?: unknown; content?: { decision?: unknown } };
  if (action === 'decline') return { answer: 'decline', afterMs };
  if (action !== 'accept') return { answer: 'none' };
  if (content?.decision === CHOICES[1]) return { answer: 'accept', afterMs };
  return content?.decision === CHOICES[0] ? { answer: 'decline', afterMs } : { answer: 'none' };
}
