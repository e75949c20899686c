// What forbids a release: versions that disagree, an owner who is not set, a change log that does not know the version.

export interface ReleaseFacts {
  /** The tag that is released, such as "v1.2.0". */
  tag: string;
  /** Where a version stands → that version. */
  versions: Readonly<Record<string, string>>;
  changeLog: string;
  ownerIsSet: boolean;
}

/** Sentences; none when the release may go on. */
export function releaseProblems({ tag, versions, changeLog, ownerIsSet }: ReleaseFacts): string[] {
  const version = tag.replace(/^v/, '');
  const isVersion = /^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(tag);
  const others = Object.entries(versions).filter(([, found]) => found !== version);
  const heading = changeLog.split('\n').find((line) => line.startsWith('## ')) ?? 'no version';
  const [, logged] = /^## \[([^\]]+)\] - \d{4}-\d{2}-\d{2}$/.exec(heading) ?? [];
  return [
    ...(isVersion ? [] : [`The tag ${tag} is no version such as v1.2.0.`]),
    ...others.map(([where, found]) => `${where}: version ${found}, but the tag is ${tag}.`),
    ...(logged === version
      ? []
      : [`CHANGELOG.md begins with "${heading}"; expected "## [${version}] - " and the day of the release.`]),
    ...(ownerIsSet ? [] : ['OWNER in build/owner.ts is the placeholder: set it and run `npm run generate`.']),
  ];
}
