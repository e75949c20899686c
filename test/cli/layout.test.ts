// Text into lines of a bounded width.
import { expect, test } from 'vitest';
import { callLines, commandLines, paragraph, progressBar, shorten, tableRows, WIDTH } from '../../src/cli/layout.ts';

const LONG = 'a copy of an encrypted volume is encrypted with the key that its source has, unless another is named';

test.each([
  [0, '[----------]   0 %'],
  [9, '[----------]   9 %'],
  [50, '[#####-----]  50 %'],
  [99.9, '[#########-]  99 %'],
  [100, '[##########] 100 %'],
  [-5, '[----------]   0 %'],
  [140, '[##########] 100 %'],
])('a bar of %d percent', (percent, bar) => {
  expect(progressBar(percent, 10, { full: '#', empty: '-' })).toBe(bar);
});

test('a paragraph keeps to the width, pushed in after its first line', () => {
  const lines = paragraph(`${LONG} ${LONG}`, WIDTH, 2, 3);
  expect(lines.length).toBeGreaterThan(1);
  for (const [index, line] of lines.entries()) {
    expect(line.length).toBeLessThanOrEqual(WIDTH);
    expect(line).toMatch(index === 0 ? /^ {2}\S/ : /^ {5}\S/);
  }
  expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(`${LONG} ${LONG}`.split(' '));
});

test('shortening keeps both ends', () => {
  expect(shorten('short', 8)).toBe('short');
  expect(shorten('arn:aws:kms:us-east-1:123456789012:key/0da7a0', 16)).toBe('arn:aws:…/0da7a0');
});

test('columns line up, the last one wraps under itself, nothing is wider than the page', () => {
  const rows = tableRows(
    [
      ['Setting', 'Source', 'Copy', 'Note'],
      ['Encrypted', 'true', 'true', LONG],
      ['KmsKeyId', `arn:${'x'.repeat(80)}`, 'same', ''],
    ],
    WIDTH,
  );
  expect(rows.map((lines) => lines[0]?.indexOf('  ', 3))).toEqual([9, 11, 10]);
  expect(rows[0]?.[0]?.indexOf('Copy')).toBe(rows[1]?.[0]?.lastIndexOf('true'));
  const [, [first = '', second = ''] = []] = rows;
  expect(second.search(/\S/)).toBe(first.indexOf('a copy of'));
  for (const line of rows.flat()) expect(line.length).toBeLessThanOrEqual(WIDTH);
});

test('equal values look equal, also in columns of different width', () => {
  const arn = `arn:aws:kms:us-east-1:123456789012:key/${'0'.repeat(30)}`;
  const [[line = ''] = []] = tableRows([['KmsKeyId', arn, arn, 'the key of the source']], WIDTH);
  expect(line).toMatch(/KmsKeyId {2}(\S+) {2}\1 {2}the key/);
});

test('a call breaks between arguments only', () => {
  expect(callLines('get_volume_status', {}, WIDTH)).toEqual(['  → get_volume_status  { }']);
  const args = { SourceVolumeId: 'vol-0a1b2c3d4e5f60001', VolumeType: 'gp3', Iops: 6000, Throughput: 250 };
  const lines = callLines('copy_volume', { ...args, DryRun: false, ClientToken: 'x'.repeat(36) }, WIDTH);
  expect(lines.length).toBe(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(WIDTH);
  expect(lines.join('')).toContain('DryRun: false');
});

test('a long command is still one command', () => {
  const command = `aws ec2 attach-volume --volume-id vol-${'0'.repeat(17)} --instance-id INSTANCE_ID --device /dev/sdf --region us-east-1`;
  const lines = commandLines(command, WIDTH);
  expect(lines.length).toBe(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(WIDTH);
  expect(
    lines
      .join('\n')
      .replace(/ \\\n\s+/g, ' ')
      .trim(),
  ).toBe(command);
});

test('where the others leave no room, the last column stands below them', () => {
  const rows = tableRows([['vol-0a1b2c3d4e5f60001', 'prod-db-1-data', '/dev/sdf', '500 GiB gp3, 6000 IOPS']], 60);
  expect(rows).toEqual([['  vol-0a1b2c3d4e5f60001  prod-db-1-data  /dev/sdf', '    500 GiB gp3, 6000 IOPS']]);
});
