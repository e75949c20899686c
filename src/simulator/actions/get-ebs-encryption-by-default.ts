// The action GetEbsEncryptionByDefault.
import { beginRead, declareAction } from '../action.ts';
import { settingsOf } from '../world/simulated-world.ts';

/** Whether new volumes of the account are encrypted in this Region when a request leaves encryption open. */
export const getEbsEncryptionByDefault = declareAction({
  name: 'GetEbsEncryptionByDefault',
  shape: { DryRun: 'boolean' },
  run(input, context) {
    beginRead(context, 'GetEbsEncryptionByDefault', input.DryRun);
    const { encryptionByDefault } = settingsOf(context.world, context.caller.accountId, context.region);
    return {
      content: [
        ['ebsEncryptionByDefault', encryptionByDefault],
        // "Reserved for future use" (EC2 API reference): a value of the enum, with no documented meaning.
        ['sseType', context.switches.sparseResponses ? undefined : encryptionByDefault ? 'sse-kms' : 'none'],
      ],
    };
  },
});
