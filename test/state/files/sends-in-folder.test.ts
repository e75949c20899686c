import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { SendRecord } from '../../../src/consent/send-states.ts';
import { openState } from '../../../src/state/files/open-state.ts';
import { ownerOf } from '../../../src/state/files/owner.ts';
import { createSendsInFolder } from '../../../src/state/files/sends-in-folder.ts';
import { RULES } from '../../support/record-rules.ts';
import { claim, describeSendRecords, NOON, sendOf } from '../../support/send-records-suite.ts';

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sends-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const openIn = (folder: string) => createSendsInFolder(folder, RULES, () => NOON, 'one');

describeSendRecords('in a folder', async () => {
  let clock = NOON;
  const folder = newFolder();
  return {
    one: createSendsInFolder(folder, RULES, () => clock, 'one'),
    other: createSendsInFolder(folder, RULES, () => clock, 'other'),
    setClock: (now) => {
      clock = now;
    },
  };
});

test('the claim of a process of this machine that is gone can be taken over at once', async () => {
  const folder = newFolder();
  const living = sendOf('t1', { claim: { n: 1, owner: ownerOf('a'), until: NOON + 60_000 } });
  await claim(openIn(folder), living);
  expect((await openIn(folder).byToken('t1'))?.claim.dead).toBeUndefined();
  expect(await claim(openIn(folder), { ...living, claim: { ...living.claim, n: 2 } })).toBe(false);
  const gone = ownerOf('b').replace(`|${process.pid}|`, '|4194305|');
  const dead = sendOf('t2', { intentKey: 'another', claim: { n: 1, owner: gone, until: NOON + 60_000 } });
  await claim(openIn(folder), dead);
  expect((await openIn(folder).byToken('t2'))?.claim.dead).toBe(true);
  expect(await claim(openIn(folder), { ...dead, claim: { ...living.claim, n: 2 } })).toBe(true);
});

test('a token is never a path', async () => {
  const folder = newFolder();
  await claim(openIn(folder), sendOf('../../escape/me', { intentKey: '../../escape/too' }));
  expect(readdirSync(folder).sort()).toEqual(['intents', 'sends', 'sources']);
  expect((await openIn(folder).byToken('../../escape/me'))?.token).toBe('../../escape/me');
});

test.skipIf(process.platform === 'win32')('folders and files are for their owner alone', async () => {
  const folder = newFolder();
  await claim(openIn(folder), sendOf('t1'));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const found = statSync(join(folder, name));
    expect([name, (found.mode & 0o777).toString(8)]).toEqual([name, found.isDirectory() ? '700' : '600']);
  }
});

test.each(['', '{"tok', 'null', '{}'])(
  'a claim that holds %j is refused with its file, and files nothing',
  async (half) => {
    const folder = newFolder();
    const sends = openIn(folder);
    await claim(sends, sendOf('t1'));
    const [name = ''] = readdirSync(join(folder, 'sends'));
    const place = join(folder, 'sends', name);
    writeFileSync(join(place, 'end-000001-copied.json'), '{"end":', { mode: 0o600 });
    expect(await sends.byToken('t1')).toEqual(sendOf('t1'));
    const file = join(place, 'claim-000001.json');
    writeFileSync(file, half, { mode: 0o600 });
    const before = readdirSync(folder, { recursive: true });
    const why = {
      name: 'NotTrusted',
      message: `${file} is empty or cut off, so what was sent is not known. Look in EC2 for the copy, then remove ${place}.`,
    };
    await expect(sends.byToken('t1')).rejects.toMatchObject(why);
    await expect(sends.byIntent('intent')).rejects.toMatchObject(why);
    await expect(claim(sends, sendOf('t1'))).rejects.toMatchObject(why);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    rmSync(place, { recursive: true });
    expect(await sends.byToken('t1')).toBeUndefined();
  },
);

test('between the two files of a claim nobody else sends the intent, and no longer than a claim lasts', async () => {
  const folder = newFolder();
  await claim(openIn(folder), sendOf('t1'));
  rmSync(join(folder, 'sends'), { recursive: true });
  expect(await claim(openIn(folder), sendOf('t2'))).toBe(false);
  const later = (now: number) => createSendsInFolder(folder, RULES, () => now, 'one');
  expect(await claim(later(NOON + 60_000), sendOf('t2'))).toBe(true);
});

test('nor is anybody kept waiting by a claim from the future: a clock was set back', async () => {
  const folder = newFolder();
  await claim(openIn(folder), sendOf('t1'));
  rmSync(join(folder, 'sends'), { recursive: true });
  const earlier = createSendsInFolder(folder, RULES, () => NOON - 3_600_000, 'one');
  expect(await claim(earlier, sendOf('t2'))).toBe(true);
});

test.skipIf(process.platform === 'win32')(
  'a folder that was opened to others since is not believed any more',
  async () => {
    const folder = newFolder();
    const sends = openIn(folder);
    expect(await sends.trust()).toEqual({ kept: true });
    chmodSync(folder, 0o777);
    expect(await sends.trust()).toEqual({
      kept: false,
      why: `${folder} is open to other users of this machine.`,
      cure: `chmod 700 ${folder}`,
    });
    chmodSync(folder, 0o700);
    expect(await sends.trust()).toEqual({ kept: true });
  },
);

