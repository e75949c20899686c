// What EC2's dry run answered: permission, a reason that blocks the copy, or an error instead of an answer.

import type { Volume } from '../aws-records.ts';
import type { CallContext, ErrorReport } from '../errors/error-report.ts';
import { type Failure, reportFailure, withoutToken } from '../errors/failure.ts';
import { FAILURES } from '../errors/failure-catalogue.ts';
import { type PolicyPlace, withPolicy } from '../errors/policy-statement.ts';
import type { Finding } from '../rules/finding.ts';

/** What a rehearsal takes from the dry run. */
export interface DryRunResult {
  findings: Finding[];
  /** No answer about the request came, or the endpoint did not behave like EC2. */
  error?: ErrorReport;
  /** The volumes of an endpoint that answered as if it had copied. */
  volumes?: Volume[];
}

/** `permitted` is EC2's DryRunOperation. */
type DryRunReply = { ok: true; value: 'permitted' | Volume[] } | { ok: false; failure: Failure };

// Families with which EC2 judges the request; the others mean that it did not.
const JUDGED = new Set(['request', 'state', 'quota', 'permission']);

/** A refusal of EC2's is a finding with EC2's own code and words. */
export function readDryRun(reply: DryRunReply, context: CallContext, at: PolicyPlace): DryRunResult {
  if (reply.ok) {
    if (reply.value === 'permitted') return { findings: [] };
    const failure: Failure = { code: 'dry-run-ignored', message: '', definite: false, httpStatus: 200 };
    return {
      findings: [],
      volumes: reply.value,
      error: reportFailure(failure, context),
    };
  }
  const { failure } = reply;
  const error = withPolicy(withoutToken(reportFailure(failure, context)), at, context.copy);
  const refusedByEc2 =
    error.code === 'key-denied' ||
    JUDGED.has(FAILURES[failure.code].family) ||
    (failure.code === 'unlisted' && (failure.httpStatus ?? 500) < 500 && failure.awsCode);
  return refusedByEc2 ? { findings: [refusalOf(error)] } : { findings: [], error };
}

function refusalOf({ code, awsCode = code, denied, policy, alsoNeeded, ...error }: ErrorReport): Finding {
  return {
    level: 'block',
    code: 'ec2-refused',
    by: 'ec2',
    message: denied ? `EC2's dry run is denied. ${error.meaning}` : `EC2's dry run refuses: ${error.meaning}`,
    fix: {
      advice: error.nextStep,
      ...(policy ? { policy } : {}),
      ...(alsoNeeded ? { alsoNeeded } : {}),
      ...(error.retryAfterSeconds === undefined ? {} : { afterSeconds: error.retryAfterSeconds }),
    },
    ec2: {
      code: awsCode,
      message: error.message,
      ...(error.requestId ? { requestId: error.requestId } : {}),
      ...(denied ? { denied } : {}),
    },
  };
}
