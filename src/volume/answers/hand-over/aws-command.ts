// Commands of the AWS CLI to paste elsewhere: built from ids and enums only.

export interface CommandPlace {
  region: string;
  profile?: string;
  endpoint?: string;
  /** Present where requests go out under a role of the operator's: `profile` is then a name for callers. */
  session?: object;
}

/** The profile of the AWS configuration files that a place stands for; undefined where it is none of those. */
export function awsProfileOf({ profile, session }: Pick<CommandPlace, 'profile' | 'session'>): string | undefined {
  return session ? undefined : profile;
}

/** `words` are ours and ids. A profile whose name needs quoting is left out. */
export function awsEc2(words: string, place: CommandPlace): string {
  const name = awsProfileOf(place);
  const profile = name && /^[\w.@+-]+$/.test(name) ? ` --profile ${name}` : '';
  const endpoint = place.endpoint ? ` --endpoint-url ${new URL(place.endpoint).href}` : '';
  return `aws ec2 ${words} --region ${place.region}${profile}${endpoint}`;
}