/** A volume holds 50 tags, a key 128 characters, a value 256. */
const longestTags = (letter: string) =>
  Array.from({ length: 50 }, (_, n) => ({
    Key: `${n}`.padEnd(2, '-') + letter.repeat(126),
    Value: letter.repeat(256),
  }));

test.each([
  ['of four bytes', '😀'],
  ['of three bytes', '漢'],
  ['that JSON writes in six', '\ud83d'],
])('a request of the most tags, in letters %s, is read back', async (_, letter) => {
  const sends = openIn(newFolder());
  const TagSpecifications = [{ ResourceType: 'volume' as const, Tags: longestTags(letter) }];
  const long = sendOf('t1', { request: { ...sendOf('t1').request, TagSpecifications } });
  expect(await claim(sends, long)).toBe(true);
  expect(await sends.byToken('t1')).toEqual(long);
});

test('a record that could not be read back is refused before it is claimed', async () => {
  const folder = newFolder();
  const sends = openIn(folder);
  const shown = Array.from({ length: 20_000 }, (_, n) => `vol-${String(n).padStart(17, '0')}`);
  await expect(claim(sends, sendOf('t1', { shown }))).rejects.toMatchObject({
    name: 'NotTrusted',
    message: 'What would be recorded is longer than the 256 KB that are read back.',
  });
  expect(readdirSync(folder)).toEqual([]);
  expect(await claim(sends, sendOf('t1'))).toBe(true);
});

const PLACES = ['sends', 'intents', 'sources', 'days', 'plans', 'sent'];

test.skipIf(process.platform === 'win32').each(PLACES)(
  'nor is one whose %s others can write, or that lead elsewhere by a link',
  async (name) => {
    const folder = newFolder();
    const sends = openIn(folder);
    const inner = join(folder, name);
    mkdirSync(inner, { mode: 0o700 });
    expect(await sends.trust()).toEqual({ kept: true });
    chmodSync(inner, 0o777);
    expect(await sends.trust()).toEqual({
      kept: false,
      why: `${inner} is open to other users of this machine.`,
      cure: `chmod 700 ${inner}`,
    });
    rmSync(inner, { recursive: true });
    symlinkSync(newFolder(), inner);
    expect(await sends.trust()).toEqual({ kept: false, why: `${inner} is a link, not a folder; remove the link.` });
  },
);

test.skipIf(process.platform === 'win32')(
  'a place of one token, intent, source or day that is a link rejects',
  async () => {
    const folder = newFolder();
    const elsewhere = newFolder();
    const sends = openIn(folder);
    const day = { scope: 'aws', date: '2026-11-28' };
    await claim(sends, sendOf('t1'));
    await sends.reserve(day, 't1', 1);
    const places = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/'));
    const inner = places.map((name) => join(folder, name)).filter((path) => statSync(path).isDirectory());
    expect(inner).toHaveLength(5);
    for (const path of inner) {
      renameSync(path, `${path}.was`);
      symlinkSync(elsewhere, path);
      const uses = [
        () => sends.byToken('t1'),
        () => sends.claims('intent'),
        () => sends.ofSource(RULES.sourceKeyOf(sendOf('t1'))),
        () => sends.count(day),
        () => sends.reserve(day, 't2', 5),
      ];
      const ends = await Promise.allSettled(uses.map((use) => use()));
      expect(ends.map(({ status }) => status)).toContain('rejected');
      rmSync(path);
      renameSync(`${path}.was`, path);
    }
    expect(readdirSync(elsewhere)).toEqual([]);
  },
);

test.skipIf(process.platform === 'win32')(
  'a state folder with a link in it is opened in memory, and says why',
  async () => {
    const folder = newFolder();
    const elsewhere = newFolder();
    writeFileSync(join(elsewhere, 'theirs'), '');
    utimesSync(join(elsewhere, 'theirs'), 0, 0);
    symlinkSync(elsewhere, join(folder, 'plans'));
    const freshKey = new Uint8Array(32);
    const { sends } = await openState(folder, { rules: RULES, now: () => NOON, owner: 'one', freshKey });
    expect(await sends.trust()).toMatchObject({ kept: false, why: expect.stringContaining('is a link') });
    // What others keep behind the link is not swept either.
    expect(readdirSync(elsewhere)).toEqual(['theirs']);
  },
);

test.skipIf(process.platform === 'win32')(
  'an entry that others can read rejects, with the command that mends it',
  async () => {
    const folder = newFolder();
    await claim(openIn(folder), sendOf('t1'));
    const [place = ''] = readdirSync(join(folder, 'sends'));
    const path = join(folder, 'sends', place, 'claim-000001.json');
    chmodSync(path, 0o644);
    await expect(openIn(folder).byToken('t1')).rejects.toMatchObject({ name: 'NotTrusted', cure: `chmod 600 ${path}` });
  },
);

