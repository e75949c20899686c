import { describe, expect, test } from 'vitest';
import { VOLUME_TYPES } from '../../../src/vocabulary.ts';
import { afterCopy, listNext } from '../../../src/volume/answers/copy-next.ts';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { blocks, type Finding } from '../../../src/volume/rules/finding.ts';
import { judgeRequest } from '../../../src/volume/rules/judge-request.ts';
import { fittingIops, fittingThroughput, performanceOf } from '../../../src/volume/rules/settings/performance.ts';
import { factsOf } from '../../../src/volume/rules/type-table.ts';

const ID = 'vol-0123456789abcdef0';

type Args = CopyVolumesRequest & { Region?: string; Profile?: string };

const finding = (more: Partial<Finding>): Finding => ({
  level: 'block',
  code: 'iops-required',
  by: 'us',
  message: 'm',
  ...more,
});

const EXPIRES = Date.UTC(2026, 10, 22, 12, 15);
const WHY = 'makes the copy once a person said yes; valid until 12:15Z';

const next = (args: Omit<Args, 'SourceVolumeId'>, findings: Finding[], token?: string, mayCopy = true) =>
  listNext({
    args: { SourceVolumeId: ID, ...args },
    findings,
    mayCopy,
    ...(token === undefined ? {} : { issued: { token, expiresAt: EXPIRES } }),
  });

