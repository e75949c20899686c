// Commands to paste into a terminal.
import { expect, test } from 'vitest';
import { awsEc2 } from '../../../../src/volume/answers/hand-over/aws-command.ts';

const PLACE = { region: 'eu-west-1', profile: 'prod' };

test('a command names the Region and the AWS profile of a call', () => {
  expect(awsEc2('describe-volumes', PLACE)).toBe('aws ec2 describe-volumes --region eu-west-1 --profile prod');
});

test("a role in a caller's name is no profile of the person's own terminal", () => {
  expect(awsEc2('describe-volumes', { ...PLACE, session: {} })).toBe('aws ec2 describe-volumes --region eu-west-1');
});
