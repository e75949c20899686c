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
      return `The credentials of this server may not use ${denialOf(table, failure)}.`;
    case 'unreachable':
      return `The record of what was sent, ${table}, could not be reached. ${failure.why}`;
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

function denialOf(
  table: string,
  { action = 'the request', explicit, policyKind }: Extract<TableFailure, { kind: 'denied' }>,
): string {
  const isOfKey = action.startsWith('kms:');
  if (!isOfKey && !explicit) return `${table}: they need dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem`;
  const whose = policyKind ? ` (${policyKind})` : '';
  const by = explicit ? ` by an explicit deny${whose}, which no Allow outweighs` : '';
  return `${isOfKey ? 'the KMS key of ' : ''}${table}: ${action} is denied${by}`;
}
