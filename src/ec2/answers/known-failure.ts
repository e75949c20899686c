// A failure that this room has already judged, on its way out of the AWS SDK's promises.
import type { Failure } from '../../volume/errors/failure.ts';
import type { FailureCode } from '../../volume/errors/failure-catalogue.ts';
import type { FailureHint } from '../../volume/errors/failure-hint.ts';

/** Thrown inside ec2/ alone; `readFailure` takes the failure out again. */
export class KnownFailure extends Error {
  override name = 'KnownFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** Before anything was sent, hence definite. `message` holds foreign words, cleaned and cut. */
export function failBeforeSending(code: FailureCode, hint: FailureHint = {}, message = ''): KnownFailure {
  return new KnownFailure({ code, message, definite: true, hint });
}
