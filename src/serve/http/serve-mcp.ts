// The MCP SDK behind the checks: one server for each request, both protocol eras, no session.
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpServerFactory, type Server } from '@modelcontextprotocol/server';
import type { AdmittedRequest, HandlerParts } from './handle-request.ts';
import { MOST_BODY_BYTES } from './read-body.ts';

export interface McpEndpoint {
  serve: HandlerParts['serve'];
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
  return {
    async serve(request, response, body, admitted) {
      // The SDK hands this on to the factory untouched; a token has no business beyond the check.
      const auth = { token: '', clientId: '', scopes: [], extra: { admitted } };
      let code: number | undefined;
      const fetch: typeof mcp.fetch = async (...asked) => {
        const answer = await mcp.fetch(...asked);
        if (!answer.ok) code = await codeIn(answer.clone());
        return answer;
      };
      const handle = toNodeHandler({ fetch }, { onerror: report, maxRequestBodySize: MOST_BODY_BYTES });
      // Node's type says undefined where the SDK's says absent.
      await handle(Object.assign(request, { auth }) as Parameters<typeof handle>[0], response, body);
      return code;
    },
    close: () => mcp.close(),
  };
}

async function codeIn(answer: Response): Promise<number | undefined> {
  const refusal = (await answer.json().catch(() => undefined)) as { error?: { code?: unknown } } | undefined;
  const code = refusal?.error?.code;
  return typeof code === 'number' ? code : undefined;
}
