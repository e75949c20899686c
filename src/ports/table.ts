// The port to one DynamoDB table with the key `pk` (a string): single items, conditions, and no other requests.

/** As DynamoDB writes them. */
type Attribute = { S: string } | { N: string } | { B: Uint8Array } | { SS: string[] } | { L: { S: string }[] };
export type Item = Readonly<Record<string, Attribute>>;

/** In an expression `#word` stands for the attribute `word`, so that none is a reserved one, and `:word` for a value. */
export interface Condition {
  condition: string;
  values?: Item;
}
export interface Update extends Partial<Condition> {
  update: string;
}

export type TableFailure =
  /** The condition did not hold: perhaps because an earlier attempt of this very write had done its work. */
  | { kind: 'condition' }
  /** No answer, or none that can be read: what was written may be there. */
  | { kind: 'silent' }
  | { kind: 'throttled' }
  /** `action` and `policyKind` in AWS's words, as far as it names them; `explicit`: no Allow outweighs it. */
  | { kind: 'denied'; action?: string; explicit?: true; policyKind?: string }
  | { kind: 'no-table' }
  /** There are none, or AWS does not take them. */
  | { kind: 'credentials' }
  | { kind: 'no-region' }
  /** What the way to it met before anything was sent, as a sentence. */
  | { kind: 'unreachable'; why: string }
  /** Whatever else AWS says no with. */
  | { kind: 'refused'; code: string };

export type TableReply<T> = { ok: true; value: T } | { ok: false; failure: TableFailure };

export interface Table {
  /** Strongly consistent. */
  get(pk: string): Promise<TableReply<Item | undefined>>;
  put(item: Item, condition?: Condition): Promise<TableReply<undefined>>;
  update(pk: string, update: Update): Promise<TableReply<undefined>>;
}

/** What is known of the table itself. */
export interface TableDescription {
  arn: string;
  /** DynamoDB's word, such as ACTIVE. */
  status: string;
  /** Each as "name role type", such as "pk HASH S". */
  keys: readonly string[];
  /** Regions with a replica, without its own. */
  replicas: readonly string[];
  /** A write is read in every Region that has a replica. */
  isStrong: boolean;
}

/** When DynamoDB drops items: none where it is off. */
export interface TableExpiry {
  isOn: boolean;
  attribute?: string;
}

/** The table with what is looked at once, by whoever sets it up. */
export interface TableProbe extends Table {
  describe(): Promise<TableReply<TableDescription>>;
  expiry(): Promise<TableReply<TableExpiry>>;
}
