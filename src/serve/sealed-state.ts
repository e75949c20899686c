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
  make(state: AskedState): Promise<string>;
  /** Undefined when it was not made with this key, is too old, or was opened here before. */
  open(text: string, now: number): Promise<AskedState | undefined>;
}

/** `key`: the same for all servers that may be brought an answer; rejects while it is not known. */
export function createStateSeal(key: () => Promise<Uint8Array>): StateSeal {
  const used = new Set<string>();
  const sign = async (body: string) =>
    createHmac('sha256', await key())
      .update(`asked\0${body}`)
      .digest('base64url');
  return {
    async make(state) {
      const body = Buffer.from(JSON.stringify(state)).toString('base64url');
      return `${body}.${await sign(body)}`;
    },
    async open(text, now) {
      const [body = '', mac = ''] = text.split('.');
      const expected = Buffer.from(await sign(body));
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
