// Where the record of what was sent is kept: in files of this machine, or in a table that the servers of a team share.
import { REGION_NAME } from '../text/region-name.ts';
import { printable } from './config-errors.ts';
import type { OptionReader } from './option-values.ts';

export interface TableConfig {
  name: string;
  /** That of the environment or the profile when absent. */
  region?: string;
  /** The operator's plan key, in base64. */
  key?: string;
  /** A file that holds it. */
  keyFile?: string;
}

/** As a platform hands out secrets: no option, since others see a command line. */
export const KEY = 'EBS_COPY_PLAN_KEY';
export const KEY_FILE = 'EBS_COPY_PLAN_KEY_FILE';
export const KEY_VARIABLES = [KEY, KEY_FILE];
/** 32 bytes in base64, in either alphabet. */
const KEY_FORM = /^[\w+/-]{43}=?$/;
// Source: DynamoDB developer guide, "Naming rules", read 2026-11.
const TABLE = /^dynamodb:([\w.-]{3,255})(?:@(.+))?$/;

/** Undefined for files. What is wrong is added to `configErrors`, and never shows the key. */
export function readState(
  read: OptionReader,
  env: Readonly<Record<string, string>>,
  configErrors: string[],
): TableConfig | undefined {
  const text = read.text('state') ?? 'files';
  const [key, keyFile] = [env[KEY]?.trim(), env[KEY_FILE]];
  if (text === 'files') {
    for (const name of KEY_VARIABLES)
      if (env[name] !== undefined) configErrors.push(`${name}: it counts with --state dynamodb:TABLE alone.`);
    return undefined;
  }
  if (read.flag('simulate'))
    configErrors.push(
      `${read.source('state')}: the embedded EC2's record is in memory alone; leave one of the two out.`,
    );
  const [, name, region] = TABLE.exec(text) ?? [];
  if (name === undefined || (region !== undefined && !REGION_NAME.test(region))) {
    configErrors.push(
      `${read.source('state')}: expected files, or dynamodb:TABLE or dynamodb:TABLE@REGION, got "${printable(text)}".`,
    );
    return undefined;
  }
  if (key !== undefined && !KEY_FORM.test(key))
    configErrors.push(`${KEY}: expected 32 bytes in base64, as "openssl rand -base64 32" prints them.`);
  if (key !== undefined && keyFile !== undefined) configErrors.push(`${KEY_FILE}: ${KEY} is set too; leave one out.`);
  return {
    name,
    ...(region === undefined ? {} : { region }),
    ...(key === undefined ? {} : { key }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}
