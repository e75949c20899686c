// MCP over standard input and output, both protocol eras; stdout belongs to the protocol.
import type { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

/** Serves until standard input ends; `report` gets transport errors for stderr. */
export function serveOverStdio(createServer: () => Server, report: (error: Error) => void): void {
  // The tool list never changes, so a subscription could never be told anything.
  serveStdio(createServer, { onerror: report, maxSubscriptions: 0 });
}