describe('after a rehearsal', () => {
  test('that would copy: the real call, with its token and the same arguments', () => {
    expect(next({ VolumeType: 'gp3', Region: 'us-east-1', DryRun: true, ClientToken: 'old' }, [], 'token-1')).toEqual([
      {
        tool: 'copy_volume',
        arguments: {
          SourceVolumeId: ID,
          VolumeType: 'gp3',
          Region: 'us-east-1',
          DryRun: false,
          ClientToken: 'token-1',
        },
        why: WHY,
      },
    ]);
  });

  test('that would copy a source that is not plainly well: a look at it comes before the real call', () => {
    const ill = finding({ level: 'warn', code: 'source-impaired' });
    const earlier = finding({ level: 'warn', code: 'copied-earlier', fix: { volume: 'vol-2' } });
    const told = (findings: Finding[]) =>
      next({ Region: 'us-east-1' }, findings, 'token-1').map((call) => [call.tool, call.arguments.VolumeIds, call.why]);
    expect(told([ill])).toEqual([
      ['get_volume_status', [ID], 'shows how the source is'],
      ['copy_volume', undefined, WHY],
    ]);
    expect(told([ill, earlier])[0]).toEqual([
      'get_volume_status',
      [ID, 'vol-2'],
      'shows how the source is, and the earlier copy, to reuse it',
    ]);
    expect(told([{ ...ill, code: 'source-managed' }])).toEqual([['copy_volume', undefined, WHY]]);
  });

  test('with a send of the same that is not resolved: its repetition comes first', () => {
    const calls = listNext({
      args: { SourceVolumeId: ID, VolumeType: 'gp3', Size: 8, DryRun: true },
      findings: [finding({ code: 'send-unresolved' })],
      mayCopy: true,
      // Asked for in other words, which make the same copy.
      unresolved: { token: 'token-0', args: { SourceVolumeId: ID, VolumeType: 'gp3' }, mayBeSent: true },
    });
    expect(calls).toEqual([
      {
        tool: 'copy_volume',
        arguments: { SourceVolumeId: ID, VolumeType: 'gp3', DryRun: false, ClientToken: 'token-0' },
        why: 'finds or makes the one volume of the earlier call',
      },
    ]);
  });

  test('where only rehearsals are possible: no real call is offered', () => {
    expect(next({ VolumeType: 'gp3' }, [], 'token-1', false)).toEqual([]);
  });

  test('that would be refused: no real call is offered', () => {
    expect(next({ VolumeType: 'gp3' }, [finding({})], undefined)).toEqual([]);
  });

  test('with a fix: the corrected rehearsal; a null takes the argument away', () => {
    const calls = next({ VolumeType: 'gp2', Iops: 3000 }, [finding({ fix: { arguments: { Iops: null } } })]);
    expect(calls).toEqual([
      {
        tool: 'copy_volume',
        arguments: { SourceVolumeId: ID, VolumeType: 'gp2' },
        why: 'rehearses again without Iops',
      },
    ]);
  });

  test('with a wait: when to look at the source again, the longest of all', () => {
    const calls = next({ Region: 'eu-west-1', Profile: 'prod' }, [
      finding({ fix: { advice: 'wait', afterSeconds: 300 } }),
      finding({ fix: { advice: 'wait', afterSeconds: 900 } }),
    ]);
    expect(calls).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [ID], Region: 'eu-west-1', Profile: 'prod' },
        why: 'shows when the source can be copied',
        afterSeconds: 900,
      },
    ]);
  });

  const running = [1, 2, 3, 4, 5].map((n) => `vol-0bbbbbbbbbbbbbbb${n}`);
  const inRegion = finding({ code: 'copies-in-region', fix: { afterSeconds: 900, volumes: running } });
  const overQuota = finding({
    code: 'ec2-refused',
    by: 'ec2',
    fix: { afterSeconds: 900 },
    ec2: { code: 'CopyVolumesLimitExceeded', message: 'm' },
  });
  const ofSource = finding({ fix: { afterSeconds: 300, volume: 'vol-0ccccccccccccccc0' } });

  test.each<[name: string, findings: Finding[], args: object, why: string]>([
    [
      'on copies in the Region: those are looked at, since the source shows nothing of them',
      [inRegion],
      { VolumeIds: running },
      'shows when one of the copies in progress is done',
    ],
    [
      "on the quota that EC2's dry run names, of copies that are known",
      [inRegion, overQuota],
      { VolumeIds: running },
      'shows when one of the copies in progress is done',
    ],
    [
      "on the quota that EC2's dry run names: all copies there",
      [overQuota],
      { copiesOf: '*' },
      'shows when one of the copies in progress is done',
    ],
    [
      'on a source that is one of the copies in the Region: each once',
      [ofSource, finding({ code: 'copies-in-region', fix: { afterSeconds: 900, volumes: [...running, ID] } })],
      { VolumeIds: [ID, 'vol-0ccccccccccccccc0', ...running] },
      'shows when the source can be copied, and when one of the copies in progress is done',
    ],
    [
      'on both: the source, its copy and those in the Region',
      [ofSource, inRegion, overQuota],
      { VolumeIds: [ID, 'vol-0ccccccccccccccc0', ...running] },
      'shows when the source can be copied, and when one of the copies in progress is done',
    ],
  ])('with a wait %s', (_, findings, args, why) => {
    expect(next({ Region: 'eu-west-1' }, findings)).toEqual([
      { tool: 'get_volume_status', arguments: { ...args, Region: 'eu-west-1' }, why, afterSeconds: 900 },
    ]);
  });

  test('a wait that no volume shows: the same rehearsal later, and no look', () => {
    const refusal = (code: string, afterSeconds: number) =>
      finding({ code: 'ec2-refused', by: 'ec2', fix: { afterSeconds }, ec2: { code, message: 'm' } });
    const again = { tool: 'copy_volume', why: 'rehearses again', afterSeconds: 3600 };
    expect(next({ Iops: 3000 }, [refusal('PendingVerification', 3600)])).toEqual([
      { ...again, arguments: { SourceVolumeId: ID, Iops: 3000 } },
    ]);
    expect(next({}, [refusal('IncorrectState', 60), refusal('PendingVerification', 3600)])).toEqual([
      { ...again, arguments: { SourceVolumeId: ID } },
    ]);
    expect(next({}, [refusal('IncorrectState', 60)])).toMatchObject([{ tool: 'get_volume_status' }]);
  });

  test('a warning alone asks for no waiting', () => {
    expect(next({}, [finding({ level: 'warn', fix: { afterSeconds: 60 } })])).toEqual([]);
  });

  test('what is changed and what is left out are told apart', () => {
    const [call] = next({ Iops: 3000, KmsKeyId: 'my key' }, [
      finding({ fix: { arguments: { VolumeType: 'gp3', Throughput: 125 } } }),
      finding({ fix: { arguments: { KmsKeyId: null } } }),
    ]);
    expect(call?.why).toBe('rehearses again with VolumeType, Throughput corrected and without KmsKeyId');
  });

  test('warnings offer both: the corrected rehearsal first, then the copy as it is', () => {
    const calls = next({}, [finding({ level: 'warn', fix: { arguments: { VolumeType: 'gp3' } } })], 'token-1');
    expect(calls.map((one) => one.arguments)).toEqual([
      { SourceVolumeId: ID, VolumeType: 'gp3' },
      { SourceVolumeId: ID, DryRun: false, ClientToken: 'token-1' },
    ]);
  });

  test('an info is no reason to correct anything', () => {
    expect(next({}, [finding({ level: 'info', fix: { arguments: { VolumeType: 'gp3' } } })])).toEqual([]);
  });
});

