// The credentials of a role in the name of a caller: CloudTrail shows who asked.
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { RoleSession } from '../../../ports/ec2.ts';
import { isDenial } from '../../../volume/errors/failure.ts';
import { arn } from '../../answers/clean-text.ts';
import { KnownFailure } from '../../answers/known-failure.ts';
import type { InTurn } from '../../network/request-turns.ts';
import type { Credentials } from '../credentials.ts';
import type { FailureShare } from '../failure-share.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';
import { readCredentials } from './assume-role.ts';
import { sourceFailure } from './source-failure.ts';

// A role that assumes a role has an hour at most, whatever the second one allows (IAM user guide, role chaining, 2026-11).
const SESSION_SECONDS = 3_600;

export interface InNameContext extends Pick<SourceContext, 'waits' | 'waitsFor'> {
  /** Callers who come together take turns; their time goes on while they wait. */
  inTurn: InTurn;
  /** What STS told one of them holds for the others of the role. */
  shareFailure: FailureShare;
}

/** `sts` has the server's own credentials. Throws a KnownFailure. */
export async function assumeInName(
  { roleArn, name, sourceIdentity }: RoleSession,
  sts: () => Promise<STSClient>,
  context: InNameContext,
): Promise<Credentials> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: name,
    DurationSeconds: SESSION_SECONDS,
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  });
  const what = 'AWS STS (for the role of the caller)';
  return await waitFor(what, WAITS.role, context, (abortSignal) => {
    const ask = async () => {
      try {
        const client = await sts();
        return readCredentials((await client.send(command, { abortSignal })).Credentials, { what });
      } catch (thrown) {
        throw explainRefusal(sourceFailure(thrown, { what }, 'caller-role-refused'), roleArn);
      }
    };
    // Whoever waited for a turn may learn meanwhile that it is of no use.
    return context.inTurn({ key: roleArn, caller: name }, abortSignal, () => context.shareFailure(roleArn, ask));
  });
}

/** A denial names the role, so that nobody is told to allow every one, and which of the two actions it is for. */
function explainRefusal({ failure }: KnownFailure, roleArn: string): KnownFailure {
  if (!isDenial(failure.awsCode ?? '')) return new KnownFailure(failure);
  const action = /\bperform: (sts:[A-Za-z]{3,60})\b/.exec(failure.message)?.[1] ?? 'sts:AssumeRole';
  const denied = { action, resource: arn(roleArn) ?? 'the role of the caller' };
  return new KnownFailure({ ...failure, code: 'caller-role-denied', hint: { ...failure.hint, denied } });
}
