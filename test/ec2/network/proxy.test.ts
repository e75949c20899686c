// A company network: every client goes through its proxy with its certificates, what is on this machine never does, and
// what the proxy says is told as the proxy's.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import type { Ec2, Reply } from '../../../src/ports/ec2.ts';
import { reportFailure } from '../../../src/volume/errors/failure.ts';
import { type AwsEndpoint, SOURCE, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { type AwsHome, KEYS, openAwsHome } from '../../support/aws-home.ts';
import { type ConnectProxy, startConnectProxy } from '../../support/connect-proxy.ts';
import { startRecordingSimulator } from '../../support/recording-simulator.ts';
import { writeSsoToken } from '../../support/sso-token.ts';
import { makeCertificates, type TestCertificates } from '../../support/test-certificates.ts';

let pki: TestCertificates;
let aws: AwsEndpoint;
let proxy: ConnectProxy;
let home: AwsHome;
beforeAll(async () => {
  pki = makeCertificates();
  aws = await startAwsEndpoint(pki.tls);
  proxy = await startConnectProxy(aws.port);
});
beforeEach(() => {
  home = openAwsHome({ AWS_REGION: 'us-east-1', AWS_CA_BUNDLE: pki.bundle, HTTPS_PROXY: proxy.url, ...KEYS });
  aws.requests.length = 0;
  proxy.asked.length = 0;
  proxy.answerWith(undefined);
});
afterEach(() => vi.unstubAllEnvs());

const patient = () => ({ signal: new AbortController().signal });
const US = { region: 'us-east-1' };
const read = (ec2: Ec2, place: { region: string; profile?: string } = US) =>
  ec2.describeVolumes(place, { VolumeIds: [SOURCE] }, patient());
const port = () => createEc2Port({ version: '1', endpoints: {} });
const told = (reply: Reply<unknown>) => {
  if (reply.ok) throw new Error('expected a failure');
  const error = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*', ...US });
  return { ...error, words: `${error.meaning} ${error.nextStep}`, definite: reply.failure.definite };
};
const EC2_HOST = 'ec2.us-east-1.amazonaws.com:443';
const STS_HOST = 'sts.us-east-1.amazonaws.com:443';

describe('every client goes through the proxy', () => {
  test('EC2 and STS, and a connection is used again', async () => {
    const ec2 = port();
    expect(await read(ec2)).toMatchObject({ ok: true });
    expect(await read(ec2)).toMatchObject({ ok: true });
    expect(await ec2.callerIdentity(US, patient())).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([EC2_HOST, STS_HOST]);
  });

  test('a real copy', async () => {
    const sent = await port().copyVolumes(US, { SourceVolumeId: SOURCE, ClientToken: 't' }, patient(), {
      mayStillSend: async () => true,
    });
    expect(sent).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([EC2_HOST]);
  });

  test('the role of a profile', async () => {
    home.write(
      'config',
      '[profile base]\naws_access_key_id = a\naws_secret_access_key = s\n[profile r]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n',
    );
    expect(await read(port(), { ...US, profile: 'r' })).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([STS_HOST, EC2_HOST]);
  });

  test('the portal of IAM Identity Center, and the renewal of its login', async () => {
    home.write(
      'config',
      '[profile s]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n',
    );
    writeSsoToken(home, 'corp', { expiresAt: new Date(Date.now() + 60_000), refreshToken: 'r' });
    expect(await read(port(), { ...US, profile: 's' })).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([
      'oidc.us-east-1.amazonaws.com:443',
      'portal.sso.us-east-1.amazonaws.com:443',
      EC2_HOST,
    ]);
  });

  test('with the user name and the password of the variable', async () => {
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', '//ann:pa%40ss@'));
    expect(await read(port())).toMatchObject({ ok: true });
    expect(proxy.authorization()).toBe(`Basic ${Buffer.from('ann:pa@ss').toString('base64')}`);
  });

  test('a proxy that is spoken to by TLS is judged by the same certificates', async () => {
    const secure = await startConnectProxy(aws.port, pki.tls);
    vi.stubEnv('HTTPS_PROXY', secure.url);
    expect(await read(port())).toMatchObject({ ok: true });
    expect(secure.asked).toEqual([EC2_HOST]);
  });
});

describe('addresses of IPv6', () => {
  const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
  test.skipIf(!hasIpv6).each(['plainly', 'by TLS'])('a proxy that has one is spoken to %s', async (how) => {
    const six = await startConnectProxy(aws.port, how === 'by TLS' ? pki.tls : undefined, '::1');
    vi.stubEnv('HTTPS_PROXY', six.url);
    expect(await read(port())).toMatchObject({ ok: true });
    expect(six.asked).toEqual([EC2_HOST]);
  });

  test('an endpoint that has one is asked for in brackets, and judged by its certificate', async () => {
    const at = (host: string) => createEc2Port({ version: '1', endpoints: { ec2: `https://${host}` } });
    expect(await read(at('[2001:db8::5]'))).toMatchObject({ ok: true });
    expect(told(await read(at('[2001:db8::6]'))).code).toBe('certificate-of-another-host');
    expect(proxy.asked).toEqual(expect.arrayContaining(['[2001:db8::5]:443', '[2001:db8::6]:443']));
  });
});

describe('what never goes through it', () => {
  test('an endpoint on this machine', async () => {
    const here = createEc2Port({ version: '1', endpoints: { ec2: aws.url, sts: aws.url } });
    expect(await read(here)).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([]);
  });

  test('the embedded EC2', async () => {
    const simulator = await startRecordingSimulator();
    const ec2 = createEc2Port({ version: '1', endpoints: {}, simulator: { url: simulator.url, region: 'us-east-1' } });
    expect(await read(ec2)).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([]);
    await simulator.close();
  });

  test('the credentials of a container and of an instance', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const plain = await startAwsEndpoint();
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${plain.url}/container`);
    expect(await read(port())).toMatchObject({ ok: true });
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', plain.url);
    expect(await read(port())).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([EC2_HOST, EC2_HOST]);
    expect(plain.actions()).toContain('GET /container');
  });

  test('what NO_PROXY names', async () => {
    // Reaches this machine and is no loopback address by its name; the certificate does not hold it.
    const named = createEc2Port({ version: '1', endpoints: { ec2: `https://0.0.0.0:${aws.port}` } });
    vi.stubEnv('NO_PROXY', 'example.com, 0.0.0.0');
    expect(told(await read(named)).code).toBe('certificate-of-another-host');
    expect(proxy.asked).toEqual([]);
    vi.stubEnv('NO_PROXY', 'example.com');
    const other = createEc2Port({ version: '1', endpoints: { ec2: `https://0.0.0.0:${aws.port}` } });
    await read(other);
    expect(proxy.asked).toEqual([`0.0.0.0:${aws.port}`]);
  });
});

