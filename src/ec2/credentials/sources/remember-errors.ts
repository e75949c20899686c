// What went wrong on the wire inside a provider of the SDK that says only "log in again".
import type { AwsRequestHandler } from '../../network/request-handler.ts';

export interface WatchedHandler {
  handler: AwsRequestHandler;
  /** The error of the newest request, when it got no answer. */
  newest(): unknown;
}

export function rememberErrors(handler: AwsRequestHandler): WatchedHandler {
  let newest: unknown;
  return {
    handler: {
      ...handler,
      handle: async (...args) => {
        newest = undefined;
        try {
          return await handler.handle(...args);
        } catch (thrown) {
          newest = thrown;
          throw thrown;
        }
      },
    },
    newest: () => newest,
  };
}
