// Which client honours which setting, and the table of docs/logins-and-networks.md, which is written from what holds
// here: UPDATE_DOCS=1 writes it, without that it must be so already.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import type { Ec2, Reply } from '../../../src/ports/ec2.ts';
import { type AwsEndpoint, ec2Error, SOURCE, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { type AwsHome, openAwsHome } from '../../support/aws-home.ts';
import { type ConnectProxy, startConnectProxy } from '../../support/connect-proxy.ts';
import { writeSsoToken } from '../../support/sso-token.ts';
import { makeCertificates, type TestCertificates } from '../../support/test-certificates.ts';

let pki: TestCertificates;
let plain: AwsEndpoint;
let secure: AwsEndpoint;
let proxy: ConnectProxy;
let home: AwsHome;
beforeAll(async () => {
  pki = makeCertificates();
  plain = await startAwsEndpoint();
  secure = await startAwsEndpoint(pki.tls);
  proxy = await startConnectProxy(secure.port);
});
beforeEach(() => {
  home = openAwsHome();
  vi.stubEnv('AWS_MAX_ATTEMPTS', undefined);
  for (const endpoint of [plain, secure]) {
    endpoint.requests.length = 0;
    endpoint.answerWith(() => undefined);
  }
  proxy.asked.length = 0;
  proxy.answerWith(undefined);
});
afterEach(() => vi.unstubAllEnvs());

const CLIENTS = ['EC2', 'STS', 'AssumeRole', 'SSO'] as const;
type Client = (typeof CLIENTS)[number];

const KEYS = 'aws_access_key_id = AKIDP\naws_secret_access_key = s\n';
const patient = () => ({ signal: new AbortController().signal });

/** Profiles for the four clients, each with these lines of its own. */
function writeProfiles(own: string): void {
  const lines = `region = us-east-1\n${own}`;
  home.write(
    'config',
    `[profile keys]\n${KEYS}${lines}\n[profile base]\n${KEYS}\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n${lines}\n[profile sso]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = R\n${lines}\n[services s]\nec2 =\n  endpoint_url = SERVICE_EC2\nsts =\n  endpoint_url = SERVICE_STS\nsso =\n  endpoint_url = SERVICE_SSO\n`
      .replaceAll('SERVICE_EC2', plain.url)
      .replaceAll('SERVICE_STS', plain.url)
      .replaceAll('SERVICE_SSO', plain.url),
  );
  writeSsoToken(home, 'https://example.awsapps.com/start');
}

/** Lets the client send one request. */
async function ask(client: Client, ec2: Ec2): Promise<Reply<unknown>> {
  const profile = { EC2: 'keys', STS: 'keys', AssumeRole: 'role', SSO: 'sso' }[client];
  const located = await ec2.locate(undefined, profile);
  if (!located.ok) return located;
  if (client === 'STS') return ec2.callerIdentity(located.value, patient());
  return ec2.describeVolumes(located.value, { VolumeIds: [SOURCE] }, patient());
}

const ACTIONS = {
  EC2: 'DescribeVolumes',
  STS: 'GetCallerIdentity',
  AssumeRole: 'AssumeRole',
  SSO: 'GET /federation/credentials',
};

/** What can be seen of a client's first request. */
const LOOKS = {
  /** The host that a proxy is asked for; the proxy refuses it. */
  host: async (client: Client, ec2: Ec2) => {
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    proxy.answerWith(502);
    await ask(client, ec2);
    return proxy.asked[0];
  },
  /** Whether it came to the endpoint of this test. */
  arrival: async (client: Client, ec2: Ec2) => {
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    proxy.answerWith(502);
    await ask(client, ec2);
    return plain.actions().includes(ACTIONS[client]) ? 'here' : 'AWS';
  },
  /** How often it is tried when AWS answers with a fault. */
  attempts: async (client: Client, ec2: Ec2) => {
    everywhere(plain.url);
    plain.answerWith(({ action }) => (action === ACTIONS[client] ? ec2Error(500, 'InternalError', 'x') : undefined));
    await ask(client, ec2);
    return plain.actions().filter((action) => action === ACTIONS[client]).length;
  },
  /** Whether the certificate of a company is trusted. */
  trust: async (client: Client, ec2: Ec2) => {
    everywhere(secure.url);
    await ask(client, ec2);
    return secure.actions().includes(ACTIONS[client]) ? 'trusted' : 'not trusted';
  },
  /** Whether a host that is no loopback address by its name is asked through the proxy. */
  way: async (client: Client, ec2: Ec2) => {
    everywhere(`https://0.0.0.0:${secure.port}`);
    await ask(client, ec2);
    return proxy.asked.length > 0 ? 'proxy' : 'direct';
  },
  agent: async (client: Client, ec2: Ec2) => {
    everywhere(plain.url);
    await ask(client, ec2);
    const request = plain.requests.find(({ action }) => action === ACTIONS[client]);
    return /\bapp\/\S+/.exec(String(request?.headers['user-agent']))?.[0] ?? 'none';
  },
  /** What a value that cannot be used is told as. */
  refusal: async (client: Client, ec2: Ec2) => {
    everywhere(plain.url);
    const reply = await ask(client, ec2);
    return reply.ok ? 'none' : `${reply.failure.code} ${reply.failure.hint?.setting} (${reply.failure.hint?.from})`;
  },
} as const;

function everywhere(url: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
}

interface Row {
  variable?: string;
  setting?: string;
  /** Of the variable or the setting. */
  value: string;
  /** What else is set, in both cases. */
  beside?: Record<string, string>;
  look: keyof typeof LOOKS;
  /** What is seen without it, by client. */
  without: Record<Client, unknown>;
  /** And with it; absent for a client that does not honour it. */
  honoured: Partial<Record<Client, unknown>>;
  note?: string;
}

const HOSTS = {
  EC2: 'ec2.us-east-1.amazonaws.com:443',
  STS: 'sts.us-east-1.amazonaws.com:443',
  AssumeRole: 'sts.us-east-1.amazonaws.com:443',
  SSO: 'portal.sso.us-east-1.amazonaws.com:443',
};
const all = <T>(value: T): Record<Client, T> => ({ EC2: value, STS: value, AssumeRole: value, SSO: value });
const IN_FILE = (profile: string) => `(profile ${profile} in ~/.aws/config)`;
const refusedFrom = (setting: string, from: (profile: string) => string) => ({
  EC2: `setting-invalid ${setting} ${from('keys')}`,
  STS: `setting-invalid ${setting} ${from('keys')}`,
  AssumeRole: `setting-invalid ${setting} ${from('role')}`,
  SSO: `setting-invalid ${setting} ${from('sso')}`,
});

const ROWS: Record<string, Row> = {
  region: {
    variable: 'AWS_REGION',
    setting: 'region',
    value: 'eu-west-1',
    look: 'host',
    without: HOSTS,
    honoured: {
      EC2: 'ec2.eu-west-1.amazonaws.com:443',
      STS: 'sts.eu-west-1.amazonaws.com:443',
      AssumeRole: 'sts.eu-west-1.amazonaws.com:443',
    },
    note: 'also `AWS_DEFAULT_REGION`; a call may name another; SSO has `sso_region`',
  },
  fips: {
    variable: 'AWS_USE_FIPS_ENDPOINT',
    setting: 'use_fips_endpoint',
    value: 'true',
    look: 'host',
    without: HOSTS,
    honoured: {
      EC2: 'ec2-fips.us-east-1.amazonaws.com:443',
      STS: 'sts-fips.us-east-1.amazonaws.com:443',
      AssumeRole: 'sts-fips.us-east-1.amazonaws.com:443',
    },
    note: 'the portal of SSO has no FIPS endpoint in most Regions',
  },
  dualstack: {
    variable: 'AWS_USE_DUALSTACK_ENDPOINT',
    setting: 'use_dualstack_endpoint',
    value: 'true',
    look: 'host',
    without: HOSTS,
    honoured: {
      EC2: 'ec2.us-east-1.api.aws:443',
      STS: 'sts.us-east-1.api.aws:443',
      AssumeRole: 'sts.us-east-1.api.aws:443',
    },
  },
  'endpoint of all services': {
    variable: 'AWS_ENDPOINT_URL',
    setting: 'endpoint_url',
    value: 'PLAIN',
    look: 'arrival',
    without: all('AWS'),
    honoured: all('here'),
  },
  'endpoint of EC2': {
    variable: 'AWS_ENDPOINT_URL_EC2',
    value: 'PLAIN',
    look: 'arrival',
    without: all('AWS'),
    honoured: { EC2: 'here' },
  },
  'endpoint of STS': {
    variable: 'AWS_ENDPOINT_URL_STS',
    value: 'PLAIN',
    look: 'arrival',
    without: all('AWS'),
    honoured: { STS: 'here', AssumeRole: 'here' },
  },
  'endpoint of SSO': {
    variable: 'AWS_ENDPOINT_URL_SSO',
    value: 'PLAIN',
    look: 'arrival',
    without: all('AWS'),
    honoured: { SSO: 'here' },
    note: 'likewise `AWS_ENDPOINT_URL_SSO_OIDC` and `AWS_ENDPOINT_URL_SIGNIN`',
  },
  'endpoints of a section': {
    setting: 'services',
    value: 's',
    look: 'arrival',
    without: all('AWS'),
    honoured: all('here'),
  },
  proxy: {
    variable: 'HTTPS_PROXY',
    value: 'PROXY',
    look: 'way',
    without: all('direct'),
    honoured: all('proxy'),
  },
  'exceptions from the proxy': {
    variable: 'NO_PROXY',
    value: '0.0.0.0',
    beside: { HTTPS_PROXY: 'PROXY' },
    look: 'way',
    without: all('proxy'),
    honoured: all('direct'),
  },
  certificates: {
    variable: 'AWS_CA_BUNDLE',
    setting: 'ca_bundle',
    value: 'BUNDLE',
    look: 'trust',
    without: all('not trusted'),
    honoured: all('trusted'),
  },
  attempts: {
    variable: 'AWS_MAX_ATTEMPTS',
    setting: 'max_attempts',
    value: '4',
    look: 'attempts',
    without: { EC2: 3, STS: 3, AssumeRole: 2, SSO: 2 },
    honoured: { EC2: 4, STS: 4 },
    note: 'a source of credentials is tried twice; a real copy is repeated by this server itself',
  },
  'application id': {
    variable: 'AWS_SDK_UA_APP_ID',
    setting: 'sdk_ua_app_id',
    value: 'runbook',
    look: 'agent',
    without: all('none'),
    honoured: all('app/runbook'),
  },
  'retry mode': {
    variable: 'AWS_RETRY_MODE',
    setting: 'retry_mode',
    value: 'fast',
    look: 'refusal',
    without: all('none'),
    honoured: refusedFrom('retry_mode', IN_FILE),
    note: '`standard`, `adaptive`; `legacy` is taken as `standard`',
  },
  'defaults mode': {
    variable: 'AWS_DEFAULTS_MODE',
    setting: 'defaults_mode',
    value: 'quick',
    look: 'refusal',
    without: all('none'),
    honoured: refusedFrom('defaults_mode', IN_FILE),
    note: 'checked only: the limits of time are this server’s own',
  },
};

const filled = (value: string) =>
  value.replace('PLAIN', plain.url).replace('PROXY', proxy.url).replace('BUNDLE', pki.bundle);

/** What is seen of a client, with the setting given in this form or not given. */
async function look(row: Row, client: Client, form: 'variable' | 'setting' | 'none'): Promise<unknown> {
  for (const [name, value] of Object.entries(row.beside ?? {})) vi.stubEnv(name, filled(value));
  if (form === 'variable' && row.variable) vi.stubEnv(row.variable, filled(row.value));
  writeProfiles(form === 'setting' ? `${row.setting} = ${filled(row.value)}\n` : '');
  return LOOKS[row.look](client, createEc2Port({ version: '1', endpoints: {} }));
}

describe.each(Object.entries(ROWS))('%s', (_name, row) => {
  const forms = (['variable', 'setting'] as const).filter((form) => row[form] !== undefined);

  test.each(CLIENTS)('without it: %s', async (client) => {
    expect(await look(row, client, 'none')).toEqual(row.without[client]);
  });

  test.each(forms.flatMap((form) => CLIENTS.map((client) => [form, client] as const)))(
    'as a %s: %s',
    async (form, client) => {
      const seen = await look(row, client, form);
      const told = row.honoured[client];
      const expected =
        form === 'variable' && typeof told === 'string' && row.look === 'refusal'
          ? `setting-invalid ${row.variable} (the environment)`
          : told;
      expect(seen).toEqual(expected ?? row.without[client]);
    },
  );
});

const PAGE = new URL('../../../docs/logins-and-networks.md', import.meta.url);
const BEGIN = '<!-- settings: written by test/ec2/settings/honoured.test.ts -->\n';
const END = '<!-- end: settings -->';

function renderTable(): string {
  const code = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``);
  const rows = Object.values(ROWS).map((row) => [
    code(row.variable),
    code(row.setting),
    ...CLIENTS.map((client) => (row.honoured[client] === undefined ? 'no' : 'yes')),
    row.note ?? '',
  ]);
  const lines = [
    ['Variable', 'In a profile', ...CLIENTS, 'Note'],
    ['---', '---', ...CLIENTS.map(() => '---'), '---'],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ')).join('\n');
}

test('the table of the page is what holds here', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest = ''] = page.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const wanted = `${before}${BEGIN}${renderTable()}\n${after}`;
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, wanted);
  else expect(wanted, 'UPDATE_DOCS=1 npx vitest run test/ec2/settings').toBe(page);
});
