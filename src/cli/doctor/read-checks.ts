// The reads that the tools need, and EC2's dry run of a copy, as they were answered.
import type { Mode } from '../../consent/limits-table.ts';
import type { Place } from '../../ports/ec2.ts';
import { allowCures } from '../../volume/errors/denial-advice.ts';
import type { AccessDenial, CallContext, ErrorReport } from '../../volume/errors/error-report.ts';
import { type Failure, reportFailure } from '../../volume/errors/failure.ts';
import { FAILURES } from '../../volume/errors/failure-catalogue.ts';
import { type Check, failureCheck } from './check.ts';
import { loginFailure, where } from './place-checks.ts';
import type { DryRunFacts, PlaceFacts, ReadFacts } from './probe-place.ts';

/** What does not work without the read. */
const WITHOUT: Readonly<Record<string, string>> = {
  'ec2:DescribeVolumes': 'Without it neither tool works.',
  'ec2:DescribeVolumeStatus': 'Without it nobody can tell whether a volume is healthy and at full speed.',
  'ec2:DescribeVolumesModifications': 'Without it nobody can tell that a volume is being modified.',
  'ec2:DescribeInstances': 'Without it volumes are not found by their instance.',
  'ec2:GetEbsEncryptionByDefault': 'Without it a rehearsal may not know whether the copy is encrypted.',
  'ec2:GetEbsDefaultKmsKeyId': 'Without it a rehearsal may not know the key of the copy.',
};
const PRINT_POLICY = '`ebs-copy-mcp iam-policy` prints the policy that is needed.';
const PRINT_DRY_RUN = '`ebs-copy-mcp iam-policy --mode plan --with-dry-run` prints the policy that lets it pass.';

export function readChecks(facts: PlaceFacts, mode: Mode): Check[] {
  const { place, reads, dryRun } = facts;
  if (!place.ok) return [];
  const told = loginFailure(facts) ? [] : reads.map((read) => readCheck(read, place.value));
  return [...told, dryRun ? dryRunCheck(dryRun, place.value, mode) : NOT_TRIED];
}

const NOT_TRIED: Check = {
  id: 'not-tried',
  level: 'warn',
  label: 'Not tried',
  message: "EC2's clock, the reads of the tools and a dry run, because EC2 cannot be read.",
  advice: 'Fix what is marked above, then run this again.',
};

function readCheck({ action, reply }: ReadFacts, place: Place): Check {
  const check = { id: `read ${action}`, label: 'Read' };
  if (reply.ok) return { ...check, level: 'ok', message: `${action} is allowed.` };
  const without = WITHOUT[action] ?? '';
  const level = action === 'ec2:DescribeVolumes' ? 'fail' : 'warn';
  const { failure } = reply;
  const report = reportDenial(failure, contextOf(action, place));
  if (report) return deniedCheck({ ...check, level }, report, without, PRINT_POLICY);
  return failureCheck({ ...check, level }, failure, contextOf(action, place), {
    before: `${action} failed. ${without}`,
  });
}

type Denial = ErrorReport & { denied: AccessDenial };

/** Undefined for any other failure. An encoded message is for whoever calls the tool: it fills pages. */
function reportDenial({ encodedMessage: _, ...failure }: Failure, context: CallContext): Denial | undefined {
  const report = reportFailure(failure, context);
  return report.denied && { ...report, denied: report.denied };
}

function deniedCheck(
  check: Pick<Check, 'id' | 'label' | 'level'>,
  { code, meaning, nextStep, denied }: Denial,
  consequence: string,
  print: string,
): Check {
  const { action, resource } = denied;
  return {
    ...check,
    message: meaning,
    advice: [consequence, nextStep, ...(allowCures(denied) ? [print] : [])].join(' '),
    facts: { code, action, resource },
  };
}

function contextOf(action: string, place: Place) {
  return { action, resource: '*', ...where(place) };
}

const ENDS_REFUSED = 'Rehearsals show the whole plan and end would_be_refused.';

function dryRunCheck(facts: DryRunFacts, place: Place, mode: Mode): Check {
  const check = { id: 'dry-run', label: 'Dry run' };
  if (facts.kind === 'no-volume') {
    return {
      ...check,
      level: 'warn',
      message: facts.named
        ? `There is no volume ${facts.named} in ${place.region} for these credentials, so no dry run was tried.`
        : `No volume that could be copied was found in ${place.region}, so no dry run was tried.`,
      advice: 'Name a volume with --volume.',
    };
  }
  const { volume, reply } = facts;
  if (reply.ok && reply.value === 'permitted')
    return { ...check, level: 'ok', message: `EC2 would copy ${volume}.`, facts: { volume } };
  const failure: Failure = reply.ok
    ? { code: 'dry-run-ignored', message: '', definite: false, httpStatus: 200 }
    : reply.failure;
  const report = reportDenial(failure, contextOf('ec2:CopyVolumes', place));
  if (report) {
    return mode === 'plan'
      ? deniedCheck({ ...check, level: 'warn' }, report, ENDS_REFUSED, PRINT_DRY_RUN)
      : deniedCheck({ ...check, level: 'fail' }, report, 'Without it copies fail.', PRINT_POLICY);
  }
  const ofVolume = ['request', 'state', 'quota'].includes(FAILURES[failure.code].family);
  return failureCheck(
    { ...check, level: ofVolume ? 'warn' : 'fail' },
    failure,
    { ...contextOf('ec2:CopyVolumes', place), resource: volume },
    ofVolume
      ? {
          before: `EC2 would not copy ${volume}.`,
          advice: 'That is not a permission: try another volume with --volume.',
        }
      : { before: `The dry run of a copy of ${volume} gave no answer.` },
  );
}
