// Where credentials come from, what it is called when there are none, and that a new login needs no restart.

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import { type AwsHome, openAwsHome } from '../support/aws-home.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';

let simulator: RecordingSimulator;
let home: AwsHome;
let edge: Ec2;
beforeEach(async () => {
  home = openAwsHome();
  simulator = await startRecordingSimulator();
  edge = createEc2Port({ version: '9.9.9', endpoints: { ec2: simulator.url, sts: simulator.url } });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

function read(profile: string | undefined) {
  const place = { region: 'us-east-1', ...(profile ? { profile } : {}) };
  return edge.describeVolumes(place, { VolumeIds: [SOURCE] }, { signal: new AbortController().signal });
}

function keysOf(name: string, key: string): string {
  return `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = made-up\n`;
}

function usedKeys(): (string | undefined)[] {
  return simulator.requests.map(({ headers }) => /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1]);
}

/** A profile whose SSO login ended yesterday and cannot be renewed without a person. */
function writeExpiredLogin(form: 'legacy' | 'session'): void {
  const startUrl = 'https://example.awsapps.com/start';
  const common = 'sso_account_id = 123456789012\nsso_role_name = Reader\n';
  home.write(
    'config',
    form === 'legacy'
      ? `[profile work]\nsso_start_url = ${startUrl}\nsso_region = us-east-1\n${common}`
      : `[profile work]\nsso_session = corp\n${common}[sso-session corp]\nsso_start_url = ${startUrl}\nsso_region = us-east-1\n`,
  );
  const name = createHash('sha1')
    .update(form === 'legacy' ? startUrl : 'corp')
    .digest('hex');
  const expiresAt = new Date(Date.now() - 86_400_000).toISOString();
  home.write(
    `sso/cache/${name}.json`,
    JSON.stringify({ startUrl, region: 'us-east-1', accessToken: 'old', expiresAt }),
  );
}

describe.each([
  ['a profile given by name', 'work', 'work', 'profile-missing'],
  ['the default chain', undefined, 'default', 'credentials-missing'],
])('%s', (_name, profile, section, missing) => {
  test('without credentials says so, and works after a login', async () => {
    expect(await read(profile)).toMatchObject({ ok: false, failure: { code: missing, definite: true } });
    expect(simulator.requests).toEqual([]);
    home.write('credentials', keysOf(section, 'AKIDNEW'));
    expect(await read(profile)).toMatchObject({ ok: true });
    expect(usedKeys()).toEqual(['AKIDNEW']);
  });

  test.each([
    ['ExpiredToken', 400],
    ['RequestExpired', 400],
    ['InvalidClientTokenId', 403],
    ['AuthFailure', 401],
  ])('whose keys get %s works with the keys of a new login', async (code, status) => {
    home.write('credentials', keysOf(section, 'AKIDOLD'));
    simulator.addFault({ kind: 'error', code, status, times: 1 });
    expect(await read(profile)).toMatchObject({ ok: false, failure: { code } });
    home.write('credentials', keysOf(section, 'AKIDNEW'));
    expect(await read(profile)).toMatchObject({ ok: true });
    expect(usedKeys()).toEqual(['AKIDOLD', 'AKIDNEW']);
  });
});

test.each(['legacy', 'session'] as const)(
  'an expired SSO login (%s form) says so, and works after a login',
  async (form) => {
    writeExpiredLogin(form);
    expect(await read('work')).toMatchObject({ ok: false, failure: { code: 'credentials-expired', definite: true } });
    expect(simulator.requests).toEqual([]);
    home.write('config', '');
    home.write('credentials', keysOf('work', 'AKIDNEW'));
    expect(await read('work')).toMatchObject({ ok: true });
  },
);

test('two profiles are two callers, also at the same time', async () => {
  home.write('credentials', `${keysOf('work', 'AKIDWORK')}${keysOf('home', 'AKIDHOME')}`);
  expect(await Promise.all([read('work'), read('home')])).toMatchObject([{ ok: true }, { ok: true }]);
  expect(usedKeys().sort()).toEqual(['AKIDHOME', 'AKIDWORK']);
});

test('the Region of a profile is found, and its absence has a code', async () => {
  home.write('config', '[profile work]\nregion = eu-central-1\n');
  expect(await edge.locate(undefined, 'work')).toMatchObject({ ok: true, value: { region: 'eu-central-1' } });
  expect(await edge.locate('eu-west-1', 'work')).toMatchObject({ ok: true, value: { region: 'eu-west-1' } });
  expect(await edge.locate(undefined, undefined)).toMatchObject({ ok: false, failure: { code: 'region-missing' } });
});

test.each(['its argument', 'AWS_PROFILE'])(
  'a misspelt profile of %s is told before the Region that it cannot have',
  async (from) => {
    home.write('config', '[profile work]\nregion = eu-central-1\n');
    if (from === 'AWS_PROFILE') vi.stubEnv('AWS_PROFILE', 'wrok');
    expect(await edge.locate(undefined, from === 'AWS_PROFILE' ? undefined : 'wrok')).toMatchObject({
      ok: false,
      failure: { code: 'profile-missing', definite: true, hint: { profile: 'wrok', nearest: 'work' } },
    });
  },
);

test('a profile that was copied with the word before it leads to the one that is meant', async () => {
  home.write('config', '[profile work]\nregion = eu-central-1\n');
  expect(await edge.locate(undefined, 'profile work')).toMatchObject({
    ok: false,
    failure: { code: 'profile-missing', message: '', hint: { nearest: 'work' } },
  });
});

describe('who the credentials are', () => {
  const who = async (profile: string, region = 'us-east-1') => {
    const control = { signal: new AbortController().signal };
    const reply = await edge.callerIdentity({ region, profile }, control);
    return reply.ok ? reply.value.account : reply.failure.code;
  };
  const asked = () => simulator.requests.filter(({ action }) => action === 'GetCallerIdentity').length;
  const account = (accountId: string) => ({ accountId, arn: `arn:aws:iam::${accountId}:user/x`, userId: 'AIDAX' });

  test('is asked once for each set of credentials, not once for each place', async () => {
    home.write('credentials', keysOf('one', 'AKIDONE') + keysOf('two', 'AKIDTWO'));
    simulator.world.principals.set('AKIDONE', account('111111111111'));
    simulator.world.principals.set('AKIDTWO', account('222222222222'));
    expect([await who('one'), await who('two'), await who('one'), await who('two', 'eu-west-1')]).toEqual([
      '111111111111',
      '222222222222',
      '111111111111',
      '222222222222',
    ]);
    expect(asked()).toBe(2);
  });

  test('is asked again after another login', async () => {
    home.write('credentials', keysOf('one', 'AKIDONE'));
    simulator.world.principals.set('AKIDTWO', account('222222222222'));
    expect(await who('one')).toBe('123456789012');
    home.write('credentials', keysOf('one', 'AKIDTWO'));
    // The old keys do not work any more: the next call reads the file anew.
    simulator.addFault({ kind: 'error', code: 'ExpiredToken', status: 400, times: 1 });
    await read('one');
    expect(await who('one')).toBe('222222222222');
    expect(asked()).toBe(2);
  });
});
