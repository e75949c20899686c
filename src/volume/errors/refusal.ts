// A refusal is ours: we declined to send. Closed list of codes, published in the README.
import type { ErrorReport } from './error-report.ts';

export const REFUSALS = {
  'arguments-invalid': {
    meaning: 'An argument is missing, misspelt or not of its form. Nothing was sent.',
    nextStep: 'Correct what the message names and call again.',
    who: 'caller',
    retry: 'after_fix',
  },
  'configuration-faulty': {
    meaning: 'This server was started with settings that it cannot use, so its tools do nothing.',
    nextStep: 'A person corrects the settings that the message names and restarts the server (README, "Options").',
    who: 'operator',
    retry: 'after_fix',
  },
  'place-not-allowed': {
    meaning: 'The operator of this server did not allow this Region or profile.',
    nextStep: 'Choose one of those that the message names.',
    who: 'caller',
    retry: 'after_fix',
  },
  'real-copies-not-arranged': {
    meaning: 'This server only rehearses: nobody arranged real copies when it was started.',
    nextStep: 'Show the rehearsal to a person; how real copies are arranged is in the README, "Real copies".',
    who: 'operator',
    retry: 'never',
  },
  'findings-block': {
    meaning: 'A rule of EBS or a limit of the operator stands against this copy; see findings.',
    nextStep: 'Follow the fix of the first finding, then rehearse again.',
    who: 'caller',
    retry: 'after_fix',
  },
  'token-of-another-request': {
    meaning: 'This ClientToken was used for a request with other arguments.',
    nextStep: 'Repeat that request unchanged, or rehearse the new one and use its ClientToken.',
    who: 'caller',
    retry: 'after_fix',
  },
  'plan-expired': {
    meaning: 'The plan is older than 15 minutes; things may have changed since a person read it.',
    nextStep: 'Rehearse again, show the new plan, and use its ClientToken.',
    who: 'caller',
    retry: 'after_fix',
  },
  'plan-differs': {
    meaning: 'Since the rehearsal something changed that the plan was bound to.',
    nextStep: 'Rehearse again, show the person what changed, and use the new ClientToken.',
    who: 'caller',
    retry: 'after_fix',
  },
  'plan-needed': {
    meaning: 'Here a real copy needs the ClientToken of a rehearsal; this call has none, or one that was made up.',
    nextStep: 'Rehearse (leave DryRun out), show the plan, then call with its ClientToken.',
    who: 'caller',
    retry: 'after_fix',
  },
  'nobody-to-ask': {
    meaning: 'A person must agree to a real copy, and nobody could be asked from here.',
    nextStep: 'Show the plan to a person; how a yes can be arranged is in the README, "Asking a person".',
    who: 'person',
    retry: 'never',
  },
  'asked-enough': {
    meaning: 'A person was asked about this lately, or too often.',
    nextStep: 'Wait, and talk to the person first.',
    who: 'person',
    retry: 'later',
  },
  'record-not-durable': {
    meaning: 'What is sent cannot be recorded on this machine, so a copy without a person could happen twice.',
    nextStep: 'The operator makes the state directory writable (README, "State").',
    who: 'operator',
    retry: 'after_fix',
  },
  'audit-not-writable': {
    meaning: 'The configured audit file cannot be written.',
    nextStep: 'The operator mends the file or its folder (README, "Who did it").',
    who: 'operator',
    retry: 'after_fix',
  },
  'next-token-foreign': {
    meaning: 'This NextToken belongs to another question, Region or profile, or is not one of ours.',
    nextStep: 'Give it with the same arguments as the call that returned it, or begin again without it.',
    who: 'caller',
    retry: 'after_fix',
  },
  cancelled: {
    meaning: 'The call was cancelled before anything was sent.',
    nextStep: 'Nothing.',
    who: 'caller',
    retry: 'same_request',
  },
  'internal-fault': {
    meaning: 'A fault inside this server; details are in its log (stderr).',
    nextStep: 'Look at the state with get_volume_status before anything is repeated.',
    who: 'operator',
    retry: 'never',
  },
} as const satisfies Record<
  string,
  Pick<ErrorReport, 'meaning' | 'nextStep' | 'retry'> & { who: ErrorReport['whoCanFix'] }
>;
export type RefusalCode = keyof typeof REFUSALS;

/** The error block of a refusal; `message` is ours and says what exactly is wrong. */
export function reportRefusal(code: RefusalCode, message: string): ErrorReport {
  const { meaning, nextStep, retry, who } = REFUSALS[code];
  return { code, message, retry, meaning, nextStep, whoCanFix: who };
}
