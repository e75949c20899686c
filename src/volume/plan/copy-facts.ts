// What a copy request carries that a policy may judge: its tags, its keys, its source.
import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { CopyFacts } from '../errors/error-report.ts';
import { readKeyForm } from '../rules/key-form.ts';
import { OUR_TAGS } from '../rules/tags.ts';

/** `request` is what was or would be sent, our tags included; `source` is absent while it was not read. */
export function copyFacts(request: CopyVolumesRequest, source?: Volume): CopyFacts {
  const tags = request.TagSpecifications?.flatMap(({ Tags = [] }) => Tags.map(({ Key }) => Key)) ?? [];
  return {
    source: request.SourceVolumeId,
    ...(source?.OwnerId ? { owner: source.OwnerId } : {}),
    tags,
    stamps: tags.filter((key) => (OUR_TAGS as readonly string[]).includes(key)),
    keys: [source?.KmsKeyId, request.KmsKeyId].filter((key) => readKeyForm(key ?? '')?.kind === 'arn') as string[],
  };
}
