// GET from whoever is not AWS, such as an issuer of tokens: through the proxy and with the certificates that requests
// to AWS take, since a company has one network. No redirect is followed, and a long answer is none.
import { request as requestPlain } from 'node:http';
import { type Agent, request as requestTls } from 'node:https';
import { readCaBundle } from './ca-bundle.ts';
import { bypassesProxy, PROXY_FORM, readProxyVariables } from './proxy-choice.ts';

/** As `fetch` takes and gives them. Rejects with Node's own problem, or with what AWS_CA_BUNDLE or a proxy variable lacks. */
export type NetworkGet = (
  url: string,
  options: { signal: AbortSignal; headers?: Readonly<Record<string, string>> },
) => Promise<Response>;

// Metadata and key sets are a few KB.
const MOST_BYTES = 1_048_576;
const CONNECT_MS = 5_000;

/** Looks at the variables with the first request. */
export function createNetworkGet(env: NodeJS.ProcessEnv): NetworkGet {
  let opened: ReturnType<typeof openNetwork> | undefined;
  return async (url, { signal, headers = {} }) => {
    opened ??= openNetwork(env);
    const { ca, agentFor } = await opened.catch((problem) => {
      opened = undefined;
      throw problem;
    });
    const target = new URL(url);
    const agent = agentFor(target);
    const options = { signal, headers, ...(agent ? { agent } : {}), ...(ca ? { ca } : {}) };
    return new Promise((resolve, reject) => {
      const request = target.protocol === 'https:' ? requestTls : requestPlain;
      const sent = request(target, options, async (incoming) => {
        try {
          const pieces: Buffer[] = [];
          let bytes = 0;
          for await (const piece of incoming as AsyncIterable<Buffer>) {
            bytes += piece.length;
            if (bytes > MOST_BYTES) throw new Error(`its answer is longer than ${MOST_BYTES} bytes`);
            pieces.push(piece);
          }
          resolve(new Response(Buffer.concat(pieces), { status: incoming.statusCode ?? 502 }));
        } catch (problem) {
          sent.destroy();
          reject(problem);
        }
      });
      sent.on('error', reject);
      sent.end();
    });
  };
}

async function openNetwork(env: NodeJS.ProcessEnv): Promise<{
  ca: string[] | undefined;
  agentFor(url: URL): Agent | undefined;
}> {
  const value = env.AWS_CA_BUNDLE;
  const ca = value ? await readCaBundle({ value, name: 'AWS_CA_BUNDLE', from: 'the environment' }, env) : undefined;
  const variables = readProxyVariables(env);
  if (variables.kind === 'invalid')
    throw new Error(`${variables.from} does not name a proxy; it has to be ${PROXY_FORM}`);
  if (variables.kind === 'none') return { ca, agentFor: () => undefined };
  const { choice } = variables;
  const { createProxyAgent } = await import('./proxy-agent.ts');
  const proxied = createProxyAgent(choice, { keepAlive: false, timeout: CONNECT_MS, ...(ca ? { ca } : {}) });
  return {
    ca,
    agentFor: ({ protocol, hostname, port }) =>
      protocol === 'https:' && !bypassesProxy(choice.noProxy, hostname, Number(port || 443)) ? proxied : undefined,
  };
}
