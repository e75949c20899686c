// The state of a question that travels through the client (2026-07-28) comes back as anybody's text: it is sealed,
// short-lived, names its plan, and counts once.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { PLAN_MS } from '../consent/answer-times.ts';

interface AskedState {
  /** What exactly was asked about. */
  about: string;
  /** When the question went out, ms since the epoch. */
  at: number;
}

export interface StateSeal {
  make(state: AskedState): string;
  /** Undefined when it was not made here, is too old, or was opened before. */
  open(text: string, now: number): AskedState | undefined;
}

export function createStateSeal(key: Uint8Array): StateSeal {
  const used = new Set<string>();
  const sign = (body: string) => createHmac('sha256', key).update(`asked\0${body}`).digest('base64url');
  return {
    make(state) {
      const body = Buffer.from(JSON.stringify(state)).toString('base64url');
      return `${body}.${sign(body)}`;
    },
    open(text, now) {
      const [body = '', mac = ''] = text.split('.');
      const expected = Buffer.from(sign(body));
      const given = Buffer.from(mac);
      if (expected.length !== given.length || !timingSafeEqual(expected, given) || used.has(mac)) return undefined;
      const state = JSON.parse(Buffer.from(body, 'base64url').toString()) as AskedState;
      // As long as a plan: after that the question would be about another plan.
      if (now - state.at > PLAN_MS || state.at > now) return undefined;
      used.add(mac);
      return state;
    },
  };
}
