// What the copy will have, also where the request leaves it to EC2. Source: CopyVolumes, EC2 API reference, read 2026-11-22.
import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import { DEFAULT_TYPE, factsOf, unaskedIops } from '../rules/type-table.ts';

/** What the copy will have, as far as request, source and EC2's defaults say. Sizes in GiB, throughput in MiB/s. */
export interface CopySettings {
  VolumeType: string;
  Size?: number;
  Iops?: number;
  Throughput?: number;
}

/** The request's settings, the source's size, EC2's defaults for the rest. */
export function settingsOf(request: CopyVolumesRequest, source: Volume): CopySettings {
  const VolumeType = request.VolumeType ?? DEFAULT_TYPE;
  const Size = request.Size ?? source.Size;
  const Iops = request.Iops ?? unaskedIops(VolumeType, Size);
  const Throughput = request.Throughput ?? factsOf(VolumeType)?.throughput?.default;
  return {
    VolumeType,
    ...(Size === undefined ? {} : { Size }),
    ...(Iops === undefined ? {} : { Iops }),
    ...(Throughput === undefined ? {} : { Throughput }),
  };
}
