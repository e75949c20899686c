// Commands of the AWS CLI to paste elsewhere: built from ids and enums only.

export interface CommandPlace {
  region: string;
  profile?: string;
  endpoint?: string;
}

/** `words` are ours and ids. A profile whose name needs quoting is left out. */
export function awsEc2(words: string, place: CommandPlace): string {
  const profile = place.profile && /^[\w.@+-]+$/.test(place.profile) ? ` --profile ${place.profile}` : '';
  const endpoint = place.endpoint ? ` --endpoint-url ${new URL(place.endpoint).href}` : '';
  return `aws ec2 ${words} --region ${place.region}${profile}${endpoint}`;
}
