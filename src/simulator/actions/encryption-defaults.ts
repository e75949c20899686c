// The actions GetEbsEncryptionByDefault and GetEbsDefaultKmsKeyId.
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

/**
 * The key that encrypts when none is named: the ARN of the key that was chosen. Where none was, the alias and not an ARN,
 * though the documentation of the member has an ARN (AWS CLI reference, get-ebs-default-kms-key-id, example, 2026).
 */
export const getEbsDefaultKmsKeyId = declareAction({
  name: 'GetEbsDefaultKmsKeyId',
  shape: { DryRun: 'boolean' },
  run(input, context) {
    beginRead(context, 'GetEbsDefaultKmsKeyId', input.DryRun);
    const { defaultKeyArn = 'alias/aws/ebs' } = settingsOf(context.world, context.caller.accountId, context.region);
    return { content: [['kmsKeyId', defaultKeyArn]] };
  },
});
