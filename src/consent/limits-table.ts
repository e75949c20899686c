// What an operator can set against a copy: the modes, and every limit with its names, its unit and its words.
// Values and types only: limits.ts judges a copy by them, config/ reads them.

/** What `DryRun: false` means, the strictest first: refused; a person is asked; the token of a rehearsal is enough. */
export const MODES = ['plan', 'ask', 'auto'] as const;
export type Mode = (typeof MODES)[number];
/** As a message names them. */
export const MODES_TEXT = `${MODES.slice(0, -1).join(', ')} or ${MODES.at(-1)}`;

interface LimitNames {
  /** The start-up option, without its dashes. */
  option: string;
  /** The environment variable of the same meaning. */
  env: string;
  /** The key in the policy file. */
  policyKey: string;
  /** The default as a person reads it. */
  default: string;
  /** What it limits, for help and README. */
  prose: string;
  /** Why a copy is refused; `{found}`, `{limit}` and `{unit}` are filled in. */
  refusal: string;
  /** The same, when what the limit speaks of is not known; absent where absence is an answer. */
  notKnown?: string;
  /** It counts by the tags of this server, so copies must carry them. */
  needsStamp?: true;
}

/** Of an option and a policy, `shared` takes what both allow (an empty list allows anything), `all` takes both. */
export interface ListLimit extends LimitNames {
  kind: 'list';
  stricter: 'shared' | 'all';
  /** What one entry is. */
  noun: string;
  /** The form of one entry, where it has one, and how a person is told of it. */
  form?: {
    pattern: RegExp;
    expects: string;
    /** Entries of that form, and lists of them (each in a line of its own), that mean something else than they say. */
    slips?: { entry: RegExp; list: RegExp; says: string };
  };
}

export interface NumberLimit extends LimitNames {
  kind: 'number';
  stricter: 'smaller';
  unit: string;
}

export type LimitRow = ListLimit | NumberLimit;

/** No source carries a tag without a key, or one written as a text, a list or two tags: the limit would not hold. */
const TAG_FORM = {
  pattern: /^(?!["'[=])(?!.*=.*;.*=)/,
  expects: 'a tag as Key or Key=Value, without quotes or brackets, each an entry of its own',
  slips: {
    entry: new RegExp(
      [
        // A list of YAML, and a text of several lines. EC2 takes other characters than AWS recommends in tags (letters,
        // digits, space and _.:/=+-@; EC2 User Guide, 2026-11), so only those are refused that mean something elsewhere.
        '^- |\\p{Cc}',
        // Patterns: of filters and policies, of several values, of a comparison.
        '[*|]|^[^=]+==|!=',
        // Keys as filters and conditions of policies write them, and a pair of YAML.
        '^tag:|^tag-(?:key|value)=|^(?:aws|ec2):(?:Resource|Request)Tag/|^[^=]*: [^=]*$',
        // A value between quotes; two tags in one entry.
        '=(["\'`]).*\\1$|=.*(?:,.*|\\s[^\\s=]+)=',
      ].join('|'),
      'iu',
    ),
    // The AWS CLI's shorthand of a tag and of a filter, which the commas of a list take apart.
    list: /^key=(?:.*\n)+value=|^value=(?:.*\n)+key=|^name=(?:.*\n)+values=|^values=(?:.*\n)+name=/im,
    says: 'reads like a pattern, a filter or several tags, but would be compared whole. Write Key=Value, as in Env=prod; several stand between commas',
  },
};

export const LIMITS = {
  accounts: {
    option: 'account',
    env: 'EBS_COPY_ACCOUNTS',
    policyKey: 'accounts',
    kind: 'list',
    stricter: 'shared',
    noun: 'account',
    form: { pattern: /^\d{12}$/, expects: 'an account id of 12 digits' },
    default: 'any',
    prose: 'AWS account ids the tools may work in',
    refusal: 'Account {found} is not among those the operator allows.',
    notKnown: 'The account of the credentials is not known, and the operator allows only some.',
  },
  /** `Key` or `Key=Value`. */
  requiredTags: {
    option: 'require-tag',
    env: 'EBS_COPY_REQUIRE_TAGS',
    policyKey: 'requireTags',
    kind: 'list',
    stricter: 'all',
    noun: 'tag',
    form: TAG_FORM,
    default: 'none',
    prose: 'Key or Key=Value that a source must carry',
    refusal: 'The source lacks the tag {found}, which the operator requires.',
  },
  /** `Key` or `Key=Value`. */
  forbiddenTags: {
    option: 'forbid-tag',
    env: 'EBS_COPY_FORBID_TAGS',
    policyKey: 'forbidTags',
    kind: 'list',
    stricter: 'all',
    noun: 'tag',
    form: TAG_FORM,
    default: 'none',
    prose: 'Key or Key=Value that a source may not carry',
    refusal: 'The source carries the tag {found}, which the operator forbids.',
  },
  largestSize: {
    option: 'max-size',
    env: 'EBS_COPY_MAX_SIZE',
    policyKey: 'maxSize',
    kind: 'number',
    stricter: 'smaller',
    unit: 'GiB',
    default: 'none',
    prose: 'largest copy in GiB',
    refusal: 'The size of the copy would be {found} {unit}; the operator allows at most {limit} {unit}.',
    notKnown: 'The size of the copy is not known, and the operator allows at most {limit} {unit}.',
  },
  /** By list price. */
  largestMonthlyUsd: {
    option: 'max-monthly-usd',
    env: 'EBS_COPY_MAX_MONTHLY_USD',
    policyKey: 'maxMonthlyUsd',
    kind: 'number',
    stricter: 'smaller',
    unit: 'USD',
    default: 'none',
    prose: 'most expensive copy in USD a month, in every Region by the prices of us-east-1',
    refusal: 'The monthly cost of the copy would be {found} {unit}; the operator allows at most {limit} {unit}.',
    notKnown: 'The monthly cost of the copy is not known, and the operator allows at most {limit} {unit}.',
  },
  copiesPerDay: {
    option: 'max-copies-per-day',
    env: 'EBS_COPY_MAX_COPIES_PER_DAY',
    policyKey: 'maxCopiesPerDay',
    kind: 'number',
    stricter: 'smaller',
    unit: 'copies',
    needsStamp: true,
    default: 'none',
    prose: 'copies a day (UTC)',
    refusal: 'Copies made today (UTC): {found}. The operator allows {limit} a day.',
    notKnown: 'How many {unit} were made today is not known, and the operator allows {limit} a day.',
  },
} as const satisfies Readonly<Record<string, LimitRow>>;

export type LimitKey = keyof typeof LIMITS;
export type LimitKeyOf<Kind extends LimitRow['kind']> = {
  [K in LimitKey]: (typeof LIMITS)[K]['kind'] extends Kind ? K : never;
}[LimitKey];
export const LIMIT_KEYS = Object.keys(LIMITS) as LimitKey[];
