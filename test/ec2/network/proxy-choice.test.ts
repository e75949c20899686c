// Which requests go through a proxy: the variables and the exceptions, as the AWS CLI reads them.
import { describe, expect, test } from 'vitest';
import { bypassesProxy, readProxyVariables } from '../../../src/ec2/network/proxy-choice.ts';

const P = 'http://proxy.example.com:3128';

describe('the variables', () => {
  test.each<[name: string, env: Record<string, string>, from: string, host: string]>([
    ['capital letters', { HTTPS_PROXY: P }, 'HTTPS_PROXY', 'proxy.example.com:3128'],
    ['small letters', { https_proxy: P }, 'https_proxy', 'proxy.example.com:3128'],
    ['small letters win', { https_proxy: 'http://small:1', HTTPS_PROXY: P }, 'https_proxy', 'small:1'],
    ['without a scheme', { HTTPS_PROXY: 'proxy.example.com:3128' }, 'HTTPS_PROXY', 'proxy.example.com:3128'],
    ['a name alone', { HTTPS_PROXY: 'proxy' }, 'HTTPS_PROXY', 'proxy'],
    ['spoken to by TLS', { HTTPS_PROXY: 'https://proxy:8443' }, 'HTTPS_PROXY', 'proxy:8443'],
    ['with a login', { HTTPS_PROXY: 'http://ann:pa%40ss@proxy:1' }, 'HTTPS_PROXY', 'proxy:1'],
  ])('%s', (_name, env, from, host) => {
    expect(readProxyVariables(env)).toMatchObject({ kind: 'proxy', choice: { from, url: { host } } });
  });

  test.each<[name: string, env: Record<string, string>, variables: object]>([
    ['none', {}, { kind: 'none' }],
    ['an empty one', { HTTPS_PROXY: '' }, { kind: 'none' }],
    ['one for http alone', { HTTP_PROXY: P }, { kind: 'none', httpOnly: 'HTTP_PROXY' }],
    ['one for everything, which the AWS CLI does not know', { ALL_PROXY: P }, { kind: 'none', httpOnly: 'ALL_PROXY' }],
    ['another protocol', { HTTPS_PROXY: 'socks5://proxy:1080' }, { kind: 'invalid', from: 'HTTPS_PROXY' }],
    [
      'a % in its password that is none of a URL',
      { HTTPS_PROXY: 'http://ann:100%pure@proxy:8080' },
      { kind: 'invalid', from: 'HTTPS_PROXY' },
    ],
    // A password that is not encoded ends the host where it has one of these: what is left of it would be asked for, and shown.
    ...['Winter@Sekret#x', '12345#x', 'Win@Sekret/x', '12345/x', 'Win@Sekret?x', 'Win@Sekret\\x'].map(
      (password): [string, Record<string, string>, object] => [
        `the password ${password}`,
        { HTTPS_PROXY: `http://ann:${password}@proxy:8080` },
        { kind: 'invalid', from: 'HTTPS_PROXY' },
      ],
    ),
    ['a file of rules', { HTTPS_PROXY: 'http://wpad/proxy.pac' }, { kind: 'invalid', from: 'HTTPS_PROXY' }],
    ['no address', { HTTPS_PROXY: 'http://' }, { kind: 'invalid', from: 'HTTPS_PROXY' }],
  ])('%s', (_name, env, variables) => {
    expect(readProxyVariables(env)).toEqual(variables);
  });

  test('exceptions are parted by commas and spaces', () => {
    expect(readProxyVariables({ HTTPS_PROXY: P, NO_PROXY: 'a.com, b.com  c.com,,' })).toMatchObject({
      choice: { noProxy: ['a.com', 'b.com', 'c.com'] },
    });
    expect(readProxyVariables({ HTTPS_PROXY: P, NO_PROXY: 'a.com', no_proxy: 'b.com' })).toMatchObject({
      choice: { noProxy: ['b.com'] },
    });
  });
});

const EC2 = 'ec2.us-east-1.amazonaws.com';
describe('what goes directly', () => {
  test.each<[noProxy: string, host: string, port: number, direct: boolean]>([
    ['', EC2, 443, false],
    ['*', EC2, 443, true],
    ['amazonaws.com', EC2, 443, true],
    ['.amazonaws.com', EC2, 443, true],
    ['*.amazonaws.com', EC2, 443, true],
    ['AmazonAWS.com', EC2, 443, true],
    [EC2, EC2, 443, true],
    ['zonaws.com', EC2, 443, false],
    ['amazonaws.com.cn', EC2, 443, false],
    ['sts.us-east-1.amazonaws.com', EC2, 443, false],
    ['amazonaws.com:443', EC2, 443, true],
    ['amazonaws.com:8443', EC2, 443, false],
    ['10.0.0.0/8', '10.20.30.40', 443, true],
    ['10.0.0.0/8', '11.20.30.40', 443, false],
    ['10.0.0.0/99', '10.20.30.40', 443, false],
    ['10.20.30.40', '10.20.30.40', 443, true],
    ['10.20.30.40:8443', '10.20.30.40', 443, false],
    ['2001:db8::/32', '[2001:db8::1]', 443, true],
    ['2001:db8::1', '[2001:db8::1]', 443, true],
    ['2001:db8::/32', '10.0.0.1', 443, false],
    // One address has many spellings.
    ['fd12:0:0::5', '[fd12::5]', 443, true],
    ['FD12:0000::0005', '[fd12::5]', 443, true],
    ['[fd12:0:0::5]:443', '[fd12::5]', 443, true],
    ['[fd12:0:0::5]:8443', '[fd12::5]', 443, false],
    ['fd12:0:0::6', '[fd12::5]', 443, false],
    // Loopback and link-local always: the embedded EC2, a container's credentials, an instance's metadata.
    ['', '127.0.0.1', 443, true],
    ['', 'localhost', 443, true],
    ['', '[::1]', 443, true],
    ['', '169.254.170.2', 443, true],
    ['', '169.254.169.254', 443, true],
    ['', '[fd00:ec2::254]', 443, true],
    ['', '[fe80::1]', 443, true],
    ['', '128.0.0.1', 443, false],
    ['.', EC2, 443, false],
  ])('NO_PROXY=%s: %s:%d is direct %s', (noProxy, host, port, direct) => {
    expect(bypassesProxy(noProxy ? [noProxy] : [], host, port)).toBe(direct);
  });
});
