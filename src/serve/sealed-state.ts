// The state of a question that travels through the client (2026-07-28) comes back as anybody's text: it is sealed,
// short-lived, and names its question and its plan.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { PLAN_MS } from '../consent/answer-times.ts';

interface AskedState {
  /** What exactly was asked about. */
  about: string;
  questionId: string;
  /** When the question went out, ms since the epoch. */
  at: number;
}

export interface StateSeal {
  make(state: AskedState): Promise<string>;
  /** `mark`: of this text and no other. Undefined when it was not made with this key, or is too old. */
  open(text: string, now: number): Promise<(AskedState & { mark: string }) | undefined>;
}

/**
 * `key`: the same for all servers that may be brought an answer; rejects while it is not known. `aheadMs`: how far
 * their clocks may lie apart.
 */
export function createStateSeal(key: () => Promise<Uint8Array>, aheadMs = 0): StateSeal {
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
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
      const state = JSON.parse(Buffer.from(body, 'base64url').toString()) as AskedState;
      // As long as a plan: after that the question would be about another plan.
      if (now - state.at > PLAN_MS || state.at - now > aheadMs) return undefined;
      return { ...state, mark: mac };
    },
  };
}
