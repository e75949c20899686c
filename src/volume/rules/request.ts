// The grammar of a CopyVolumes request: what EC2 can never accept, whatever the account (block), and documented
// maxima that AWS may have raised (warn). Source: EC2 API reference and EBS user guide, read 2026-11-22.

import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import { judgeEncryption } from './encryption.ts';
import type { Finding } from './finding.ts';
import { judgeInheritance } from './inheritance.ts';
import { judgeIops } from './iops.ts';
import { judgeMultiAttach } from './multi-attach.ts';
import { judgeSize } from './size.ts';
import { judgeTags } from './tags.ts';
import { judgeThroughput } from './throughput.ts';
import { DEFAULT_TYPE, factsOf } from './type-table.ts';

/** Judges the request by itself and, when given, against its source. Sizes in GiB, throughput in MiB/s. */
export function judgeRequest(request: CopyVolumesRequest, source?: CopySource): Finding[] {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const facts = factsOf(type);
  const ofType = facts
    ? [
        ...judgeIops(request, type, facts, source),
        ...judgeThroughput(request, type, facts),
        ...judgeMultiAttach(request, type, facts),
        ...judgeSize(request, type, facts, source),
      ]
    : [];
  return [
    ...ofType,
    ...judgeEncryption(request, source),
    ...judgeTags(request.TagSpecifications ?? []),
    ...judgeInheritance(request, source),
  ];
}
