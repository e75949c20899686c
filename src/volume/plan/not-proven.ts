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
    ...(facts.priced ? [] : ['the cost, since no list price of this type is known']),
    'capacity and quotas',
    otherCopies(facts.copies),
    ...(facts.encrypted ? ['KMS grants'] : []),
    'later changes of the source',
    'the data inside (crash-consistent: stop writes until the request returns)',
  ];
}

/** A copy that another account makes of a shared source counts too, and is never shown here. */
function otherCopies({ copies, recentCopies, recentGap, statuses }: SeenCopies): string {
  if (!copies || !statuses) return 'other copies (EBS makes one of a source and five in a Region at a time)';
  if (recentCopies && !recentGap) return 'copies by other accounts';
  return `copies by others (EBS makes five in a Region at a time${recentGap ? `; ${recentGap}` : ''})`;
}