const OLDER = {
  token: 't0',
  asked: JSON.stringify([
    '111122223333',
    'AROAEXAMPLE',
    'us-east-1',
    '',
    '{"Size":600,"SourceVolumeId":"vol-0123456789abcdef0"}',
  ]),
  request: {
    SourceVolumeId: 'vol-0123456789abcdef0',
    Size: 600,
    ClientToken: 't0',
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 't0' }] }],
  },
  sentAt: NOON - 3_600_000,
  consent: 'form',
};
const WORLD = {
  partition: 'aws',
  account: '111122223333',
  principal: 'AROAEXAMPLE',
  region: 'us-east-1',
  endpoint: 'aws',
};

/** As 0.1.0 wrote it. */
function writeOlder(folder: string, more: object = {}): void {
  mkdirSync(join(folder, 'sent'), { recursive: true, mode: 0o700 });
  const name = `${createHash('sha256').update('t0').digest('hex')}.json`;
  writeFileSync(join(folder, 'sent', name), JSON.stringify({ ...OLDER, ...more }), { mode: 0o600 });
}

test.each<[outcome: object | undefined, end: SendRecord['end']]>([
  [undefined, { kind: 'unclear' }],
  [{ word: 'unknown' }, { kind: 'unclear' }],
  [{ word: 'failed' }, { kind: 'failed' }],
  [
    { word: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' },
    { kind: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' },
  ],
])('a record of 0.1.0 with outcome %j is read, its world from its Region', async (outcome, end) => {
  const folder = newFolder();
  writeOlder(folder, outcome ? { outcome } : {});
  const record = await openIn(folder).byToken('t0');
  expect(record).toEqual({
    token: 't0',
    intentKey: RULES.intentKeyOf({ request: OLDER.request as SendRecord['request'], world: WORLD }),
    world: WORLD,
    request: OLDER.request,
    consent: { how: 'form', at: OLDER.sentAt },
    shown: [],
    firstTriedAt: OLDER.sentAt,
    lastTriedAt: OLDER.sentAt,
    claim: { n: 0, owner: '', until: OLDER.sentAt },
    end,
  });
  // It is found by the intent that the same request has today, its tags of ours left out.
  const { TagSpecifications: _, ClientToken: __, ...asked } = OLDER.request;
  const key = RULES.intentKeyOf({ request: asked as SendRecord['request'], world: WORLD });
  expect((await openIn(folder).byIntent(key))?.token).toBe(end?.kind === 'failed' ? undefined : 't0');
});

test('one of 0.1.0 whose sender was not known belongs to its place alone', async () => {
  const folder = newFolder();
  writeOlder(folder, { asked: JSON.stringify(['', '', 'cn-north-1', 'http://127.0.0.1:4566/x', '{}']) });
  expect((await openIn(folder).byToken('t0'))?.world).toEqual({
    partition: 'aws-cn',
    region: 'cn-north-1',
    endpoint: 'http://127.0.0.1:4566',
  });
});

test.each([
  ['https://ec2-fips.us-east-1.amazonaws.com', 'aws'],
  ['https://vpce-0a1b-2c3d.ec2.us-east-1.vpce.amazonaws.com', 'aws'],
  ['https://ec2.us-east-1.api.aws', 'aws'],
  ['https://ec2-203-0-113-25.compute-1.amazonaws.com', 'https://ec2-203-0-113-25.compute-1.amazonaws.com'],
])('one of 0.1.0 that was sent to %s is of the endpoint %s', async (given, endpoint) => {
  const folder = newFolder();
  writeOlder(folder, { asked: JSON.stringify(['', '', 'us-east-1', given, '{}']) });
  expect((await openIn(folder).byToken('t0'))?.world.endpoint).toBe(endpoint);
});

test.each([
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('one of 0.1.0 in %s is of the partition %s', async (region, partition) => {
  const folder = newFolder();
  writeOlder(folder, { asked: JSON.stringify(['', '', region, '', '{}']) });
  expect((await openIn(folder).byToken('t0'))?.world.partition).toBe(partition);
});

test('a record of 0.1.0 is repeated under a claim of today, and what comes of it is kept', async () => {
  const folder = newFolder();
  writeOlder(folder);
  const sends = openIn(folder);
  const older = await sends.byToken('t0');
  const claimed = { ...sendOf('t0'), ...older, claim: { n: 1, owner: 'one', until: NOON + 60_000 } };
  const { end: _, ...record } = claimed as SendRecord;
  expect(await claim(sends, record)).toBe(true);
  await sends.finish('t0', 1, { kind: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' });
  expect((await openIn(folder).byToken('t0'))?.end).toEqual({ kind: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' });
});

test('what is found out about a record of 0.1.0 is kept with it', async () => {
  const folder = newFolder();
  writeOlder(folder, { outcome: { word: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' } });
  const gone = { kind: 'gone', VolumeId: 'vol-0bbbbbbbbbbbbbbb0', why: 'not-found' } as const;
  await openIn(folder).finish('t0', 0, gone);
  await openIn(folder).finish('t0', 0, { kind: 'copied', VolumeId: 'vol-0ccccccccccccccc0' });
  expect((await openIn(folder).byToken('t0'))?.end).toEqual(gone);
});
