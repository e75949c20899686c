// How the table of the record is made, and the policy that servers need: to copy from a terminal.

export interface TableTexts {
  cli: string;
  cloudFormation: string;
  policy: string;
}

/** `arn` where it is known. */
export function tableTexts(name: string, region: string | undefined, arn: string | undefined): TableTexts {
  const at = `--table-name ${name}${region === undefined ? '' : ` --region ${region}`}`;
  const json = (value: object) => JSON.stringify(value, null, 2);
  return {
    cli: [
      `aws dynamodb create-table ${at} --billing-mode PAY_PER_REQUEST \\`,
      '  --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH',
      `aws dynamodb wait table-exists ${at}`,
      `aws dynamodb update-time-to-live ${at} \\`,
      '  --time-to-live-specification Enabled=true,AttributeName=expiresOn',
    ].join('\n'),
    cloudFormation: json({
      Resources: {
        EbsCopyRecord: {
          Type: 'AWS::DynamoDB::Table',
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            TableName: name,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            TimeToLiveSpecification: { AttributeName: 'expiresOn', Enabled: true },
          },
        },
      },
    }),
    policy: json({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:UpdateItem',
            'dynamodb:DescribeTable',
            'dynamodb:DescribeTimeToLive',
          ],
          Resource: arn || `arn:aws:dynamodb:${region ?? '*'}:*:table/${name}`,
        },
      ],
    }),
  };
}

/** Below the page of a terminal. */
export function tableScreen({ cli, cloudFormation, policy }: TableTexts): string {
  return [
    'The table by the AWS CLI:',
    cli,
    '',
    'The table by CloudFormation:',
    cloudFormation,
    '',
    'What servers need of it; the two Describe actions are for doctor alone:',
    policy,
    '',
  ].join('\n');
}
