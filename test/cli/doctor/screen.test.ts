// The page and the JSON of doctor.
import { expect, test } from 'vitest';
import { type CheckSection, exitCodeOf } from '../../../src/cli/doctor/check.ts';
import { json, screen } from '../../../src/cli/doctor/screen.ts';
import { createPaint } from '../../../src/cli/paint.ts';

const SECTIONS: CheckSection[] = [
  {
    title: 'AWS',
    checks: [
      {
        id: 'region',
        level: 'ok',
        label: 'Region',
        message: 'us-east-1, from --region.',
        facts: { region: 'us-east-1' },
      },
      {
        id: 'login',
        level: 'fail',
        label: 'Login',
        message: 'The AWS login of the profile prod has expired. (credentials-expired)',
        advice: 'Log in again with `aws sso login --profile prod` (no restart needed).',
      },
    ],
  },
  {
    title: 'This machine',
    checks: [{ id: 'ask', level: 'warn', label: 'Asking', message: 'Nobody.', advice: 'Wait.' }],
  },
];

test('60 columns', () => {
  expect(screen(SECTIONS, true, createPaint(false, 60)).split('\n')).toEqual([
    'SIMULATED – nothing exists in AWS.',
    '',
    'AWS',
    '  ✓ Region       us-east-1, from --region.',
    '  ✗ Login        The AWS login of the profile prod has',
    '                 expired. (credentials-expired)',
    '                 → Log in again with `aws sso login',
    '                   --profile prod` (no restart needed).',
    '',
    'This machine',
    '  ! Asking       Nobody.',
    '                 → Wait.',
    '',
    '1 thing to fix (✗), 1 thing to look at (!).',
    'This is what a server finds that is started from here. A',
    'host may give its server other options, another environment',
    'and another folder: run this with the same options.',
    '',
  ]);
});

test('a mark has its colour, and a page without faults says so', () => {
  const [first] = SECTIONS;
  const good = [{ title: 'AWS', checks: first?.checks.slice(0, 1) ?? [] }];
  const page = screen(good, false, createPaint(true, 80));
  expect(page).toContain('\x1b[32m✓\x1b[39m Region');
  expect(page).toContain('Everything that was looked at works.');
  expect(page).not.toContain('SIMULATED');
});

test('JSON holds every line with its section, and the exit code', () => {
  expect(JSON.parse(json(SECTIONS, false))).toEqual({
    exitCode: 2,
    simulated: false,
    checks: [
      {
        section: 'AWS',
        id: 'region',
        level: 'ok',
        label: 'Region',
        message: 'us-east-1, from --region.',
        facts: { region: 'us-east-1' },
      },
      expect.objectContaining({ section: 'AWS', id: 'login', level: 'fail' }),
      expect.objectContaining({ section: 'This machine', id: 'ask', level: 'warn' }),
    ],
  });
  expect(exitCodeOf(SECTIONS.slice(1))).toBe(1);
});
