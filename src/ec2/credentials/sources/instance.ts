// The role of the EC2 instance that this runs on, by its metadata service.
import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { messageText } from '../../answers/clean-text.ts';
import { failBeforeSending } from '../../answers/known-failure.ts';
import type { Credentials } from '../credentials.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';

const SILENT = () => undefined;
// The provider would write to stderr.
const LOGGER = { trace: SILENT, debug: SILENT, info: SILENT, warn: SILENT, error: SILENT };
const ATTEMPT_MS = 1_000;

/** Whatever it throws has no code, and means that there is no role to have here (credential-provider-imds 4.5). */
export async function fromInstance(context: SourceContext): Promise<Credentials> {
  return await waitFor('the instance metadata service', WAITS.instance, context, async () => {
    try {
      return await fromInstanceMetadata({ timeout: ATTEMPT_MS, maxRetries: 0, logger: LOGGER })();
    } catch (thrown) {
      throw failBeforeSending('instance-role-missing', {}, messageText((thrown as Error).message ?? '', 200));
    }
  });
}
