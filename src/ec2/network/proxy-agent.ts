// A connection through a proxy (CONNECT), by hpagent: an https.Agent with its pool and its TLS options, 3 KB, no
// dependencies; https-proxy-agent has three, and hands a proxy's 407 on as if AWS had answered it.
import type { AgentOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { HttpsProxyAgent } from 'hpagent';
import type { ProxyChoice } from './proxy-choice.ts';

/** The proxy itself said no, or was not there. */
class ProxyError extends Error {
  override name = 'ProxyError';
  readonly from: string;
  /** What the proxy answered the CONNECT with. */
  readonly statusCode: number | undefined;
  /** Node's code where no answer came. */
  readonly code: string | undefined;
  /** Whether it was given a user name or a password. */
  readonly hasLogin: boolean;

  constructor({ from, url }: ProxyChoice, cause: Error & { code?: string }) {
    super(cause.message);
    this.from = from;
    this.hasLogin = url.username !== '' || url.password !== '';
    // hpagent 1.2.0 has the status in its text alone.
    const status = /^Bad response: (\d{3})$/.exec(cause.message)?.[1];
    this.statusCode = status === undefined ? undefined : Number(status);
    this.code = cause.code;
  }
}

type Connected = (error: Error | null, socket: Socket | null) => void;

/** `timeout` in ms is for the proxy's answer; `ca` also judges the proxy's own certificate. */
export function createProxyAgent(
  choice: ProxyChoice,
  options: Omit<AgentOptions, 'ca'> & { timeout: number; ca?: string[] },
): HttpsProxyAgent {
  const { url } = choice;
  const agent = new HttpsProxyAgent({
    ...options,
    // hpagent 1.2.0 connects to the very text, where an address of IPv6 has no brackets.
    proxy: Object.defineProperty(new URL(url), 'hostname', { value: url.hostname.replace(/^\[|\]$/g, '') }),
    proxyRequestOptions: options.ca === undefined ? {} : { ca: options.ca },
  });
  const connect = agent.createConnection.bind(agent) as (options: object, connected: Connected) => void;
  const named = (request: { host?: string }, connected: Connected) => {
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      connected(new ProxyError(choice, new Error('The proxy did not answer in time.')), null);
    }, options.timeout);
    const done: Connected = (error, socket) => {
      clearTimeout(limit);
      if (late) socket?.destroy();
      else connected(error && new ProxyError(choice, error), socket);
    };
    try {
      connect(inBrackets(request), done);
    } catch (thrown) {
      process.nextTick(done, thrown as Error, null);
    }
  };
  return Object.assign(agent, { createConnection: named });
}

/** The proxy is asked for an address of IPv6 in brackets (RFC 9110, 9.3.6); a certificate has none. */
function inBrackets(request: { host?: string }): object {
  const { host = '' } = request;
  if (isIP(host) !== 6) return request;
  const identity = { checkServerIdentity: (_: string, cert: PeerCertificate) => checkServerIdentity(host, cert) };
  return { ...request, host: `[${host}]`, ...identity };
}
