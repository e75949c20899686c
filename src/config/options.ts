// Every start-up option, once: help, README and manifest are rendered from this table.

import { LIMITS, MODES } from '../consent/limits-table.ts';
import { HTTP_OPTIONS } from './http/http-options.ts';

export interface Option {
  name: string;
  /** Environment variable of the same meaning; the command line wins. */
  env?: string;
  kind: 'flag' | 'word' | 'list' | 'number';
  values?: readonly string[];
  /** As a person reads it. */
  default: string;
  prose: string;
  /** Where it counts; an option of `serve` counts for serve-http too, and may count elsewhere. */
  command: 'serve' | 'serve-http' | 'simulate' | 'doctor' | 'iam-policy' | 'connect' | 'any';
  /** Another command where it counts. */
  alsoOf?: 'doctor' | 'serve-http';
  /** Title in the settings of an .mcpb bundle; only these appear there. */
  bundle?: string;
  /** It only stands for one value of this option, for a bundle, whose settings have no choices. */
  sameAs?: string;
  /** Its word is the path of a file or a folder. */
  file?: true;
}

/** Whether an option counts for a command of its own. */
export function isOptionOf(command: Option['command'], option: Option): boolean {
  return option.command === command || option.alsoOf === command;
}

/** What stands behind the name of an option where it takes a value: " N", " X,…", " plan|ask|auto". */
export function placeholder(option: Option): string {
  if (option.values) return ` ${option.values.join('|')}`;
  return { flag: '', number: ' N', list: ' X,…', word: ' X' }[option.kind];
}

const LIMIT_OPTIONS = Object.values(LIMITS).map(({ option, env, kind, default: otherwise, prose }) => ({
  name: option,
  env,
  kind,
  default: otherwise,
  prose: `Limit: ${prose}`,
  command: 'serve' as const,
}));

