import { beginRead, declareAction } from '../action.ts';
import { settingsOf } from '../world/world.ts';

/** GetEbsEncryptionByDefault: whether new volumes of the account are encrypted in this Region unless told otherwise. */
export const getEbsEncryptionByDefault = declareAction({
  name: 'GetEbsEncryptionByDefault',
  shape: { DryRun: 'boolean' },
  run(input, call) {
    beginRead(call, 'GetEbsEncryptionByDefault', input.DryRun);
    const { encryptionByDefault } = settingsOf(call.world, call.caller.accountId, call.region);
    return [
      ['ebsEncryptionByDefault', encryptionByDefault],
      // "Reserved for future use" (EC2 API reference): the value is of the enum, its meaning is nobody's to rely on.
      ['sseType', call.switches.sparseReplies ? undefined : encryptionByDefault ? 'sse-kms' : 'none'],
    ];
  },
});
