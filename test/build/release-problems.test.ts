// A release is refused while its files disagree.
import { expect, test } from 'vitest';
import { type ReleaseFacts, releaseProblems } from '../../build/release/release-problems.ts';

const READY: ReleaseFacts = {
  tag: 'v1.2.0',
  versions: { 'package.json': '1.2.0', 'server.json': '1.2.0' },
  changeLog: '# Changelog\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n## [1.1.0] - 2026-11-01\n',
  ownerIsSet: true,
};

test('goes on when everything agrees', () => {
  expect(releaseProblems(READY)).toEqual([]);
  const candidate = { tag: 'v2.0.0-rc.1', versions: { 'package.json': '2.0.0-rc.1' } };
  expect(releaseProblems({ ...READY, ...candidate, changeLog: '## [2.0.0-rc.1] - 2026-12-01' })).toEqual([]);
});

test.each<[name: string, change: Partial<ReleaseFacts>, problem: string]>([
  [
    'a file of another version',
    { versions: { 'package.json': '1.2.0', 'manifest.json': '1.1.0' } },
    'manifest.json: version 1.1.0, but the tag is v1.2.0.',
  ],
  [
    'a file without a version',
    { versions: { 'server.json': 'none' } },
    'server.json: version none, but the tag is v1.2.0.',
  ],
  [
    'a version that is not released yet',
    { changeLog: '## [1.2.0] - unreleased\n' },
    'CHANGELOG.md begins with "## [1.2.0] - unreleased"; expected "## [1.2.0] - " and the day of the release.',
  ],
  [
    'a change log of an older version',
    { changeLog: '## [1.1.0] - 2026-11-01\n' },
    'CHANGELOG.md begins with "## [1.1.0] - 2026-11-01"; expected "## [1.2.0] - " and the day of the release.',
  ],
  [
    'no change log',
    { changeLog: '' },
    'CHANGELOG.md begins with "no version"; expected "## [1.2.0] - " and the day of the release.',
  ],
  [
    'the placeholder',
    { ownerIsSet: false },
    'OWNER in build/owner.ts is the placeholder: set it and run `npm run generate`.',
  ],
])('is refused for %s', (_, change, problem) => {
  expect(releaseProblems({ ...READY, ...change })).toEqual([problem]);
});

test('is refused for a tag that is no version, with every reason at once', () => {
  expect(releaseProblems({ ...READY, tag: 'latest' })).toEqual([
    'The tag latest is no version such as v1.2.0.',
    'package.json: version 1.2.0, but the tag is latest.',
    'server.json: version 1.2.0, but the tag is latest.',
    'CHANGELOG.md begins with "## [1.2.0] - 2026-12-01"; expected "## [latest] - " and the day of the release.',
  ]);
});
