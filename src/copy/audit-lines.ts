// Audit lines of a copy: who, where and what, without a secret.
import type { Audit } from '../ports/state.ts';
import type { Deps } from '../ports/tool.ts';
import type { AskInResult, CopyDecision } from './decision.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** What a line says of a call. */
export function auditFields(call: CopyCall, made: MadePlan | undefined, token: string): Record<string, unknown> {
  const caller = made?.first.caller ?? call.deps.ec2.knownCaller(call.place);
  return {
    token,
    region: call.place.region,
    ...(call.place.profile ? { profile: call.place.profile } : {}),
    ...(caller?.account ? { account: caller.account } : {}),
    ...(caller?.arn ? { principal: caller.arn } : {}),
    SourceVolumeId: call.request.SourceVolumeId,
    request: call.request,
  };
}

/** Every real copy that was asked for has its line, sent or not; what the page did has its own already. */
export async function auditDecision(call: CopyCall, decision: CopyDecision | AskInResult): Promise<void> {
  const sent = sentLine(decision);
  if (sent) return writeLine(() => call.deps.audit.write(sent));
  const unsent = whyUnsent(decision);
  if (!unsent) return;
  const { why, token = call.token ?? '', made } = unsent;
  await auditUnsent(call.deps, { ...auditFields(call, made, token), why });
}

/** A real copy that was asked for and not sent, with the reason. */
export async function auditUnsent(
  { audit }: Pick<Deps, 'audit'>,
  fields: Record<string, unknown> & { why: string },
): Promise<void> {
  await writeLine(() => audit.writeCounted({ ...fields, event: 'not-sent' }));
}

/**
 * A real copy that a bug stops has its line too, and the bug goes on. After the line of the intent that one tells of the
 * call: what was sent is not known then. `fields`: what is known of the call without its work.
 */
export async function auditBug<T>(
  deps: Deps,
  fields: Record<string, unknown>,
  work: (deps: Deps) => Promise<T>,
): Promise<T> {
  let mayHaveSent = false;
  const write: Audit['write'] = (line) => {
    mayHaveSent ||= line.event === 'intent';
    return deps.audit.write(line);
  };
  try {
    return await work({ ...deps, audit: { ...deps.audit, write } });
  } catch (bug) {
    if (!mayHaveSent) await auditUnsent(deps, { ...fields, why: 'internal-error' });
    throw bug;
  }
}

/** A line that comes after the fact: failing to write it must not take the answer away. */
async function writeLine(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch {
    // The line went to no file; the next real copy is refused for that.
  }
}

function sentLine(decision: CopyDecision | AskInResult): Record<string, unknown> | undefined {
  if (decision.kind === 'gone' && decision.failure) {
    const { token, failure } = decision;
    return { event: 'outcome', token, outcome: 'gone', ...withRequestId(failure), code: failure.code };
  }
  if (decision.kind !== 'sent') return undefined;
  const { sent, request } = decision;
  const line = { event: 'outcome', token: request.ClientToken, outcome: sent.kind };
  if (sent.kind !== 'copied') return { ...line, ...withRequestId(sent.failure), code: sent.failure.code };
  return { ...line, VolumeId: sent.volume.VolumeId, created: sent.created, ...withRequestId(sent) };
}

function withRequestId({ requestId }: { requestId?: string }): { requestId?: string } {
  return requestId ? { requestId } : {};
}

function whyUnsent(
  decision: CopyDecision | AskInResult,
): { why: string; token?: string | undefined; made?: MadePlan | undefined } | undefined {
  switch (decision.kind) {
    case 'refused':
      return { why: decision.code, token: decision.token, made: decision.made };
    case 'unread':
      return { why: decision.failure.code, token: decision.token };
    case 'unresolved': {
      const { why, request, made } = decision;
      return { why: typeof why === 'string' ? why : why.code, token: request.ClientToken, made };
    }
    case 'declined':
    case 'waiting':
      return { why: decision.kind, token: decision.token, made: decision.made };
    case 'ask-in-result':
      return { why: 'waiting', token: decision.token, made: decision.made };
    case 'finished':
      return { why: 'copied-earlier', token: decision.request.ClientToken };
    case 'gone':
      return { why: 'copy-gone', token: decision.token };
  }
}
