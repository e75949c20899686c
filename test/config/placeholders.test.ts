import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { placeholderIn } from '../../src/config/placeholders.ts';

describe('a placeholder that was not replaced', () => {
  test.each([
    ['${AWS_PROFILE}', '${AWS_PROFILE}'],
    ['${env:AWS_PROFILE}', '${env:AWS_PROFILE}'],
    ['${input:profile}', '${input:profile}'],
    ['${AWS_PROFILE:-default}', '${AWS_PROFILE:-default}'],
    ['${workspaceFolder}/audit', '${workspaceFolder}'],
    ['a,${env:B}', '${env:B}'],
    ['{{ profile }}', '{{ profile }}'],
    ['$AWS_PROFILE', '$AWS_PROFILE'],
    ['dev, $OTHER', '$OTHER'],
    ['$HOME/x', '$HOME'],
    ['%AWS_PROFILE%', '%AWS_PROFILE%'],
    ['%USERPROFILE%\\x', '%USERPROFILE%'],
    ['{env:FORBIDDEN}', '{env:FORBIDDEN}'],
    ['{file:~/tags}', '{file:~/tags}'],
    ['$(FORBIDDEN)', '$(FORBIDDEN)'],
    ['a, $env:FORBIDDEN', '$env:FORBIDDEN'],
    ['$Env:FORBIDDEN', '$Env:FORBIDDEN'],
    ['#{FORBIDDEN}', '#{FORBIDDEN}'],
    ['<FORBIDDEN>', '<FORBIDDEN>'],
    ['a,<your tag>', '<your tag>'],
    ['${FORBIDDEN', '${FORBIDDEN'],
    ['${env:FORBIDDEN and what may be a secret', '${env:FORBIDDEN'],
  ])('%s: %s', (value, found) => {
    expect(placeholderIn(value)).toBe(found);
  });

  test.each([
    '',
    'dev',
    'us-east-1',
    'a$b',
    'Price=$5',
    '$5',
    '100%',
    'a%b%c',
    'Rate=5%,Share=7%',
    'wJalr/K7+bPx$',
    'C:\\x',
    'a<b',
    'Env=<b>',
    '<>',
    '{prod}',
    '(x)',
    '#1',
    '2026/11/29/[$LATEST]0a1b',
  ])('%j is none', (value) => {
    expect(placeholderIn(value)).toBeUndefined();
  });
});

const sentence = (source: string, placeholder: string) =>
  `${source}: the host did not replace the placeholder ${placeholder}; give the value itself, or leave the setting out in the host's configuration.`;

describe('a configuration with one', () => {
  test.each<[name: string, argv: string[], env: Record<string, string>, error: string]>([
    ['a profile', [], { AWS_PROFILE: '${AWS_PROFILE}' }, sentence('AWS_PROFILE', '${AWS_PROFILE}')],
    [
      'a key, whose rest is not shown',
      [],
      { AWS_SECRET_ACCESS_KEY: 'abc${KEY}' },
      sentence('AWS_SECRET_ACCESS_KEY', '${KEY}'),
    ],
    ['any other setting of AWS', [], { AWS_CA_BUNDLE: '${CA}' }, sentence('AWS_CA_BUNDLE', '${CA}')],
    ['a limit', [], { EBS_COPY_FORBID_TAGS: '${env:TAGS}' }, sentence('EBS_COPY_FORBID_TAGS', '${env:TAGS}')],
    ['an option', ['--profile', '${input:profile}'], {}, sentence('--profile', '${input:profile}')],
    [
      'a setting of AWS where the simulation is switched off, as every bundle sets it',
      [],
      { EBS_COPY_SIMULATE: 'false', AWS_CONFIG_FILE: '${userHome}/.aws/config' },
      sentence('AWS_CONFIG_FILE', '${userHome}'),
    ],
    [
      'the same on the command line, which is stronger',
      ['--simulate=false'],
      { EBS_COPY_SIMULATE: 'true', AWS_PROFILE: '${AWS_PROFILE}' },
      sentence('AWS_PROFILE', '${AWS_PROFILE}'),
    ],
    ...['', '${user_config.simulate}'].map((unset): [string, string[], Record<string, string>, string] => [
      `the same where the switch is ${JSON.stringify(unset)}`,
      [],
      { EBS_COPY_SIMULATE: unset, AWS_PROFILE: '${AWS_PROFILE}' },
      sentence('AWS_PROFILE', '${AWS_PROFILE}'),
    ]),
    ['a switch', [], { EBS_COPY_SIMULATE: '${input:simulate}' }, sentence('EBS_COPY_SIMULATE', '${input:simulate}')],
  ])('%s: it is named, with the host as the cause, and nothing is taken from it', (_, argv, env, error) => {
    const { config, configErrors } = parseConfig(argv, env);
    expect(configErrors).toEqual([error]);
    expect(config.profiles).toEqual([]);
    expect(config.limits.forbiddenTags).toEqual([]);
  });

  test('a switch that says neither yes nor no leaves AWS in the game: both are named', () => {
    const { configErrors } = parseConfig([], { EBS_COPY_SIMULATE: '${input:s}', AWS_PROFILE: '${AWS_PROFILE}' });
    expect(configErrors).toEqual([
      sentence('EBS_COPY_SIMULATE', '${input:s}'),
      sentence('AWS_PROFILE', '${AWS_PROFILE}'),
    ]);
  });

  test('the unset optional setting of a bundle is no such thing', () => {
    const { configErrors } = parseConfig([], { EBS_COPY_REGIONS: '${user_config.region}', EBS_COPY_PROFILES: '' });
    expect(configErrors).toEqual([]);
  });

  test('the embedded EC2 takes nothing from the settings of AWS, and so no harm', () => {
    const env = { AWS_PROFILE: '${AWS_PROFILE}' };
    expect(parseConfig(['--simulate'], env).configErrors).toEqual([]);
    expect(parseConfig([], { ...env, EBS_COPY_SIMULATE: 'on' }).configErrors).toEqual([]);
    expect(parseConfig(['demo'], env).configErrors).toEqual([]);
    expect(parseConfig(['--simulate'], { EBS_COPY_MODE: '${X}' }).configErrors).toEqual([
      sentence('EBS_COPY_MODE', '${X}'),
    ]);
  });
});

test.each([
  ['--account', ','],
  ['--region', ' , '],
  ['--require-tag', ','],
])('%s with nothing between commas is an error, not "any"', (option, value) => {
  expect(parseConfig([option, value], {}).configErrors).toEqual([
    `${option}: the list is empty; name what is allowed, or leave the option out.`,
  ]);
});
