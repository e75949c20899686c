// Which of the requests that an endpoint received may change something.
import type { RequestRecord } from '../../src/simulator/serve-request.ts';

export function isMutating({ action, params }: Pick<RequestRecord, 'action' | 'params'>): boolean {
  if (/^Describe|^Get(?:CallerIdentity|EbsEncryptionByDefault|EbsDefaultKmsKeyId)$/.test(action)) return false;
  return !(action === 'CopyVolumes' && params.DryRun === 'true');
}
