// A shape of AWS and our description of it become one zod object. When AWS adds a member, the message names it.
import { z } from 'zod';
import type { DescribedMember, DescribedMembers } from './members.ts';
import type { Member, Structure } from './shape.ts';

/** Thrown while generating or testing, never in a call: shape and description do not fit. */
export class ShapeMismatch extends Error {
  override name = 'ShapeMismatch';
}

const KINDS: Readonly<Record<DescribedMember['as'], Member['kind']>> = {
  text: 'string',
  enum: 'string',
  whole: 'number',
  flag: 'boolean',
  list: 'list',
  structure: 'structure',
};

/** Throws ShapeMismatch unless the description names exactly the members of the shape, kind for kind. */
export function compareShape(where: string, shape: Structure, described: DescribedMembers): void {
  for (const member of Object.keys(shape.members)) {
    if (!Object.hasOwn(described, member)) {
      throw new ShapeMismatch(
        `AWS has a member ${where}.${member} that src/schema/members.ts does not describe: add a line of prose, its unit and its bounds.`,
      );
    }
  }
  for (const [name, description] of Object.entries(described)) {
    const member = shape.members[name];
    if (!member)
      throw new ShapeMismatch(`src/schema/members.ts describes ${where}.${name}, which AWS does not have (any more).`);
    if (description !== 'left out') compareMember(`${where}.${name}`, member, description);
  }
}

function compareMember(where: string, member: Member, described: DescribedMember): void {
  if (KINDS[described.as] !== member.kind) {
    throw new ShapeMismatch(`${where} is a ${member.kind} at AWS, but src/schema/members.ts says ${described.as}.`);
  }
  if (member.kind === 'list' && described.as === 'list') compareMember(`${where}[]`, member.of, described.of);
  if (member.kind === 'structure' && described.as === 'structure') compareShape(where, member, described.members);
}

/** The zod type of one described member. */
function toZod(described: DescribedMember): z.ZodType {
  const type = bareZod(described);
  // Not `.describe`, which makes the type a second time, as every chained bound would.
  const meta = {
    ...(described.prose ? { description: described.prose } : {}),
    ...(described.as === 'flag' && described.default !== undefined ? { default: described.default } : {}),
    // Listed as an enum also where more is taken: it tells a model what there is.
    ...(described.as === 'enum' && described.open ? { enum: described.values } : {}),
  };
  if (Object.keys(meta).length > 0) z.globalRegistry.add(type, meta);
  return type;
}

// Half a surrogate pair has no UTF-8, so no request can carry it.
const WELL_FORMED = z.refine<string>((text) => !/\p{Cs}/u.test(text));

function noLongerThan(most = Number.POSITIVE_INFINITY) {
  return z.refine<string>((text) => text.length <= most);
}

function bareZod(described: DescribedMember): z.ZodType {
  switch (described.as) {
    case 'text':
      return z
        .string()
        .check(
          WELL_FORMED,
          noLongerThan(described.mostUntold),
          ...(described.pattern ? [z.regex(described.pattern)] : []),
          ...lengths(described),
        );
    case 'enum':
      return described.open ? z.string().check(z.regex(described.open)) : z.enum(described.values);
    case 'whole':
      return z.int().check(z.gte(described.least), ...(described.most === undefined ? [] : [z.lte(described.most)]));
    case 'flag':
      return z.boolean();
    case 'list':
      return z.array(toZod(described.of)).check(...lengths(described));
    case 'structure':
      return z.strictObject(structureFields(described.members, described.required));
  }
}

function lengths({ least, most }: { least?: number; most?: number }) {
  const checks = [
    ...(least === undefined ? [] : [z.minLength(least)]),
    ...(most === undefined ? [] : [z.maxLength(most)]),
  ];
  // Of what has the right type alone: zod compares whatever has a `length`, and throws where that is an object (4.6).
  for (const { _zod } of checks) _zod.def.when = ({ issues }) => issues.length === 0;
  return checks;
}

/** Fields of a strict object; members not in `required` are optional. */
export function structureFields(members: DescribedMembers, required: readonly string[]): Record<string, z.ZodType> {
  const fields: Record<string, z.ZodType> = {};
  for (const [name, described] of Object.entries(members)) {
    if (described === 'left out') continue;
    fields[name] = required.includes(name) ? toZod(described) : toZod(described).optional();
  }
  return fields;
}
