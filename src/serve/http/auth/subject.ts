// Who calls, as far as the way in says it.

export interface Subject {
  /** Tells callers apart; the same for all when nobody has a name. */
  key: string;
  /** As logs and CloudTrail show it; absent when nobody has a name. */
  name?: string;
  /** `service`: a program that logged in for itself. `named`: by a gateway, which does not say what it is. */
  kind: 'nobody' | 'named' | 'person' | 'service';
  /** Why this caller can rehearse only, as a sentence; absent when it may do what the server may. */
  rehearsesBecause?: string;
}

export const NOBODY: Subject = { key: '', kind: 'nobody' };
