// The error block of an answer and what it is made from, as types.

/** `error` of a result: what happened, what it means, who can mend it and how. */
export interface ErrorReport {
  code: string;
  message: string;
  awsCode?: string;
  httpStatus?: number;
  requestId?: string;
  /** same_request: the very same request, with the same ClientToken, is safe to send again. */
  retry: 'never' | 'same_request' | 'after_fix' | 'later';
  retryAfterSeconds?: number;
  meaning: string;
  nextStep: string;
  whoCanFix: 'caller' | 'person' | 'account administrator' | 'operator' | 'AWS';
  denied?: AccessDenial;
  /** The smallest policy statement that would cure a denial. */
  policy?: PolicyStatement;
}

/** What a table says of one code. */
export interface CatalogueEntry extends Pick<ErrorReport, 'meaning' | 'nextStep' | 'retry'> {
  who: ErrorReport['whoCanFix'];
}

/** Which action on which resource a policy denied. */
export interface AccessDenial {
  action: string;
  resource: string;
  /** A policy denies it outright: no statement that allows it would help. */
  explicit?: true;
}

/** What a failing call was about, for words that name it. */
export interface CallContext {
  action: string;
  resource: string;
  profile?: string;
  region?: string;
}

/** A statement of an IAM policy. */
export interface PolicyStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: string | string[];
  Condition?: PolicyCondition;
}

/** By operator, then by key. */
export type PolicyCondition = Record<string, Record<string, string | string[]>>;
