// No page over HTTP: the person sits at another machine than this server.
import type { PagePort } from '../../../ports/consent.ts';

export const NO_PAGE: PagePort = {
  open: async () => ({
    opened: false,
    why: 'this server runs without a screen',
    howToAllow:
      'Use a host that shows forms (MCP 2026-07-28), or ask the operator of this server for a way to copy without a question.',
  }),
  decision: async () => ({ decided: 'expired', seen: false }),
  withdraw: async () => {},
};
