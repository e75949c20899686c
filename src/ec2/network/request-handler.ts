// How a request leaves this machine, for every AWS client alike: directly or through a proxy, with the company's
// certificates, and never without a limit of time. Node's client follows no redirect, and nothing asks for compression.
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { FailureHint } from '../../volume/errors/failure-hint.ts';
import { failBeforeSending } from '../answers/known-failure.ts';
import { bypassesProxy, isLocal, PROXY_FORM, type ProxyChoice, readProxyVariables } from './proxy-choice.ts';

type Handle = NodeHttpHandler['handle'];
type Request = Parameters<Handle>[0];
type HandleOptions = Parameters<Handle>[1];

/** What the SDK wants of a handler, as far as this product's clients use it (@smithy/types 4.20). */
export interface AwsRequestHandler {
  readonly metadata: { handlerProtocol: string };
  handle(request: Request, options?: HandleOptions): ReturnType<Handle>;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): object;
  /** Closes idle connections. */
  destroy(): void;
  /** What the variables of a proxy do to a request: nothing where there are none, and to what is on this machine. */
  proxyFor?(target: Target): ProxyUse | undefined;
}

export type Target = Pick<Request, 'protocol' | 'hostname' | 'port'>;
type ProxyUse = NonNullable<FailureHint['proxy']>;

// A read that stalls is given up early enough to be repeated within one call of 50 s.
const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;

/** Limits in ms of one attempt: until it is connected, and until the header is there or the body moves on. */
export interface RequestLimits {
  connectMs: number;
  answerMs: number;
}

const LIMITS: RequestLimits = { connectMs: CONNECT_MS, answerMs: ANSWER_MS };

/** `ca` are PEM texts. Throws a KnownFailure when the proxy variable is none. */
export async function createRequestHandler(
  env: NodeJS.ProcessEnv,
  ca: readonly string[] | undefined,
  limits: RequestLimits = LIMITS,
): Promise<AwsRequestHandler> {
  const variables = readProxyVariables(env);
  if (variables.kind === 'invalid') {
    const { from } = variables;
    throw failBeforeSending(
      'setting-invalid',
      { setting: from, from: 'the environment' },
      `${from} does not name a proxy; it has to be ${PROXY_FORM}`,
    );
  }
  const direct = createDirectHandler(ca, limits);
  if (variables.kind === 'none') {
    const { httpOnly } = variables;
    return handlerOf(
      () => direct,
      [direct],
      () => (httpOnly ? { from: httpOnly, way: 'http-only' } : undefined),
    );
  }
  const { choice } = variables;
  const proxied = await createProxiedHandler(choice, ca, limits);
  const bypasses = ({ hostname, port, protocol }: Target) =>
    protocol !== 'https:' || bypassesProxy(choice.noProxy, hostname, port ?? 443);
  return handlerOf(
    (request) => (bypasses(request) ? direct : proxied),
    [direct, proxied],
    (target) => ({ from: choice.from, way: bypasses(target) ? 'excepted' : 'used' }),
  );
}

/** For what is on this machine or beside it: the embedded EC2, and the credential endpoint of a container. */
export function createDirectHandler(
  ca: readonly string[] | undefined,
  limits: RequestLimits = LIMITS,
): NodeHttpHandler {
  return new NodeHttpHandler({ ...timeouts(limits), ...(ca ? { httpsAgent: { ca: [...ca] } } : {}) });
}

async function createProxiedHandler(
  choice: ProxyChoice,
  ca: readonly string[] | undefined,
  limits: RequestLimits,
): Promise<NodeHttpHandler> {
  const { createProxyAgent } = await import('./proxy-agent.ts');
  const httpsAgent = createProxyAgent(choice, {
    keepAlive: true,
    maxSockets: MOST_SOCKETS,
    // Before the handler's own limit, which would not name the proxy.
    timeout: limits.connectMs - 500,
    ...(ca ? { ca: [...ca] } : {}),
  });
  return new NodeHttpHandler({ ...timeouts(limits), httpsAgent });
}

// The SDK's own number (node-http-handler 4.14).
const MOST_SOCKETS = 50;

function timeouts({ connectMs, answerMs }: RequestLimits) {
  return {
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    throwOnRequestTimeout: true,
    // The other two end when the headers are there; without this a body may stall for EC2's 15 minutes.
    socketTimeout: answerMs,
  };
}

function handlerOf(
  choose: (request: Request) => NodeHttpHandler,
  handlers: readonly NodeHttpHandler[],
  useOf: (target: Target) => ProxyUse | undefined,
): AwsRequestHandler {
  const proxyFor = (target: Target) => (isLocal(target.hostname) ? undefined : useOf(target));
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => {
      try {
        return await choose(request).handle(request, options);
      } catch (thrown) {
        throw Object.assign(thrown as Error, { proxy: proxyFor(request) });
      }
    },
    // One handler serves several clients: none of them may change it.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => {
      for (const handler of handlers) handler.destroy();
    },
    proxyFor,
  };
}
