// Names that are no arguments here, and what whoever gives them means.

const STAYS = 'A copy stays in the Availability Zone of its source: leave it out. Another zone needs a snapshot.';
const filtered = (name: string, value = '…') => ({
  Filters: `Give Filters: [{ "Name": "${name}", "Values": ["${value}"] }].`,
});

/** Names that people and models try, in lower case without _ and -: the argument of a tool that they are about, and what to give there. */
export const ARGUMENT_SLIPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tags: {
    TagSpecifications:
      'Tags go into TagSpecifications: [{ "ResourceType": "volume", "Tags": [{ "Key": "…", "Value": "…" }] }].',
    ...filtered('tag:KEY'),
  },
  name: { TagSpecifications: 'A name is a tag: give TagSpecifications with the key Name.', ...filtered('tag:Name') },
  availabilityzone: { SourceVolumeId: STAYS, ...filtered('availability-zone', 'us-east-1a') },
  availabilityzoneid: { SourceVolumeId: STAYS, ...filtered('availability-zone-id', 'use1-az1') },
  destinationregion: {
    SourceVolumeId: 'A copy stays in the Region of its source: leave it out. Another Region needs a snapshot.',
    copiesOf: 'A copy stays in the Region of its source: give Region.',
  },
  snapshotid: {
    SourceVolumeId: 'A volume is copied from a volume: give SourceVolumeId.',
    ...filtered('snapshot-id'),
  },
  volumeid: { SourceVolumeId: 'Give SourceVolumeId.', VolumeIds: 'Give VolumeIds, a list.' },
  sourcevolumeid: { copiesOf: 'Give copiesOf for the copies of a volume, VolumeIds for the volume itself.' },
  instanceid: {
    SourceVolumeId: 'Volumes of an instance are found with get_volume_status and attachedTo.',
    attachedTo: 'Give attachedTo.',
  },
  instanceids: { attachedTo: 'Give attachedTo, one instance for a call.' },
  volumetype: filtered('volume-type'),
  state: filtered('status', 'available'),
  status: filtered('status', 'available'),
};