describe('what goes wrong at the proxy is told as its own', () => {
  test.each<[status: number, login: string, code: string, retry: string, words: RegExp]>([
    [403, '', 'proxy-refused', 'after_fix', /The proxy that HTTPS_PROXY names refused/],
    [404, 'ann:pw@', 'proxy-refused', 'after_fix', /allow the endpoint/],
    [407, '', 'proxy-login-missing', 'after_fix', /belong in HTTPS_PROXY.*only NTLM or Kerberos/],
    [407, 'ann:pw@', 'proxy-login-refused', 'after_fix', /did not take the user name and the password of HTTPS_PROXY/],
    [407, 'ann@', 'proxy-login-refused', 'after_fix', /only NTLM or Kerberos/],
    [500, '', 'proxy-failed', 'same_request', /The proxy that HTTPS_PROXY names could not reach AWS/],
    [502, '', 'proxy-failed', 'same_request', /its DNS and its way out/],
    [503, 'ann:pw@', 'proxy-failed', 'same_request', /could not reach AWS/],
    [504, '', 'proxy-failed', 'same_request', /could not reach AWS/],
    [302, '', 'proxy-login-page', 'after_fix', /sends requests to another page.*log in with a browser/],
    [399, '', 'proxy-login-page', 'after_fix', /browser/],
  ])('it answers %d to the login "%s": %s', async (status, login, code, retry, words) => {
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', `//${login}`));
    proxy.answerWith(status);
    const error = told(await read(port()));
    expect(error).toMatchObject({ code, httpStatus: status, whoCanFix: 'person', retry, definite: true });
    expect(error.words).toMatch(words);
    expect(JSON.stringify(error)).not.toMatch(/ann|pw/);
    expect(aws.requests).toEqual([]);
  });

  test('it does not find the host that a setting asks for', async () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    proxy.answerWith(502);
    const error = told(await read(port(), { region: 'eu-central-1' }));
    expect(proxy.asked).toContain('ec2-fips.eu-central-1.amazonaws.com:443');
    expect(error.words).toContain('AWS_USE_FIPS_ENDPOINT (the environment) asks for hosts');
  });

  test('it is not there', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
    const error = told(await read(port()));
    expect(error).toMatchObject({ code: 'proxy-unreachable', definite: true });
    expect(error.words).toMatch(/The proxy that HTTPS_PROXY names could not be reached/);
    expect(error.words).not.toContain('went through');
  });

  test('its own certificate is not trusted', async () => {
    const secure = await startConnectProxy(aws.port, pki.tls);
    vi.stubEnv('HTTPS_PROXY', secure.url);
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const error = told(await read(port()));
    expect(error.code).toBe('certificate-invalid');
    expect(error.words).toMatch(/The certificate of the proxy of HTTPS_PROXY is not trusted/);
  });

  test.each(['socks5://ann:secret@proxy:1080', 'http://ann:Winter@secret#x@proxy:1080'])(
    'the variable names no proxy, and its password is not shown: %s',
    async (value) => {
      vi.stubEnv('HTTPS_PROXY', value);
      const error = told(await read(port()));
      expect(error).toMatchObject({ code: 'setting-invalid' });
      expect(error.words).toMatch(/HTTPS_PROXY \(the environment\)/);
      expect(error.message).toMatch(/% as %25, # as %23, \/ as %2F, \? as %3F, @ as %40/);
      expect(JSON.stringify(error)).not.toContain('secret');
    },
  );

  test('the login of a source of credentials says which proxy it went through', async () => {
    home.write(
      'config',
      '[profile s]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = R\n',
    );
    writeSsoToken(home, 'https://example.awsapps.com/start');
    proxy.answerWith(407);
    const error = told(await read(port(), { ...US, profile: 's' }));
    expect(error).toMatchObject({ code: 'proxy-login-missing', httpStatus: 407 });
  });
});

