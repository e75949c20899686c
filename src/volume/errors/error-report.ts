// The error block of an answer and what it is made from, as types.
import type { PolicyKind } from './policy-kinds.ts';

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
  /** The statement that would cure a denial; absent when no Allow can. */
  policy?: PolicyStatement;
  /** What else the same call needs. */
  alsoNeeded?: PolicyStatement[];
}

/** What a table says of one code. */
export interface CatalogueEntry extends Pick<ErrorReport, 'meaning' | 'nextStep' | 'retry'> {
  who: ErrorReport['whoCanFix'];
}

/** Which action on which resource a policy denied, and whose policy. */
export interface AccessDenial {
  action: string;
  resource: string;
  /** A policy denies it outright: no statement that allows it would help. */
  explicit?: true;
  /** Where AWS names it. */
  policyKind?: PolicyKind;
  policyArn?: string;
  /** Keys of the tags that the denied request carried. */
  sentTags?: string[];
  /** The command that decodes AWS's encoded message, with the message. */
  decode?: string;
}

/** What a failing call was about, for words that name it. */
export interface CallContext {
  action: string;
  resource: string;
  profile?: string;
  region?: string;
  /** Of a copy: what the request carried. */
  copy?: CopyFacts;
}

/** What a denied copy may have been denied for. */
export interface CopyFacts {
  /** Id of the source. */
  source: string;
  /** Account of the source where it is known. */
  owner?: string;
  /** Keys of all tags that were sent, in their order. */
  tags: readonly string[];
  /** Those among them that this server sets itself. */
  stamps: readonly string[];
  /** ARNs of the keys of source and copy, as far as they are known. */
  keys: readonly string[];
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
