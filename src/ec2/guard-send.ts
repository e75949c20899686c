// Holds a signed request back when it may not be sent any more: asked after the credentials were resolved, which may
// take as long as a person needs to log in, and right before the bytes leave.
import type { SendGuard } from '../ports/ec2.ts';

/** Thrown before anything is sent. */
class NotSent extends Error {
  override name = 'NotSent';
}

type Next = (args: object) => Promise<object>;
interface Stack {
  addRelativeTo(
    middleware: (next: Next, context: Context) => Next,
    options: { relation: 'after'; toMiddleware: string; name: string },
  ): void;
}
/** Where the SDK keeps what it signs with (@smithy/core 3.41, httpSigningMiddleware). */
interface Context {
  __smithy_context?: { selectedHttpAuthScheme?: { identity?: { accessKeyId?: string } } };
}

export function guardSend(command: object, { credentialsId, mayStillSend }: SendGuard): void {
  const { middlewareStack } = command as { middlewareStack: Stack };
  middlewareStack.addRelativeTo(
    (next, context) => async (args) => {
      const identity = context.__smithy_context?.selectedHttpAuthScheme?.identity?.accessKeyId;
      if (credentialsId !== undefined && identity !== credentialsId)
        throw new NotSent('The credentials are not those that the request was judged by.');
      if (!(await mayStillSend())) throw new NotSent('The request was taken over by another process.');
      return next(args);
    },
    { relation: 'after', toMiddleware: 'httpSigningMiddleware', name: 'guardSend' },
  );
}
