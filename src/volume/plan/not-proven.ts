// What no rehearsal can know. Source: EC2 API reference (DryRun) and EBS user guide, read 2026-11-22. Short on
// purpose: it stands in every plan.

/** `unread` names reads that failed; what was proven by a read is not listed. */
export function listNotProven(facts: {
  unread: readonly string[];
  encrypted: boolean;
  copiesRead: boolean;
  priced: boolean;
}): string[] {
  return [
    ...facts.unread,
    ...(facts.priced ? [] : ['the cost: no list price of this type here']),
    'capacity and quotas',
    facts.copiesRead ? 'copies by others (five a Region)' : 'other copies (one a source, five a Region)',
    ...(facts.encrypted ? ['KMS grants'] : []),
    'a changed source',
    'the data inside (crash-consistent: quiesce until the request returns)',
    'no backup against losing the zone',
  ];
}
