// The credential endpoint of a container: ECS, EKS, or a helper on this machine. Not by the SDK's provider, which waits
// for a silent endpoint without end and writes to stderr (credential-provider-http 3.972).
import { HttpRequest } from '@smithy/core/protocols';
import { messageText } from '../../answers/clean-text.ts';
import { collectStream } from '../../answers/collect-stream.ts';
import { failBeforeSending } from '../../answers/known-failure.ts';
import { createDirectHandler } from '../../network/request-handler.ts';
import { homePath } from '../../settings/home-path.ts';
import { readRegularFile, whyUnread } from '../../settings/regular-file.ts';
import type { Credentials } from '../credentials.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';
import { sourceFailure } from './source-failure.ts';

const WHAT = 'the credential endpoint of the container';
const LIMITS = { connectMs: 1_000, answerMs: 4_000 };
// Source: AWS SDKs reference guide, "Container credential provider", read 2026-11: over http only these.
const HTTP_HOSTS = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/;

export async function fromContainer(context: SourceContext): Promise<Credentials> {
  return await waitFor(WHAT, WAITS.container, context, async (abortSignal) => {
    const url = endpointOf(context.env);
    const request = new HttpRequest({
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port ? { port: Number(url.port) } : {}),
      path: url.pathname + url.search,
      method: 'GET',
      headers: { host: url.host, ...(await authorization(context.env)) },
    });
    const handler = createDirectHandler(undefined, LIMITS);
    try {
      const { response } = await handler.handle(request, { abortSignal });
      return readAnswer(response.statusCode, Buffer.from(await collectStream(response.body)).toString('utf8'));
    } catch (thrown) {
      throw sourceFailure(thrown, { what: WHAT }, 'container-credentials-failed');
    } finally {
      handler.destroy();
    }
  });
}

function endpointOf(env: NodeJS.ProcessEnv): URL {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const [name, text] = relative
    ? ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', `http://169.254.170.2${relative}`]
    : ['AWS_CONTAINER_CREDENTIALS_FULL_URI', env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? ''];
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && HTTP_HOSTS.test(url.hostname)))) return url;
  const expects = `${name} is not an address of a container's credentials: https, or http on this machine or its link.`;
  throw failBeforeSending('setting-invalid', { setting: name, from: 'the environment' }, expects);
}

async function authorization(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = file
    ? await readRegularFile(file).catch((thrown) => {
        const message = `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE (${homePath(file)}) cannot be read (${whyUnread(thrown)}).`;
        throw failBeforeSending('container-credentials-failed', {}, messageText(message, 300));
      })
    : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  if (!token) return {};
  if (/[\r\n]/.test(token.trim()))
    throw failBeforeSending('container-credentials-failed', {}, 'Its authorization token has several lines.');
  return { authorization: token.trim() };
}

function readAnswer(status: number, body: string): Credentials {
  const failed = (message: string) => failBeforeSending('container-credentials-failed', {}, message);
  const answer = parseObject(body);
  if (status !== 200)
    throw failed(messageText(`It answered with HTTP ${status}${answer?.Message ? `: ${answer.Message}` : ''}.`, 300));
  const { AccessKeyId, SecretAccessKey, Token, Expiration, AccountId } = answer ?? {};
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw failed('Its answer holds no credentials.');
  const expiration = typeof Expiration === 'string' ? new Date(Expiration) : undefined;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof Token === 'string' ? { sessionToken: Token } : {}),
    ...(expiration && !Number.isNaN(expiration.getTime()) ? { expiration } : {}),
    ...(typeof AccountId === 'string' ? { accountId: AccountId } : {}),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