test('a correction is named once, and only when it is made', () => {
  const request: CopyVolumesRequest = { SourceVolumeId: ID, Iops: 8000, Throughput: 250 };
  const findings = judgeRequest(request, { VolumeType: 'io2', Size: 100, Iops: 5000 });
  const [call] = listNext({ args: request, findings, mayCopy: true });
  expect(call?.why).toBe('rehearses again with VolumeType corrected');
});

// An assistant follows `next`; a correction that is refused for another reason sends it in circles.
describe('the corrected rehearsal stands', () => {
  const gp3: Volume = { VolumeType: 'gp3', Size: 100, Iops: 6000, Throughput: 250, Encrypted: true };
  const io2: Volume = { VolumeType: 'io2', Size: 100, Iops: 5000, Encrypted: false };
  const st1: Volume = { VolumeType: 'st1', Size: 500 };

  test.each<[name: string, asked: Omit<CopyVolumesRequest, 'SourceVolumeId'>, source: Volume, corrected: object]>([
    ['Iops missing: those of the source', { VolumeType: 'io2' }, io2, { VolumeType: 'io2', Iops: 5000 }],
    ['Iops missing, a source of another type: its own', { VolumeType: 'io2' }, gp3, { VolumeType: 'io2', Iops: 6000 }],
    ['Iops on st1', { VolumeType: 'st1', Iops: 500 }, st1, { VolumeType: 'st1' }],
    ['Throughput on io2', { VolumeType: 'io2', Iops: 500, Throughput: 125 }, io2, { VolumeType: 'io2', Iops: 500 }],
    [
      'smaller',
      { VolumeType: 'gp3', Size: 5, Iops: 6000, Throughput: 250 },
      gp3,
      { VolumeType: 'gp3', Iops: 6000, Throughput: 250 },
    ],
    ['smaller than source and type', { VolumeType: 'st1', Size: 5 }, gp3, { VolumeType: 'st1', Size: 125 }],
    [
      'type omitted, Iops of choice: what the caller asked stays',
      { Iops: 8000 },
      gp3,
      { VolumeType: 'gp3', Iops: 8000, Throughput: 250 },
    ],
    [
      'type omitted, Throughput of choice: what the caller asked stays',
      { Throughput: 500 },
      gp3,
      { VolumeType: 'gp3', Iops: 6000, Throughput: 500 },
    ],
    ['type omitted, Throughput, io2 source', { Throughput: 250 }, io2, { VolumeType: 'gp3', Throughput: 250 }],
    ['type omitted, Iops, st1 source', { Iops: 4000 }, st1, { VolumeType: 'gp3', Iops: 4000 }],
    [
      'a key with Encrypted off on an encrypted source',
      { VolumeType: 'gp3', Iops: 6000, Throughput: 250, KmsKeyId: 'alias/k', Encrypted: false },
      gp3,
      { VolumeType: 'gp3', Iops: 6000, Throughput: 250, KmsKeyId: 'alias/k', Encrypted: true },
    ],
    [
      'multi-attach on gp3',
      { VolumeType: 'gp3', Iops: 6000, Throughput: 250, MultiAttachEnabled: true },
      gp3,
      { VolumeType: 'gp3', Iops: 6000, Throughput: 250 },
    ],
    [
      'above ratio and below floor',
      { VolumeType: 'gp3', Iops: 100, Throughput: 2000 },
      gp3,
      { VolumeType: 'gp3', Iops: 6000, Throughput: 2000 },
    ],
    ['type omitted, Iops, io2 source', { Iops: 8000 }, io2, { VolumeType: 'io2', Iops: 8000 }],
  ])('%s', (_, asked, source, corrected) => {
    const request: CopyVolumesRequest = { SourceVolumeId: ID, ...asked };
    const [call] = listNext({
      args: request,
      findings: judgeRequest(request, source),
      mayCopy: true,
    });
    expect(call?.arguments).toEqual({ SourceVolumeId: ID, ...corrected });
    expect(blocks(judgeRequest(call?.arguments as unknown as CopyVolumesRequest, source))).toBe(false);
  });
});

