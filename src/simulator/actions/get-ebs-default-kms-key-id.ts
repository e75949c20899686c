import { beginRead, declareAction } from '../action.ts';
import { settingsOf } from '../world/world.ts';

/**
 * GetEbsDefaultKmsKeyId: the key that encrypts when none is named. The ARN of the key that was chosen; where none was,
 * the alias and not an ARN, though the member's text says ARN (AWS CLI reference, get-ebs-default-kms-key-id, example).
 */
export const getEbsDefaultKmsKeyId = declareAction({
  name: 'GetEbsDefaultKmsKeyId',
  shape: { DryRun: 'boolean' },
  run(input, call) {
    beginRead(call, 'GetEbsDefaultKmsKeyId', input.DryRun);
    const { defaultKeyArn = 'alias/aws/ebs' } = settingsOf(call.world, call.caller.accountId, call.region);
    return [['kmsKeyId', defaultKeyArn]];
  },
});
