// What no rehearsal can know. Source: EC2 API reference (DryRun) and EBS user guide, read 2026-11-22. Short on
// purpose: it stands in every plan.

/** What was seen of other copies: a member is absent when it could not be read. */
interface SeenCopies {
  copies?: readonly unknown[];
  recentCopies?: readonly unknown[];
  recentGap?: string;
  statuses?: unknown;
}

/** `unread` names reads that failed; what was proven by a read is not listed. */
export function listNotProven(facts: {
  unread: readonly string[];
  encrypted: boolean;
  copies: SeenCopies;
  priced: boolean;
}): string[] {
  return [
    ...facts.unread,
    ...(facts.priced ? [] : ['the cost: no list price of this type here']),
    'capacity and quotas',
    otherCopies(facts.copies),
    ...(facts.encrypted ? ['KMS grants'] : []),
    'a changed source',
    'the data inside (crash-consistent: quiesce until the request returns)',
    'no backup against losing the zone',
  ];
}

/** A copy that another account makes of a shared source counts too, and is never shown here. */
function otherCopies({ copies, recentCopies, recentGap, statuses }: SeenCopies): string {
  if (!copies || !statuses) return 'other copies (one a source, five a Region)';
  if (recentCopies && !recentGap) return 'copies by other accounts';
  return `copies by others (five a Region${recentGap ? `; ${recentGap}` : ''})`;
}
