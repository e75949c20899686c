// What a source of credentials threw, as a failure that names the profile. Nothing reached EC2, so it is definite.
import type { Failure } from '../../../volume/errors/failure.ts';
import { FAILURES, type FailureCode } from '../../../volume/errors/failure-catalogue.ts';
import type { FailureHint } from '../../../volume/errors/failure-hint.ts';
import { KnownFailure } from '../../answers/known-failure.ts';
import { readFailure } from '../../answers/read-failure.ts';

/**
 * `refused` is the code of a refusal by the source itself. What the network, throttling or a fault of the service did
 * keeps its code, and so do credentials that AWS did not take, and a Region in which it takes none.
 */
export function sourceFailure(thrown: unknown, hint: FailureHint, refused: FailureCode): KnownFailure {
  if (thrown instanceof KnownFailure) return thrown;
  const failure = readFailure(thrown, {}, undefined);
  const awsCode = failure.awsCode ?? failure.code;
  const own: Failure = isOwnCode(failure.code) ? failure : { ...failure, code: refused, awsCode };
  return new KnownFailure({ ...own, definite: true, hint: { ...failure.hint, ...hint } });
}

function isOwnCode(code: FailureCode): boolean {
  if (code === 'RegionDisabledException') return true;
  return (
    ['network', 'answer', 'throttle', 'service', 'credentials'].includes(FAILURES[code].family) && code !== 'unlisted'
  );
}
