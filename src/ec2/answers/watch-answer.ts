// What an answer looked like on the wire: the SDK drops status, type and date when it cannot read the body.
import type { Target } from '../network/request-handler.ts';
import { wasEmpty } from './collect-stream.ts';
import type { SeenAnswer } from './read-failure.ts';

interface RawAnswer {
  response: { statusCode: number; headers: Record<string, string>; body: object };
}

interface Attempt {
  request: Target;
}

interface Stack {
  add(
    middleware: (next: (args: Attempt) => Promise<RawAnswer>) => (args: Attempt) => Promise<RawAnswer>,
    options: object,
  ): void;
}

/** Filled while the command is sent; holds what the newest attempt was answered. */
export function watchAnswer(command: unknown): SeenAnswer {
  const seen: SeenAnswer = { sent: false };
  const { middlewareStack } = command as { middlewareStack: Stack };
  middlewareStack.add(
    (next) => async (args) => {
      // Runs once an attempt: what an earlier one was answered says nothing about this one.
      for (const name of Object.keys(seen) as (keyof SeenAnswer)[]) delete seen[name];
      seen.sent = true;
      seen.target = args.request;
      const answer = await next(args);
      const { statusCode, headers, body } = answer.response;
      seen.isEmpty = () => wasEmpty(body);
      seen.status = statusCode;
      if (headers['content-type']) seen.contentType = headers['content-type'];
      if (headers['content-length']) seen.length = headers['content-length'];
      if (headers['content-encoding']) seen.encoding = headers['content-encoding'];
      if (headers['x-amzn-requestid']) seen.requestId = headers['x-amzn-requestid'];
      const date = Date.parse(headers.date ?? '');
      if (!Number.isNaN(date)) seen.date = date;
      return answer;
    },
    { step: 'deserialize', priority: 'low', name: 'watchAnswer' },
  );
  return seen;
}
