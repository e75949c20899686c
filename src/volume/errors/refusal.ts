// Refusals, which are ours: this server declined to send. The closed list of their codes, which the README publishes.
import type { CatalogueEntry, ErrorReport } from './error-report.ts';

const fixedBy =
  (who: CatalogueEntry['who']) =>
  (meaning: string, nextStep: string): CatalogueEntry => ({ meaning, nextStep, who, retry: 'after_fix' });
const caller = fixedBy('caller');
const operator = fixedBy('operator');

export const REFUSALS = {
  'arguments-invalid': caller(
    'An argument is missing, misspelt or not of its form. Nothing was sent.',
    'Correct what the message names and call again.',
  ),
  'configuration-faulty': operator(
    'This server was started with settings that it cannot use, so its tools do nothing.',
    'A person corrects the settings that the message names and restarts the server (docs/options.md).',
  ),
  'place-not-allowed': caller(
    'The operator of this server did not allow this Region or profile.',
    'Choose one of those that the message names.',
  ),
  'real-copies-not-arranged': {
    meaning: 'This server only rehearses: nobody arranged real copies when it was started.',
    nextStep: 'Show the rehearsal to a person; how real copies are arranged is in docs/real-copies.md.',
    who: 'operator',
    retry: 'never',
  },
  'caller-may-not-copy': {
    meaning: 'This server makes real copies, but not for this caller.',
    nextStep: 'Show the rehearsal to a person who may copy, or ask whoever gives access to this server.',
    who: 'person',
    retry: 'never',
  },
  'findings-block': caller(
    'A rule of EBS or a limit of the operator blocks this copy.',
    'Follow the fix of the first finding, then rehearse again.',
  ),
  'token-of-another-request': caller(
    'This ClientToken belongs to another request: its arguments, its place or its caller differ.',
    'Repeat the request that it belongs to, unchanged, or rehearse this one and use the ClientToken of that rehearsal.',
  ),
  'plan-expired': caller(
    'The plan is older than 15 minutes or of unknown age; what a person read may have changed.',
    'Rehearse again, show the new plan, and use its ClientToken.',
  ),
  'plan-differs': caller(
    'Since the rehearsal something changed that the plan was bound to.',
    'Rehearse again, show the person what changed, and use the new ClientToken.',
  ),
  'plan-needed': caller(
    'Here a real copy needs the ClientToken of a rehearsal; this call has none, or one that was made up.',
    'Rehearse (leave DryRun out), show the plan, then call with its ClientToken.',
  ),
  'nobody-to-ask': {
    meaning: 'A person must agree to a real copy, and nobody could be asked from here.',
    nextStep: 'Show the plan to a person; how a yes can be arranged is in docs/real-copies.md#asking-a-person.',
    who: 'person',
    retry: 'never',
  },
  'asked-enough': {
    meaning: 'A person was asked about this lately, or too often.',
    nextStep: 'Wait, and talk to the person first.',
    who: 'person',
    retry: 'later',
  },
  'being-sent': {
    ...caller(
      'Another process is sending this copy at this moment.',
      'Make the same call again with the same ClientToken.',
    ),
    retry: 'same_request',
  },
  'caller-not-known': {
    meaning: 'It is not known whose credentials these are.',
    nextStep:
      'A person makes sts:GetCallerIdentity reachable; then make the same call again with the same ClientToken.',
    who: 'person',
    retry: 'same_request',
  },
  'copy-gone': caller(
    'The volume that this ClientToken made is not there any more.',
    'Rehearse again: a new plan with a new ClientToken makes a new copy.',
  ),
  'copy-not-made': caller(
    'The earlier call with this ClientToken made no volume, and EC2 has forgotten it.',
    'Rehearse again, and use the new ClientToken.',
  ),
  'no-time-left': {
    ...caller(
      'A send is only begun while there is time left to hear its answer. Nothing was sent.',
      'Call again with the same arguments; an answer that a person gave still counts.',
    ),
    retry: 'same_request',
  },
  'record-not-durable': operator(
    'What is sent cannot be recorded, so a copy without a person could happen twice.',
    'The operator makes the record usable: the state directory, or the table of --state (docs/real-copies.md#state).',
  ),
  'audit-not-writable': operator(
    'The configured audit file cannot be written.',
    'The operator repairs the file or its folder (docs/real-copies.md#who-did-it).',
  ),
  'next-token-foreign': caller(
    'This NextToken belongs to another question, Region or profile, or is not one of ours.',
    'Give it with the same arguments as the call that returned it, or begin again without it.',
  ),
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
} as const satisfies Record<string, CatalogueEntry>;
export type RefusalCode = keyof typeof REFUSALS;

/** The error block of a refusal; `message` is ours and names what exactly is wrong. */
export function reportRefusal(code: RefusalCode, message: string): ErrorReport {
  const { meaning, nextStep, retry, who } = REFUSALS[code];
  return { code, message, retry, meaning, nextStep, whoCanFix: who };
}