describe('which way a request went that failed', () => {
  // 0.0.0.0 reaches this machine and is no loopback address by its name.
  const dead = (host = '0.0.0.0') => createEc2Port({ version: '1', endpoints: { ec2: `https://${host}:1` } });
  const DIRECTLY = /The request went directly, since NO_PROXY excepts its host from the proxy that HTTPS_PROXY names/;

  test('a variable for http alone is named when AWS cannot be reached', async () => {
    vi.stubEnv('HTTPS_PROXY', undefined);
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const error = told(await read(dead()));
    expect(error.code).toBe('connection-refused');
    expect(error.words).toMatch(/HTTP_PROXY is set, but it is for http alone; a proxy for AWS belongs in HTTPS_PROXY/);
  });

  test.each(['*', '0.0.0.0', '0.0.0.0:1', '0.0.0.0/8'])('directly, by NO_PROXY=%s', async (noProxy) => {
    vi.stubEnv('NO_PROXY', noProxy);
    const error = told(await read(dead()));
    expect(error.code).toBe('connection-refused');
    expect(error.words).toMatch(DIRECTLY);
    expect(error.words).not.toContain('went through');
  });

  test.each(['HTTPS_PROXY', 'HTTP_PROXY'])('nothing of %s is said of what is on this machine', async (name) => {
    vi.stubEnv('HTTPS_PROXY', undefined);
    vi.stubEnv(name, proxy.url);
    const error = told(await read(dead('127.0.0.1')));
    expect(error.code).toBe('connection-refused');
    expect(error.words).not.toContain('_PROXY');
  });

  test('through the proxy, also where it is a source of credentials that cannot be reached', async () => {
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const through = /went through the proxy that HTTPS_PROXY names/;
    expect(told(await read(port()))).toMatchObject({
      code: 'certificate-invalid',
      words: expect.stringMatching(through),
    });
    home.write(
      'config',
      '[profile base]\naws_access_key_id = a\naws_secret_access_key = s\n[profile r]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n',
    );
    const ofRole = async () => told(await read(port(), { ...US, profile: 'r' }));
    expect(await ofRole()).toMatchObject({ code: 'certificate-invalid', words: expect.stringMatching(through) });
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'https://0.0.0.0:1');
    vi.stubEnv('NO_PROXY', '0.0.0.0');
    expect(await ofRole()).toMatchObject({ code: 'connection-refused', words: expect.stringMatching(DIRECTLY) });
  });

  test('one that the call had no time to wait for', async () => {
    const call = new AbortController();
    const silent = createServer((socket) => {
      call.abort(new DOMException('', 'TimeoutError'));
      socket.destroy();
    }).listen(0, '0.0.0.0');
    await once(silent, 'listening');
    const { port: at } = silent.address() as AddressInfo;
    const ec2 = createEc2Port({ version: '1', endpoints: { ec2: `https://0.0.0.0:${at}` } });
    vi.stubEnv('NO_PROXY', '0.0.0.0');
    const error = told(await ec2.describeVolumes(US, { VolumeIds: [SOURCE] }, { signal: call.signal }));
    expect(error).toMatchObject({ code: 'deadline-reached', words: expect.stringMatching(DIRECTLY) });
    silent.close();
  });
});

