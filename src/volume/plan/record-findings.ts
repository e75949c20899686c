// What stands against a real copy beside EBS and EC2: whose keys are used, the record of what was sent, the audit, and what EC2 made of it.
import { quotedText } from '../../text/plain-text.ts';
import type { Finding } from '../rules/finding.ts';

/** `why` is a sentence of ours; `cure` one command. */
export function recordNotKept(why: string, cure?: string): Finding {
  return {
    level: 'warn',
    code: 'record-not-kept',
    by: 'us',
    message: `${why} Real copies are refused until what is sent can be recorded, so this rehearsal has no ClientToken.`,
    fix: {
      advice: cure
        ? `A person types: ${cure}`
        : 'The operator makes the record usable: the state directory, or the table that servers share.',
    },
  };
}

/**
 * `overrides` is the variable that keys of the environment win over, as "AWS_PROFILE=prod". `assumesRole`: the keys assume
 * the role of the caller, where the operator can name no profile.
 */
export function profileOverridden(overrides: string, assumesRole: boolean): Finding {
  const cure = `${assumesRole ? '' : 'names it with --profile, or '}takes AWS_ACCESS_KEY_ID out of the environment`;
  return {
    level: 'warn',
    code: 'profile-overridden',
    by: 'us',
    message: `The keys in the environment of this server are used${assumesRole ? ' to assume the role' : ''}, and not the profile of ${quotedText(overrides)}: as in the AWS CLI, keys come first.`,
    fix: {
      advice: `Compare the account. If the profile is meant, the operator ${cure}.`,
    },
    source: 'botocore, credentials.py, read 2026-11-25',
  };
}

export function auditNotWritable(): Finding {
  return {
    level: 'warn',
    code: 'audit-not-writable',
    by: 'us',
    message: 'The configured audit file cannot be written; real copies are refused until it can.',
    fix: { advice: 'The operator repairs the file or its folder.' },
  };
}

/**
 * `isSameRequest`: otherwise it was asked for in other words, which make the same copy. `mayBeSent`: whether its repetition
 * would send it, as it does while EC2 remembers the token.
 */
export function sendUnresolved(token: string, isSameRequest: boolean, mayBeSent: boolean): Finding {
  const what = isSameRequest ? 'A real copy of this very request' : 'This very copy, asked for with other arguments,';
  const again = isSameRequest ? 'that call' : 'that call with its own arguments';
  return {
    level: 'block',
    code: 'send-unresolved',
    by: 'us',
    message: `${what} was sent with ClientToken ${token}, and it is not known whether it made a volume.`,
    fix: {
      advice: `Repeat ${again}: it ${mayBeSent ? 'finds or makes' : 'looks for'} the one volume. A new ClientToken could make a second one.`,
    },
  };
}

/** A send of the same source, as something else or by somebody else, so lately that EC2 may not list what it made. */
export function sentOtherwise(): Finding {
  return {
    level: 'warn',
    code: 'send-unresolved',
    by: 'us',
    message:
      'A real copy of this source was sent before, with other settings or by somebody else, and it is not known whether it made a volume.',
    fix: { advice: 'Find out first what that call made: whoever made it repeats it with its own ClientToken.' },
  };
}

const UNLISTED =
  'Reuse it? EC2 does not list it among the copies: it is very new, carries no tag of this server, or was deleted.';

/** EC2 does not show it among the copies of the source. */
export function copiedUnseen(VolumeId: string): Finding {
  return {
    level: 'warn',
    code: 'copied-earlier',
    by: 'us',
    message: `This very request was sent before and made ${VolumeId}. ${UNLISTED}`,
    fix: { advice: 'Look at it before paying for another.', volume: VolumeId },
  };
}

/** Of another request for the same source, whoever made it. */
export function copiedOtherwise(VolumeId: string): Finding {
  return {
    level: 'warn',
    code: 'copied-earlier',
    by: 'us',
    message: `This source was copied a moment ago, with other settings or by somebody else: ${VolumeId}. ${UNLISTED}`,
    fix: {
      advice: 'Look at it before paying for another; EBS makes one copy of a volume at a time.',
      volume: VolumeId,
    },
  };
}

/** What EC2 made is not what was sent; `difference` is a clause of ours. */
export function copyDiffers(difference: string): Finding {
  return {
    level: 'warn',
    code: 'copy-differs',
    by: 'us',
    message: `The new volume is not as it was asked for: ${difference}.`,
    fix: { advice: 'Show this to the person before the volume is used.' },
  };
}
