// What is not AWS, such as an issuer of tokens, in a company network: the same proxy, the same certificates, no more.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createNetworkGet } from '../../../src/ec2/network/network-get.ts';
import { type ConnectProxy, startConnectProxy } from '../../support/connect-proxy.ts';
import { makeCertificates, type TestCertificates } from '../../support/test-certificates.ts';

let pki: TestCertificates;
beforeAll(() => {
  pki = makeCertificates();
});

let asked: string[];
let port: number;
let proxy: ConnectProxy;
let answer: { status: number; headers: Record<string, string>; body: string };
beforeEach(async () => {
  asked = [];
  answer = { status: 200, headers: {}, body: '{"keys":[]}' };
  const issuer = createServer(pki.tls, (request, response) => {
    asked.push(`${request.headers.host}${request.url} ${request.headers.accept ?? ''}`);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  issuer.listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  onTestFinished(() => {
    issuer.closeAllConnections();
    issuer.close();
  });
  port = (issuer.address() as AddressInfo).port;
  proxy = await startConnectProxy(port);
});

const ISSUER = 'https://ec2.us-east-1.amazonaws.com';
const get = (env: Record<string, string>, url: string, headers = {}) =>
  createNetworkGet({ AWS_CA_BUNDLE: pki.bundle, ...env })(url, { signal: new AbortController().signal, headers });

test('goes through the proxy, with the certificates of the company', async () => {
  const reply = await get({ HTTPS_PROXY: proxy.url }, `${ISSUER}/jwks`, { accept: 'application/json' });
  expect([reply.status, await reply.json()]).toEqual([200, { keys: [] }]);
  expect(proxy.asked).toEqual(['ec2.us-east-1.amazonaws.com:443']);
  expect(asked).toEqual(['ec2.us-east-1.amazonaws.com/jwks application/json']);
});

test('what is on this machine is asked directly', async () => {
  expect((await get({ HTTPS_PROXY: proxy.url }, `https://127.0.0.1:${port}/`)).status).toBe(200);
  expect(proxy.asked).toEqual([]);
});

test('a certificate that nobody here trusts is refused', async () => {
  await expect(get({ AWS_CA_BUNDLE: '' }, `https://127.0.0.1:${port}/`)).rejects.toThrow(/certificate|signed/);
  expect(asked).toEqual([]);
});

test('a redirect is not followed, and a refusal of the proxy is told as the proxy’s', async () => {
  answer = { status: 302, headers: { location: `https://127.0.0.1:${port}/other` }, body: '' };
  expect((await get({}, `https://127.0.0.1:${port}/`)).status).toBe(302);
  expect(asked).toHaveLength(1);
  proxy.answerWith(407);
  await expect(get({ HTTPS_PROXY: proxy.url }, ISSUER)).rejects.toThrow('407');
});

test('an answer without an end is given up', async () => {
  answer = { status: 200, headers: {}, body: 'x'.repeat(1_048_577) };
  await expect(get({}, `https://127.0.0.1:${port}/`)).rejects.toThrow('longer than 1048576 bytes');
});
