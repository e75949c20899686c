// Which Region and profile a call may use: the operator's list, or the configured one when there is no list.
import type { AllowedPlaces } from '../ports/ec2.ts';
import { nameText } from '../volume/errors/failure-advice.ts';

export type Choice = { ok: true; region?: string; profile?: string } | { ok: false; message: string };

/** What was asked for, within what is allowed; `region` stays open when the AWS chain is to decide. */
export function choosePlace(
  asked: { Region?: string | undefined; Profile?: string | undefined },
  allowed: AllowedPlaces,
): Choice {
  const profile = asked.Profile ?? (allowed.profiles.length === 1 ? allowed.profiles[0] : undefined);
  if (allowed.profiles.length > 1 && profile === undefined) {
    return { ok: false, message: `Profile: give one of ${allowed.profiles.map(nameText).join(', ')}.` };
  }
  const region = asked.Region ?? (allowed.regions.length === 1 ? allowed.regions[0] : allowed.defaultRegion);
  return { ok: true, ...(region ? { region } : {}), ...(profile ? { profile } : {}) };
}

/** The Region that the AWS chain named must be one of the allowed ones too. */
export function judgeRegion(region: string, allowed: AllowedPlaces): string | undefined {
  if (allowed.regions.length === 0 || allowed.regions.includes(region)) return undefined;
  return `Region: the configured Region is not among those allowed here; give one of ${allowed.regions.join(', ')}.`;
}
