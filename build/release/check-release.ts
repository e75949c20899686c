// Refuses a release whose files do not agree: tsx build/release/check-release.ts TAG. Exit code 1, and every reason.
import { readFile } from 'node:fs/promises';
import { OWNER, PLACEHOLDER } from '../owner.ts';
import { releaseProblems } from './release-problems.ts';
import { readVersions } from './versions.ts';

const root = new URL('../..', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

const [, , tag = ''] = process.argv;
const problems = releaseProblems({
  tag,
  versions: await readVersions(read),
  changeLog: await read('CHANGELOG.md'),
  ownerIsSet: OWNER !== PLACEHOLDER,
});
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(problems.length > 0 ? `${tag} cannot be released.\n` : `${tag} can be released.\n`);
if (problems.length > 0) process.exitCode = 1;
