// The table itself, for whoever sets it up: how it is keyed, where it is replicated, and what it drops.
import {
  type TableDescription as Described,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDescription, TableProbe } from '../../ports/table.ts';
import { createTable, openRequests, type TableOptions } from './dynamodb-table.ts';

/** A person waits for ten seconds, and a start needs one or two of them. */
const LOGIN_MS = 7_000;

export function createTableProbe({ name, ...given }: TableOptions): TableProbe {
  const options = { loginMs: LOGIN_MS, ...given };
  const request = openRequests(options);
  return {
    ...createTable({ name, ...options }),
    describe: () =>
      request(async (client, control) =>
        readDescription((await client.send(new DescribeTableCommand({ TableName: name }), control)).Table ?? {}),
      ),
    expiry: () =>
      request(async (client, control) => {
        const { TimeToLiveDescription: found } = await client.send(
          new DescribeTimeToLiveCommand({ TableName: name }),
          control,
        );
        const status = found?.TimeToLiveStatus;
        return {
          isOn: status === 'ENABLED' || status === 'ENABLING',
          ...(found?.AttributeName === undefined ? {} : { attribute: found.AttributeName }),
        };
      }),
  };
}

function readDescription(table: Described): TableDescription {
  const { KeySchema = [], AttributeDefinitions = [], Replicas = [] } = table;
  const own = table.TableArn?.split(':')[3];
  return {
    arn: table.TableArn ?? '',
    status: table.TableStatus ?? '',
    keys: KeySchema.map(({ AttributeName, KeyType }) => {
      const type = AttributeDefinitions.find((one) => one.AttributeName === AttributeName)?.AttributeType;
      return `${AttributeName} ${KeyType} ${type}`;
    }),
    replicas: Replicas.flatMap(({ RegionName }) => (RegionName && RegionName !== own ? [RegionName] : [])),
    isStrong: table.MultiRegionConsistency === 'STRONG',
  };
}
