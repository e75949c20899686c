// What is wrong with the table, as a sentence of ours; AWS's own words may hold anything.
import type { NotTrustedError } from '../../ports/state.ts';
import type { TableFailure } from '../../ports/table.ts';

/** Told to whoever asks for a real copy, which is refused then. */
export class TableProblem extends Error implements NotTrustedError {
  override name = 'NotTrusted' as const;
}

/** `table`: its name. */
export function problemOf(table: string, failure: TableFailure): TableProblem {
  return new TableProblem(sentenceOf(table, failure));
}

function sentenceOf(name: string, failure: TableFailure): string {
  const table = `the DynamoDB table ${name}`;
  switch (failure.kind) {
    case 'silent':
      return `The record of what was sent cannot be reached: ${table} does not answer.`;
    case 'throttled':
      return `The record of what was sent cannot be reached: DynamoDB throttles the table ${name}.`;
    case 'denied':
      return `The credentials of this server may not use ${table}: they need dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem.`;
    case 'no-table':
      return `There is no table for the record of what was sent: ${table} is not in this account and Region.`;
    case 'credentials':
      return `This server has no AWS credentials that are valid for ${table}.`;
    case 'no-region':
      return `It is not known in which Region ${table} is: add @REGION to --state.`;
    case 'condition':
    case 'refused':
      return `The record of what was sent cannot be used: ${table} refuses requests (${failure.kind === 'refused' ? failure.code : failure.kind}).`;
  }
}
