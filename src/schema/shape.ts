// How a request shape of the AWS SDK is kept as data (shapes.ts, generated).

export type Member =
  | { kind: 'string' | 'number' | 'boolean' }
  | { kind: 'list'; of: Member }
  | { kind: 'structure'; members: Readonly<Record<string, Member>>; required?: readonly string[] };

export type Structure = Extract<Member, { kind: 'structure' }>;
