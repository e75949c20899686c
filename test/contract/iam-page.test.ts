// docs/iam.md, and the permissions of the code against the requests that can be sent.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTIONS } from '../../src/config/options.ts';
import { READ_ACTIONS } from '../../src/volume/errors/iam-statements.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const PAGE = read('docs/iam.md');

test('it shows both policies and what keys and tags add', () => {
  const blocks = [...PAGE.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = '']) => JSON.parse(text));
  const names = (value: { Sid: string }[] | { Statement: { Sid: string }[] }) =>
    ('Statement' in value ? value.Statement : value).map(({ Sid }) => Sid);
  expect(blocks.map(names)).toEqual([
    ['ReadVolumes'],
    ['ReadVolumes', 'CopyFromTheseSources', 'MakeTheCopies', 'TagCopiesAsTheyAreMade'],
    ['UseTheKeys', 'LetEbsUseTheKeys'],
    ['DenySourcesWithoutTag1'],
  ]);
});

test('the reads are the commands that the EC2 port imports', () => {
  const commands = [...read('src/ec2/operations.ts').matchAll(/^ {2}(\w+)Command,$/gm)].map(
    ([, name]) => `ec2:${name}`,
  );
  expect([...READ_ACTIONS, 'ec2:CopyVolumes'].sort()).toEqual(commands.sort());
});

test('every option that it names exists', () => {
  const known = OPTIONS.map(({ name }) => name as string);
  const named = [...PAGE.matchAll(/`--([\w-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
  expect(named).toEqual(expect.arrayContaining(['key', 'with-dry-run', 'require-tag', 'account', 'region', 'mode']));
});
