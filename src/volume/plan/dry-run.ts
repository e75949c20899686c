// What EC2's dry run summary: permission, a reason against the copy, or that it could not be asked.

import type { Volume } from '../aws-records.ts';
import type { CallContext, ErrorReport } from '../errors/error-report.ts';
import { type Failure, reportFailure } from '../errors/failure.ts';
import { FAILURES } from '../errors/failure-catalogue.ts';
import { cureDenial, type DeniedAt } from '../errors/policy-statement.ts';
import type { Finding } from '../rules/finding.ts';

export interface DryRunResult {
  findings: Finding[];
  /** EC2 could not be asked, or did not behave like EC2. */
  error?: ErrorReport;
  /** The volumes of an endpoint that answered as if it had copied. */
  volumes?: Volume[];
}

type Verdict = { ok: true; value: 'permitted' | Volume[] } | { ok: false; failure: Failure };

// These say something about the request; the rest says that nobody answered it.
const REASONS = new Set(['request', 'state', 'quota', 'permission']);

/** `verdict` is absent when no dry run was sent. A refusal of EC2's is a finding with EC2's own code and words. */
export function readDryRun(verdict: Verdict | undefined, context: CallContext, at: DeniedAt): DryRunResult {
  if (verdict === undefined || (verdict.ok && verdict.value === 'permitted')) return { findings: [] };
  if (verdict.ok) {
    const failure: Failure = { code: 'dry-run-ignored', message: '', definite: false, httpStatus: 200 };
    return {
      findings: [],
      volumes: verdict.value === 'permitted' ? [] : verdict.value,
      error: reportFailure(failure, context),
    };
  }
  const { failure } = verdict;
  const error = reportFailure(failure, context);
  const policy = error.denied ? cureDenial(error.denied, at) : undefined;
  const refusedByEc2 =
    REASONS.has(FAILURES[failure.code].family) ||
    (failure.code === 'unlisted' && (failure.httpStatus ?? 500) < 500 && failure.awsCode);
  if (!refusedByEc2) return { findings: [], error };
  return {
    findings: [
      {
        level: 'block',
        code: 'ec2-refused',
        by: 'ec2',
        message: error.denied
          ? `EC2's dry run denies ${error.denied.action} on ${error.denied.resource}${error.denied.explicit ? ': a policy denies it outright' : ''}.`
          : `EC2's dry run refuses: ${error.meaning}`,
        fix: {
          advice: error.nextStep,
          ...(policy ? { policy } : {}),
          ...(error.retryAfterSeconds === undefined ? {} : { afterSeconds: error.retryAfterSeconds }),
        },
        ec2: {
          code: error.awsCode ?? error.code,
          message: error.message,
          ...(error.requestId ? { requestId: error.requestId } : {}),
          ...(error.denied ? { denied: error.denied } : {}),
        },
      },
    ],
  };
}
