// The real copies this process has sent: what makes a repeated call repeat the request instead of the copy.
import type { SentCopies, SentCopy } from '../tools/tool.ts';

// EC2 remembers a token for about 12 hours; far fewer copies than this fit into them.
const MOST = 1_000;

export function createSentCopies(): SentCopies {
  const copies = new Map<string, SentCopy>();
  return {
    byToken: (token) => copies.get(token),
    byAsked: (asked) => [...copies.values()].reverse().find((copy) => copy.asked === asked),
    record(copy) {
      copies.delete(copy.token);
      copies.set(copy.token, copy);
      const oldest = copies.keys().next().value;
      if (copies.size > MOST && oldest !== undefined) copies.delete(oldest);
    },
    forget: (token) => {
      copies.delete(token);
    },
  };
}