test('what the caller named stays while something else blocks, and is offered back once nothing does', () => {
  const source: Volume = { VolumeType: 'gp3', Size: 20, Iops: 6000, Throughput: 250 };
  const nextOf = (request: CopyVolumesRequest) =>
    listNext({ args: request, findings: judgeRequest(request, source), mayCopy: true })[0];
  const first = nextOf({ SourceVolumeId: ID, VolumeType: 'st1' });
  expect(first?.arguments).toEqual({ SourceVolumeId: ID, VolumeType: 'st1', Size: 125 });
  const second = nextOf(first?.arguments as unknown as CopyVolumesRequest);
  expect([second?.arguments, second?.why]).toEqual([
    { SourceVolumeId: ID, VolumeType: 'gp3', Size: 125, Iops: 6000, Throughput: 250 },
    'rehearses again with VolumeType, Iops, Throughput corrected',
  ]);
});

describe('whatever is asked, the corrected rehearsals lead to a copy that no rule blocks', () => {
  const sources: Volume[] = [
    { VolumeType: 'gp3', Size: 20, Iops: 6000, Throughput: 250 },
    { VolumeType: 'gp3', Size: 500, Iops: 3000, Throughput: 125 },
    { VolumeType: 'gp2', Size: 500, Iops: 1500 },
    { VolumeType: 'io1', Size: 100, Iops: 5000, MultiAttachEnabled: true },
    { VolumeType: 'io2', Size: 200, Iops: 10_000, MultiAttachEnabled: true },
    { VolumeType: 'io2', Size: 4, Iops: 4000 },
    { VolumeType: 'st1', Size: 500 },
    { VolumeType: 'sc1', Size: 125 },
    { VolumeType: 'standard', Size: 10 },
  ];
  const settings = VOLUME_TYPES.concat(undefined as never).flatMap((VolumeType) =>
    [undefined, 200, 20_000].flatMap((Iops) =>
      [undefined, 1500].flatMap((Throughput) =>
        [undefined, true].map((MultiAttachEnabled) => ({ VolumeType, Iops, Throughput, MultiAttachEnabled })),
      ),
    ),
  );

  test.each(sources.map((source) => [`${source.VolumeType} of ${source.Size} GiB`, source] as const))(
    'from %s',
    (_, source) => {
      for (const asked of settings) {
        const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
        let request: CopyVolumesRequest = { SourceVolumeId: ID, ...given };
        let blocked = true;
        for (let rounds = 0; ; rounds++) {
          const findings = judgeRequest(request, source);
          // A step never leads into a request that a rule forbids.
          expect(!blocked && blocks(findings), JSON.stringify([given, request])).toBe(false);
          blocked = blocks(findings);
          const call = listNext({ args: request, findings, mayCopy: true })[0];
          if (!call) break;
          expect(rounds, JSON.stringify([given, request, findings])).toBeLessThan(4);
          request = call.arguments as unknown as CopyVolumesRequest;
        }
        expect(blocked, JSON.stringify([given, request])).toBe(false);
      }
    },
  );

  test('a fix for another type waits until the next rehearsal', () => {
    const source = sources[4] as Volume;
    const nextOf = (request: CopyVolumesRequest) =>
      listNext({ args: request, findings: judgeRequest(request, source), mayCopy: true })[0]?.arguments;
    const first = nextOf({ SourceVolumeId: ID, VolumeType: 'gp3' });
    expect(first).toEqual({ SourceVolumeId: ID, VolumeType: 'gp3', Iops: 10_000, Throughput: 2000 });
    expect(nextOf(first as unknown as CopyVolumesRequest)).toEqual({
      SourceVolumeId: ID,
      VolumeType: 'io2',
      Iops: 10_000,
      MultiAttachEnabled: true,
    });
  });
});

