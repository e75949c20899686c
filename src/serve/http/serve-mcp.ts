// The MCP SDK behind the checks: one server for each request, both protocol eras, no session.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpServerFactory, type Server } from '@modelcontextprotocol/server';
import type { AdmittedRequest } from './handle-request.ts';
import { MOST_BODY_BYTES } from './read-body.ts';

export interface McpEndpoint {
  serve(request: IncomingMessage, response: ServerResponse, body: object, admitted: AdmittedRequest): Promise<void>;
  close(): Promise<void>;
}

/** `createServer` makes the server that answers one request; `report` gets what the SDK refuses, for stderr. */
export function createMcpEndpoint(
  createServer: (admitted: AdmittedRequest) => Server,
  report: (error: Error) => void,
): McpEndpoint {
  const factory: McpServerFactory = ({ authInfo }) => createServer(authInfo?.extra?.admitted as AdmittedRequest);
  const mcp = createMcpHandler(factory, {
    onerror: report,
    // The tool list never changes, so a subscription could never be told anything.
    maxSubscriptions: 0,
    maxRequestBodySize: MOST_BODY_BYTES,
  });
  const handle = toNodeHandler(mcp, { onerror: report, maxRequestBodySize: MOST_BODY_BYTES });
  return {
    async serve(request, response, body, admitted) {
      // The SDK hands this on to the factory untouched; a token has no business beyond the check.
      const auth = { token: '', clientId: '', scopes: [], extra: { admitted } };
      // Node's type says undefined where the SDK's says absent.
      await handle(Object.assign(request, { auth }) as Parameters<typeof handle>[0], response, body);
    },
    close: () => mcp.close(),
  };
}
