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
import { DEFAULT_TYPE, ruleOf } from './type-rules.ts';

/** Judges the request by itself and, when given, against its source. Sizes in GiB, throughput in MiB/s. */
export function judgeRequest(request: CopyVolumesRequest, source?: CopySource): Finding[] {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const rule = ruleOf(type);
  return [
    ...(rule ? judgeIops(request, type, rule, source) : []),
    ...(rule ? judgeThroughput(request, type, rule) : []),
    ...(rule ? judgeMultiAttach(request, type, rule) : []),
    ...(rule ? judgeSize(request, type, rule, source) : []),
    ...judgeEncryption(request, source),
    ...judgeTags(request.TagSpecifications ?? []),
    ...judgeInheritance(request, source, keptArguments(source ?? {})),
  ];
}

/** The arguments that keep the source's type and performance. */
export function keptArguments(source: CopySource): Record<string, unknown> {
  const rule = ruleOf(source.VolumeType ?? '');
  return {
    ...(source.VolumeType ? { VolumeType: source.VolumeType } : {}),
    ...(rule?.iops && source.Iops !== undefined ? { Iops: source.Iops } : {}),
    ...(rule?.throughput && source.Throughput !== undefined ? { Throughput: source.Throughput } : {}),
  };
}