// A type that is named to save money is a decision; IOPS and throughput are what the fixes raise within it.
describe('the type that the caller named stays where it can have the performance of the source', () => {
  const sizes = [4, 20, 125, 334, 500, 1000, 2000, 16_384];
  const from = (VolumeType: string, ...settings: Volume[]) =>
    settings.flatMap((one) => sizes.map((Size): Volume => ({ VolumeType, Size, ...one })));
  const provisioned = [100, 2932, 3000, 3072, 5000, 8000, 16_000, 33_000, 64_000].map((Iops) => ({ Iops }));
  const sources = {
    gp3: from(
      'gp3',
      { Iops: 3000, Throughput: 125 },
      { Iops: 4000, Throughput: 1000 },
      { Iops: 80_000, Throughput: 2000 },
    ),
    gp2: from('gp2', {}),
    io1: from('io1', ...provisioned),
    io2: from('io2', ...provisioned),
    st1: from('st1', {}),
    sc1: from('sc1', {}),
    standard: from('standard', {}),
  };

  function canHave(VolumeType: string, source: Volume): boolean {
    const Iops = fittingIops(VolumeType, source.Size, Number.POSITIVE_INFINITY);
    const Throughput = fittingThroughput(VolumeType, Iops ?? 0, Number.POSITIVE_INFINITY);
    const [had, most] = [performanceOf(source), performanceOf({ VolumeType, Size: source.Size, Iops, Throughput })];
    return (
      (factsOf(source.VolumeType ?? '')?.media === 'HDD' || (most.iops ?? 0) >= (had.iops ?? 0)) &&
      (most.throughput ?? 0) >= (had.throughput ?? 0)
    );
  }

  const rows = Object.entries(sources).flatMap(([type, volumes]) =>
    ['gp3', 'gp2', 'io1', 'io2'].map((VolumeType) => ({ type, VolumeType, volumes })),
  );
  test.each(rows)('$VolumeType from $type', ({ VolumeType, volumes }) => {
    const sent = volumes.filter((one) => canHave(VolumeType, one));
    for (const source of sent) {
      for (const named of [{}, { Iops: 3000 }, { Throughput: 125 }, { Iops: 3000, Throughput: 750 }]) {
        let request: CopyVolumesRequest = { SourceVolumeId: ID, VolumeType, ...named };
        for (let rounds = 0; ; rounds++) {
          const findings = judgeRequest(request, source);
          const call = listNext({ args: request, findings, mayCopy: true })[0];
          const told = JSON.stringify([source, named, request, call?.arguments]);
          if (!call) {
            expect(JSON.stringify(findings), told).not.toContain('"performance-');
            break;
          }
          expect([rounds < 5, call.arguments.VolumeType], told).toEqual([true, VolumeType]);
          request = call.arguments as unknown as CopyVolumesRequest;
        }
      }
    }
  });
});

