// What a failure of a place means there: its Region, its credentials, its proxy, its clock.
import type { Place } from '../../ports/ec2.ts';
import { type Failure, isCredentialFailure } from '../../volume/errors/failure.ts';
import type { FailureHint } from '../../volume/errors/failure-hint.ts';
import type { ProfileSession } from '../clients/profile-session.ts';
import { isOptInRegion, partitionName } from '../partition.ts';
import type { SeenAnswer } from './read-failure.ts';

/** Codes with which a Region answers whose account has not enabled it. */
const MAY_BE_OPT_IN = new Set(['AuthFailure', 'InvalidClientTokenId', 'OptInRequired']);
const BY_CLOCK = new Set(['RequestExpired', 'SignatureDoesNotMatch']);
// AWS takes five minutes; an answer is on its way for a while.
const LEAST_SKEW_S = 4 * 60;

/** The failure with what its place adds; a hint that it has already stays. */
export function explainFailure(failure: Failure, place: Place, session: ProfileSession, seen: SeenAnswer): Failure {
  const hint: FailureHint = {
    ...credentialHint(failure, place, session, seen),
    ...regionHint(failure, place, session),
    ...variantHint(failure, session),
    ...clockHint(failure, seen),
    ...proxyHint(failure, session, seen),
    ...bundleHint(failure, session),
    ...failure.hint,
  };
  return Object.keys(hint).length === 0 ? failure : { ...failure, hint };
}

function credentialHint(
  { code }: Failure,
  place: Place,
  { source }: ProfileSession,
  { status }: SeenAnswer,
): FailureHint {
  if (!isCredentialFailure(code)) return {};
  // What did not please AWS are the keys of the role, which the server has assumed by itself.
  if (place.session && status !== undefined) return { renewal: 'caller-role' };
  // Beside a role in a caller's name, the place's profile is no profile of AWS.
  const profile = (place.session ? undefined : place.profile) ?? source.profile;
  return { ...(profile === undefined ? {} : { profile }), renewal: source.method ?? source.kind };
}

/** A source of credentials that was refused has told its own Region. */
function regionHint({ code, hint }: Failure, { region }: Place, { acceptedIn }: ProfileSession): FailureHint {
  if (hint?.what !== undefined || !MAY_BE_OPT_IN.has(code) || acceptedIn.has(region)) return {};
  const [accepted, another] = new Set([...acceptedIn].map(partitionName));
  const needed = partitionName(region);
  if (isCredentialFailure(code) && accepted !== undefined && another === undefined && accepted !== needed)
    return { otherPartition: { needed, accepted } };
  return isOptInRegion(region) ? { optInRegion: true } : {};
}

/** A proxy looks the name up itself, and tells no reason. */
const MAY_BE_NO_HOST = new Set(['name-not-found', 'proxy-failed']);

function variantHint({ code }: Failure, { settings }: ProfileSession): FailureHint {
  const asked = [settings.useFipsEndpoint, settings.useDualstackEndpoint].flatMap((one) =>
    one ? `${one.name} (${one.from})` : [],
  );
  return asked.length > 0 && MAY_BE_NO_HOST.has(code) ? { variant: asked.join(' with ') } : {};
}

function clockHint({ code }: Failure, { date }: SeenAnswer): FailureHint {
  if (!BY_CLOCK.has(code) || date === undefined) return {};
  const seconds = Math.round((date - Date.now()) / 1000);
  return Math.abs(seconds) < LEAST_SKEW_S ? {} : { clockOffsetSeconds: seconds };
}

/** A bundle that could not be read would have been told as a setting. */
function bundleHint({ code }: Failure, { settings: { caBundle } }: ProfileSession): FailureHint {
  return caBundle && code === 'certificate-invalid' ? { bundle: `${caBundle.name} (${caBundle.from})` } : {};
}

/** What the handler threw says it already; of what was given up here nothing was thrown. */
function proxyHint({ code }: Failure, { handler }: ProfileSession, { target }: SeenAnswer): FailureHint {
  const proxy = code === 'deadline-reached' && target ? handler.proxyFor?.(target) : undefined;
  return proxy ? { proxy } : {};
}
