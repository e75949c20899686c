// The grammar of a CopyVolumes request: what EC2 can never accept, whatever the account (block), and documented
// maxima that AWS may have raised (warn). Source: EC2 API reference and EBS user guide, read 2026-11-22.

import { nearest } from '../../text/closest-name.ts';
import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import { judgeEncryption } from './encryption.ts';
import type { Finding } from './finding.ts';
import { judgeInheritance, unnamed } from './inheritance.ts';
import { judgeKeyForm } from './key-form.ts';
import { judgeIops } from './settings/iops.ts';
import { judgeLosses } from './settings/losses.ts';
import { judgeMultiAttach } from './settings/multi-attach.ts';
import { judgeSize } from './settings/size.ts';
import { judgeThroughput } from './settings/throughput.ts';
import { judgeTags } from './tags.ts';
import { DEFAULT_TYPE, factsOf, VOLUME_TYPE_TABLE } from './type-table.ts';

/** Judges the request by itself and, when given, against its source. Sizes in GiB, throughput in MiB/s. */
export function judgeRequest(request: CopyVolumesRequest, source?: CopySource): Finding[] {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const facts = factsOf(type);
  const ofType = facts
    ? [
        ...judgeIops(request, type, facts, source),
        ...judgeThroughput(request, type, facts, source),
        ...judgeMultiAttach(request, type, facts, source),
        ...judgeSize(request, type, facts, source),
      ]
    : [unknownType(type, request, source)];
  return [
    ...ofType,
    ...judgeEncryption(request, source),
    ...judgeKeyForm(request, source),
    ...judgeTags(request.TagSpecifications ?? []),
    ...judgeInheritance(request, source),
    ...judgeLosses(request, source),
  ];
}

/** AWS adds types; what this version does not know of one is left to EC2. */
function unknownType(type: string, request: CopyVolumesRequest, source: CopySource | undefined): Finding {
  // None is inherited, and what is not known is nowhere judged as lower.
  const had = Object.entries(source ? unnamed(request, source) : {})
    .map((member) => member.join(' '))
    .join(' and ');
  const known = Object.keys(VOLUME_TYPE_TABLE);
  // EC2 itself reports the type of the source: nobody mistyped that.
  const meant = type === source?.VolumeType ? undefined : nearest(type, known);
  return {
    level: 'warn',
    code: 'type-not-known',
    by: 'us',
    message: `VolumeType ${type} is not known to this version of the server, so its limits and its price are not checked. EC2 decides.${had && ` The copy gets ${had} of the source only where they are named and the type takes them.`}`,
    fix: meant
      ? { arguments: { VolumeType: meant }, advice: `Or was ${meant} meant?` }
      : { advice: `Known are ${known.join(', ')}.` },
  };
}