describe('after a copy', () => {
  const args: Args = { SourceVolumeId: ID, VolumeType: 'gp3', Region: 'eu-west-1', Profile: 'prod' };

  test('watch it', () => {
    expect(afterCopy('vol-0bbbbbbbbbbbbbbb0', args)).toEqual([
      {
        tool: 'get_volume_status',
        arguments: {
          VolumeIds: ['vol-0bbbbbbbbbbbbbbb0'],
          waitFor: 'available',
          waitSeconds: 30,
          Region: 'eu-west-1',
          Profile: 'prod',
        },
        why: 'says when it can be attached',
      },
    ]);
  });

  test('without an id there is nothing to name', () => {
    expect(afterCopy(undefined, args)).toEqual([]);
  });
});

describe('a copy that exists already', () => {
  const COPY = 'vol-0ccccccccccccccc0';

  test('is looked at before another is made', () => {
    const calls = next({ VolumeType: 'gp3' }, [finding({ level: 'warn', fix: { volume: COPY } })], 'token-1');
    expect(calls.map(({ tool, arguments: given, why }) => [tool, given.VolumeIds, why])).toEqual([
      ['get_volume_status', [COPY], 'shows the earlier copy, to reuse it'],
      ['copy_volume', undefined, WHY],
    ]);
  });

  test('and still runs is looked at together with the source', () => {
    const calls = next({}, [finding({ fix: { volume: COPY, afterSeconds: 900 } })]);
    expect(calls).toMatchObject([{ arguments: { VolumeIds: [ID, COPY] }, afterSeconds: 900 }]);
  });
});

describe('a name for the copy', () => {
  const named = { Tags: [{ Key: 'Name', Value: 'db' }], at: Date.UTC(2026, 10, 22, 12) };
  const TAGS = [{ ResourceType: 'volume' as const, Tags: [{ Key: 'Name', Value: 'db-copy-2026-11-22' }] }];
  const args = { SourceVolumeId: ID, VolumeType: 'gp3' };
  const issued = { token: 'p1', expiresAt: Date.UTC(2026, 10, 22, 12, 15) };

  test('is offered last, as another rehearsal, and never in the real call', () => {
    const calls = listNext({ args, findings: [], mayCopy: true, issued, source: named });
    expect(calls.map((call) => call.arguments)).toEqual([
      { ...args, DryRun: false, ClientToken: 'p1' },
      { ...args, TagSpecifications: TAGS },
    ]);
    expect(calls[1]?.why).toBe('rehearses once more, with a Name for the copy');
  });

  test('comes with the corrections of a rehearsal that is needed anyway', () => {
    const findings = judgeRequest({ SourceVolumeId: ID }, { VolumeType: 'gp3', Size: 10 });
    const [call, ...others] = listNext({
      args: { SourceVolumeId: ID },
      findings,
      mayCopy: true,
      issued,
      source: named,
    });
    expect(call?.arguments).toEqual({ ...args, TagSpecifications: TAGS });
    expect(call?.why).toBe('rehearses again with VolumeType corrected; gives the copy a name');
    expect(others.map((one) => one.arguments)).toEqual([{ SourceVolumeId: ID, DryRun: false, ClientToken: 'p1' }]);
  });

  test.each<[name: string, more: object]>([
    ['the caller gave tags', { args: { ...args, TagSpecifications: [] } }],
    ['the source has no name', { source: { at: named.at } }],
    ['nothing can be copied here', { mayCopy: false }],
  ])('is not offered when %s', (_, more) => {
    const calls = listNext({ args, findings: [], mayCopy: true, issued, source: named, ...more });
    expect(JSON.stringify(calls)).not.toContain('db-copy');
  });
});