describe('certificates', () => {
  const local = () => createEc2Port({ version: '1', endpoints: { ec2: aws.url, sts: aws.url } });

  test('of AWS_CA_BUNDLE are trusted by EC2, STS and an assumed role', async () => {
    home.write(
      'config',
      '[profile base]\naws_access_key_id = a\naws_secret_access_key = s\n[profile r]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n',
    );
    const ec2 = local();
    expect(await read(ec2, { ...US, profile: 'r' })).toMatchObject({ ok: true });
    expect(await ec2.callerIdentity(US, patient())).toMatchObject({ ok: true });
    expect(aws.actions()).toEqual(['AssumeRole', 'DescribeVolumes', 'GetCallerIdentity']);
  });

  test.each([
    ['the default profile', '[default]', undefined],
    ['a named profile', '[profile w]\naws_access_key_id = a\naws_secret_access_key = s', 'w'],
  ])('of ca_bundle in %s are trusted', async (_name, section, profile) => {
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    home.write('config', `${section}\nca_bundle = ${pki.bundle}\n`);
    expect(await read(local(), { ...US, ...(profile ? { profile } : {}) })).toMatchObject({ ok: true });
  });

  test('of NODE_EXTRA_CA_CERTS stay beside those of a bundle', async () => {
    const other = makeCertificates();
    vi.stubEnv('AWS_CA_BUNDLE', other.bundle);
    const error = told(await read(local()));
    expect(error.code).toBe('certificate-invalid');
    expect(error.words).toContain('The file of AWS_CA_BUNDLE (the environment) was read, and decides alone');
    vi.stubEnv('NODE_EXTRA_CA_CERTS', pki.bundle);
    expect(await read(local())).toMatchObject({ ok: true });
    // Node ignores a broken file of them.
    vi.stubEnv('AWS_CA_BUNDLE', pki.bundle);
    vi.stubEnv('NODE_EXTRA_CA_CERTS', pemFile(cutShort()));
    expect(await read(local())).toMatchObject({ ok: true });
  });

  function pemFile(text: string): string {
    home.write('some.pem', text);
    return `${home.folder}/.aws/some.pem`;
  }
  const cutShort = () => readFileSync(pki.bundle, 'utf8').slice(0, 200);
  test.each([
    ['is cut short', () => cutShort()],
    ['is no base64', () => '-----BEGIN CERTIFICATE-----\nMIIBnot!!\n-----END CERTIFICATE-----\n'],
  ])('a bundle whose second certificate %s is a setting to correct', async (_name, second) => {
    const text = `# Company\n${readFileSync(pki.bundle, 'utf8')}${second()}`;
    vi.stubEnv('AWS_CA_BUNDLE', pemFile(text));
    expect(told(await read(local()))).toMatchObject({
      code: 'setting-invalid',
      definite: true,
      message: expect.stringContaining('certificate 2 of the file cannot be read'),
    });
    expect(aws.requests).toEqual([]);
  });

  test('without them nothing is sent, and the advice names both settings', async () => {
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const error = told(await read(local()));
    expect(error).toMatchObject({ code: 'certificate-invalid', definite: true });
    expect(error.words).toMatch(/AWS_CA_BUNDLE.*ca_bundle/);
    expect(aws.requests).toEqual([]);
  });

  test.each([
    ['that is not there', '/nowhere/bundle.pem', /the file cannot be read \(ENOENT\)/],
    ['that is a folder', '/tmp', /the file cannot be read/],
    ['without a certificate', '/etc/hostname', /no certificate in PEM form/],
  ])('a bundle %s is named', async (_name, path, why) => {
    vi.stubEnv('AWS_CA_BUNDLE', path);
    const error = told(await read(local()));
    expect(error).toMatchObject({ code: 'setting-invalid', message: expect.stringMatching(why) });
    expect(error.words).toMatch(/AWS_CA_BUNDLE \(the environment\)/);
  });
});
