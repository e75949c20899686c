// A seeded world in another Region: everything regional moves there, ids and names stay.
import type { SimulatedWorld } from '../world/simulated-world.ts';

/** `world` as it would be had it been made in `region`; changed in place. The partition stays `aws`. */
export function moveToRegion(world: SimulatedWorld, region: string): SimulatedWorld {
  const moved = (arn: string) => arn.replace(/^(arn:aws:[a-z0-9]+):[a-z0-9-]+:/, `$1:${region}:`);
  for (const key of world.keys) key.arn = moved(key.arn);
  for (const record of [...world.volumes, ...world.instances]) {
    record.zone = `${region}${record.zone.slice(record.region.length)}`;
    record.zoneId = `${zoneIdPrefix(region)}-${record.zoneId.split('-').at(-1)}`;
    record.region = region;
  }
  for (const volume of world.volumes) {
    if (volume.kmsKeyArn !== undefined) volume.kmsKeyArn = moved(volume.kmsKeyArn);
    if (volume.outpostArn !== undefined) volume.outpostArn = moved(volume.outpostArn);
    for (const { managed } of volume.attachments) if (managed) managed.resource = moved(managed.resource);
  }
  return world;
}

/** `use1` of us-east-1, `apse2` of ap-southeast-2: the directions as letters, as in EC2's zone ids. */
function zoneIdPrefix(region: string): string {
  return region.replace(/north|south|east|west|central/g, (direction) => direction.charAt(0)).replaceAll('-', '');
}