export const OPTIONS = [
  {
    name: 'region',
    env: 'EBS_COPY_REGIONS',
    kind: 'list',
    default: 'any, AWS_REGION or the profile first',
    prose: 'Regions the tools may use, separated by commas; with several, a call names one',
    command: 'serve',
    bundle: 'AWS Regions',
  },
  {
    name: 'profile',
    env: 'EBS_COPY_PROFILES',
    kind: 'list',
    default: 'AWS_PROFILE, else the standard credential chain',
    prose: 'AWS profiles the tools may use, separated by commas; with several, a call names one',
    command: 'serve',
    bundle: 'AWS profiles',
  },
  {
    name: 'mode',
    env: 'EBS_COPY_MODE',
    kind: 'word',
    values: MODES,
    default: 'ask',
    prose:
      'What DryRun: false means. plan: refused. ask: a person says yes to this very plan. auto: no person, only the token of a rehearsal',
    command: 'serve',
  },
  {
    name: 'allow-real-copies',
    env: 'EBS_COPY_ALLOW_REAL_COPIES',
    kind: 'flag',
    default: 'off',
    prose:
      'On: DryRun: false makes a real copy, which costs money, and no person is asked. Off: a person is. The same as mode auto',
    command: 'serve',
    bundle: 'Real copies without asking',
    sameAs: 'mode',
  },
  {
    name: 'rehearse-only',
    env: 'EBS_COPY_REHEARSE_ONLY',
    kind: 'flag',
    default: 'off',
    prose:
      'On: copies are rehearsed and never made. Off: a person is asked before each real copy. The same as mode plan',
    command: 'serve',
    bundle: 'Rehearsals only',
    sameAs: 'mode',
  },
  ...LIMIT_OPTIONS,
  {
    name: 'unstamped',
    env: 'EBS_COPY_UNSTAMPED',
    kind: 'flag',
    default: 'off',
    prose: "Leave this server's three tags off its copies",
    command: 'serve',
  },
  {
    name: 'audit-file',
    env: 'EBS_COPY_AUDIT_FILE',
    kind: 'word',
    default: 'none',
    prose: 'Append who copied what to this file',
    command: 'serve',
    file: true,
  },
  {
    name: 'state',
    env: 'EBS_COPY_STATE',
    kind: 'word',
    default: 'files',
    prose:
      'Where the record of what was sent is kept. files: on this machine. dynamodb:TABLE or dynamodb:TABLE@REGION: in a table that the servers of a team share',
    command: 'serve',
  },
  {
    name: 'state-dir',
    env: 'EBS_COPY_STATE_DIR',
    kind: 'word',
    default: "the user's state directory",
    prose: 'Where the key of the plans and the record of what was sent are kept',
    command: 'serve',
    file: true,
  },
  {
    name: 'simulate',
    env: 'EBS_COPY_SIMULATE',
    kind: 'flag',
    default: 'off',
    prose: 'Use an embedded EC2 with simulated volumes instead of AWS',
    command: 'serve',
    bundle: 'Simulate',
  },
  {
    name: 'speed',
    env: 'EBS_COPY_SPEED',
    kind: 'number',
    default: '60 with --simulate, 1 with simulate',
    prose: 'Simulated seconds that pass in one real second',
    command: 'any',
  },
  ...HTTP_OPTIONS,
  {
    name: 'port',
    env: 'EBS_COPY_PORT',
    kind: 'number',
    default: '8000 with serve-http, any free one with simulate',
    prose: 'Port to listen on',
    command: 'simulate',
    alsoOf: 'serve-http',
  },
  {
    name: 'throttle',
    kind: 'number',
    default: '0',
    prose: 'Answer the first N requests with RequestLimitExceeded',
    command: 'simulate',
  },
  {
    name: 'fail',
    kind: 'number',
    default: '0',
    prose: 'Answer the first N requests with InternalError (HTTP 500)',
    command: 'simulate',
  },
  {
    name: 'html',
    kind: 'number',
    default: '0',
    prose: 'Answer the first N requests with an HTML page',
    command: 'simulate',
  },
  {
    name: 'deny',
    kind: 'list',
    default: 'none',
    prose: 'Operations that are denied, separated by commas',
    command: 'simulate',
  },
  {
    name: 'cut-before',
    kind: 'number',
    default: '0',
    prose: 'Cut the first N copies before they are made',
    command: 'simulate',
  },
  {
    name: 'cut-after',
    kind: 'number',
    default: '0',
    prose: 'Cut the first N copies after they are made',
    command: 'simulate',
  },
  { name: 'latency', kind: 'number', default: '0', prose: 'Milliseconds before each answer', command: 'simulate' },
  {
    name: 'volume',
    kind: 'word',
    default: 'one that is found',
    prose: "Volume for EC2's dry run of a copy",
    command: 'doctor',
  },
  {
    name: 'key',
    kind: 'list',
    default: 'none',
    prose: 'KMS keys that encrypted volumes may be copied with: ids or ARNs, separated by commas',
    command: 'iam-policy',
  },
  {
    name: 'with-dry-run',
    kind: 'flag',
    default: 'off',
    prose: "Mode plan: also what EC2's dry run needs, which IAM does not tell from a copy",
    command: 'iam-policy',
  },
  {
    name: 'write',
    kind: 'flag',
    default: 'off',
    prose: "Write the host's configuration: by the host's own command where it has one, else its file",
    command: 'connect',
  },
  { name: 'remove', kind: 'flag', default: 'off', prose: 'Undo what --write wrote', command: 'connect' },
  {
    name: 'open',
    kind: 'flag',
    default: 'off',
    prose: "Open the host's own confirmation: its install link, or the .mcpb for Claude Desktop",
    command: 'connect',
  },
  {
    name: 'project',
    kind: 'flag',
    default: 'off',
    prose: 'The configuration of the project in this folder instead of yours',
    command: 'connect',
  },
  { name: 'name', kind: 'word', default: 'ebs', prose: 'Name of the server in the host', command: 'connect' },
  { name: 'json', kind: 'flag', default: 'off', prose: 'Print JSON', command: 'connect', alsoOf: 'doctor' },
  { name: 'help', kind: 'flag', default: 'off', prose: 'Show this help', command: 'any' },
  { name: 'version', kind: 'flag', default: 'off', prose: 'Show the version', command: 'any' },
] as const satisfies readonly Option[];
export type OptionName = (typeof OPTIONS)[number]['name'];

export const COMMANDS = {
  serve: 'Serve MCP over standard input and output (what a host starts; the default)',
  'serve-http': 'Serve MCP over HTTP for a team, 127.0.0.1:8000/mcp unless told otherwise',
  demo: 'Show one copy from beginning to end on the embedded EC2',
  simulate: 'Serve the embedded EC2 alone, for the AWS CLI and other clients',
  doctor: 'Say who you are here, what works and what is missing, with the options of a server',
  'iam-policy': 'Print the smallest IAM policy for --mode, --region, --account, --require-tag and --key',
  connect: 'Set this server up in a host: connect HOST; without HOST, the list of hosts',
} as const;
export type Command = keyof typeof COMMANDS;

/** Commands that take a word of their own beside the options. */
export const OPERANDS: Readonly<Partial<Record<Command, string>>> = { connect: 'HOST' };
