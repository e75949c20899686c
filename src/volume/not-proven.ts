// What no rehearsal can know. Source: EC2 API reference (DryRun) and EBS user guide, read 2026-11-22.

/** The standing list; `unread` names reads that failed, in words of ours. */
export function listNotProven(unread: readonly string[]): string[] {
  return [
    ...unread,
    'capacity in the zone and the storage and IOPS quotas of the account',
    'whether another copy of this source, or five copies in the Region, are running at that moment',
    'the KMS grants that an encrypted copy needs',
    'that the source stays as it is until the copy is made',
    'consistency of the data inside: the copy is crash-consistent, so quiesce writers until the request returns',
    'a second place: the copy is in the same zone as its source, no backup against losing it',
  ];
}
