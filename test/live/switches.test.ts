// Each switch of the embedded EC2 is turned the other way, and the experiments must notice.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { EXPERIMENTS, NOT_TRIED } from '../../live/experiments/catalogue.ts';
import { type Result, runExperiments } from '../../live/run-experiments.ts';
import type { RunPlan } from '../../live/run-plan.ts';
import { readReply } from '../../live/wire/reply.ts';
import type { Send } from '../../live/wire/send.ts';
import type { FaultRule } from '../../src/simulator/fault-injection.ts';
import { SEED_KEYS } from '../../src/simulator/seed/seed-ids.ts';
import type { SimulatedWorld } from '../../src/simulator/world/simulated-world.ts';
import { DEFAULT_SWITCHES, type Switches } from '../../src/simulator/world/switches.ts';
import { stateOf } from '../../src/simulator/world/volume-state.ts';
import { LIVE_ACCOUNT, simulatedEdges, startLiveSimulator, USED, WRITTEN } from '../support/live-world.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';

// A run is a few hundred requests: a second here, much more on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
});

async function run(
  switches: Partial<Switches>,
  only: string[],
  change?: (world: SimulatedWorld) => void,
  fault?: FaultRule,
  uses: RunPlan['uses'] = USED,
  between: (simulator: RecordingSimulator, send: Send) => Send = (_, send) => send,
): Promise<{ results: readonly Result[]; left: readonly string[]; volumes: number }> {
  const simulator = await startLiveSimulator(switches, change);
  if (fault !== undefined) simulator.addFault(fault);
  const before = simulator.world.volumes.length;
  const edges = simulatedEdges(simulator);
  const found = await runExperiments(
    {
      run: 'live-test',
      account: LIVE_ACCOUNT,
      region: 'us-east-1',
      creates: true,
      bursts: only.length > 0,
      only,
      uses,
    },
    { ...edges, send: between(simulator, edges.createSend('us-east-1')), journal: { write() {} }, progress() {} },
  );
  const volumes = simulator.world.volumes.filter((one) => stateOf(one, simulator.now()) !== undefined).length - before;
  await simulator.close();
  return { ...found, volumes };
}

/** What differs, with the switch that the report would name. */
function differing(results: readonly Result[]) {
  return results.flatMap(({ experiment, outcome }) =>
    outcome.kind === 'observed' && !outcome.fits ? [[experiment.id, outcome.observed, outcome.turn]] : [],
  );
}

const encryptsByDefault = (world: SimulatedWorld) => {
  world.regions.set(`${LIVE_ACCOUNT}/us-east-1`, { encryptionByDefault: true });
  const source = world.volumes.find(({ id }) => id === WRITTEN) ?? expect.unreachable();
  source.encrypted = false;
  delete source.kmsKeyArn;
};

test('as it is, nothing differs, and everything is removed', async () => {
  const { results, left, volumes } = await run({}, []);
  expect(differing(results)).toEqual([]);
  expect(
    results.flatMap(({ experiment, outcome }) => (outcome.kind === 'observed' ? [] : [[experiment.id, outcome.why]])),
  ).toEqual([
    ['encrypted-false-under-default', 'The account does not encrypt by default in this Region.'],
    ['initialization-curve', 'Fewer than two readings of the progress.'],
    ['copy-fails-at', 'The copy did not fail.'],
  ]);
  expect([left, volumes]).toEqual([[], 0]);
});

interface Turned {
  to: Partial<Switches>;
  /** Switches that have to be so for this one to show. */
  beside?: Partial<Switches>;
  change?: (world: SimulatedWorld) => void;
  experiment: string;
  observed: string | RegExp;
  /** What the report proposes; default: what was turned. */
  proposes?: Partial<Switches> | undefined;
}

const TURNED: Record<keyof Omit<Switches, 'quotas'>, Turned> = {
  validateBeforeDryRun: {
    to: { validateBeforeDryRun: false },
    experiment: 'dry-run-validates',
    observed: 'DryRunOperation',
  },
  dryRunBurnsToken: { to: { dryRunBurnsToken: true }, experiment: 'dry-run-token', observed: 'yes' },
  dryRunCopies: { to: { dryRunCopies: true }, experiment: 'dry-run-answer', observed: 'ok 200, a volume' },
  guideRevision: { to: { guideRevision: '2025' }, experiment: 'dry-run-encrypted', observed: 'UnknownParameter' },
  creationMs: {
    to: { creationMs: 20_000 },
    experiment: 'created-after',
    observed: 'after 25 s',
    proposes: { creationMs: 25_000 },
  },
  visibilityLagMs: {
    to: { visibilityLagMs: 60_000 },
    experiment: 'known-after',
    observed: /^after \d+ s$/,
    proposes: { visibilityLagMs: expect.any(Number) },
  },
  listLagMs: {
    to: { listLagMs: 20_000 },
    experiment: 'listed-by-tag',
    observed: /^2\d s later$/,
    proposes: { listLagMs: expect.any(Number) },
  },
  statusLagMs: {
    to: { statusLagMs: 0 },
    experiment: 'status-lag',
    observed: 'after 2 s',
    proposes: { statusLagMs: 1_500 },
  },
  initializationPace: {
    to: { initializationPace: 0.2 },
    experiment: 'initialization-pace',
    observed: 'between 0.00 and 0.73 of 422 s',
    proposes: { initializationPace: 0.37 },
  },
  initializationCurve: {
    to: { initializationCurve: [[0.2, 0.8]] },
    beside: { statusLagMs: 60_000 },
    experiment: 'initialization-curve',
    observed: /^0 % at 1 s, .*56 % at 70 s/,
    proposes: undefined,
  },
  completedProgress: { to: { completedProgress: 75 }, experiment: 'completed-progress', observed: '75' },
  modifyingEndsAt: {
    to: { modifyingEndsAt: 40 },
    experiment: 'modification-course',
    observed:
      'modifying ends at about 38 %: modifying 0 % at 0 s, modifying 38 % at 57 s, optimizing 40 % at 60 s, ' +
      'optimizing 97 % at 117 s, completed 100 % at 120 s',
    proposes: { modifyingEndsAt: 38 },
  },
  copyFailure: { to: { copyFailure: 'error' }, experiment: 'copy-stays', observed: 'ends in error' },
  copyFailsAt: {
    to: { copyFailsAt: 0.5 },
    beside: { copyFailure: 'vanishes' },
    experiment: 'copy-fails-at',
    observed: 'after 220 s',
    proposes: undefined,
  },
  copyResponseWholeSeconds: {
    to: { copyResponseWholeSeconds: false },
    experiment: 'reply-whole-seconds',
    observed: 'milliseconds',
  },
  gp3Floor: { to: { gp3Floor: 'lift' }, experiment: 'gp3-floor', observed: 'DryRunOperation' },
  encryptedFalse: {
    to: { encryptedFalse: 'refused' },
    experiment: 'encrypted-false',
    observed: 'UnsupportedOperation',
  },
  encryptedTrue: { to: { encryptedTrue: 'default-key' }, experiment: 'encrypted-true', observed: 'another key' },
  keyWithoutEncrypted: {
    to: { keyWithoutEncrypted: 'refused' },
    experiment: 'key-without-encrypted',
    observed: 'InvalidParameterDependency',
  },
  encryptedFalseUnderDefault: {
    to: { encryptedFalseUnderDefault: 'plain' },
    change: encryptsByDefault,
    experiment: 'encrypted-false-under-default',
    observed: 'the copy is plain',
  },
  kmsFailure: { to: { kmsFailure: 'later' }, experiment: 'bad-key', observed: 'later: the copy vanishes' },
  foreignKey: { to: { foreignKey: 'allowed' }, experiment: 'foreign-key', observed: 'ok' },
  managedSource: { to: { managedSource: 'refused' }, experiment: 'managed-source', observed: 'UnsupportedOperation' },
  malformedSource: {
    to: { malformedSource: 'InvalidVolumeID.Malformed' },
    experiment: 'malformed-source',
    observed: 'InvalidVolumeID.Malformed',
  },
  badClientToken: {
    to: { badClientToken: 'InvalidParameterValue' },
    experiment: 'client-token',
    observed: 'InvalidParameterValue',
  },
  badNextToken: {
    to: { badNextToken: 'InvalidParameterValue' },
    experiment: 'bad-next-token',
    observed: 'InvalidParameterValue',
  },
  maxResults: { to: { maxResults: 500 }, experiment: 'largest-page', observed: '500' },
  filterValues: { to: { filterValues: 199 }, experiment: 'filter-values', observed: '199' },
  createTimeWildcard: {
    to: { createTimeWildcard: false },
    experiment: 'create-time-wildcard',
    observed: 'nothing is found',
  },
  tagKeyLength: { to: { tagKeyLength: 127 }, experiment: 'tag-key-length', observed: '127' },
  copiesPerRegion: { to: { copiesPerRegion: 3 }, experiment: 'copies-per-region', observed: '3, then HTTP 400' },
  emptyPages: { to: { emptyPages: true }, experiment: 'empty-pages', observed: 'yes' },
  shuffle: { to: { shuffle: true }, experiment: 'order', observed: 'another order' },
  sparseResponses: {
    to: { sparseResponses: true },
    experiment: 'members',
    observed: 'size, availabilityZone, createTime, volumeType, encrypted missing, memberOfTomorrow unknown',
  },
  requestThrottling: {
    to: { requestThrottling: true },
    beside: {},
    experiment: 'request-rate',
    observed: 'about 100 of 160, then HTTP 503',
  },
  idsCountAsFilter: {
    to: { idsCountAsFilter: false },
    beside: { requestThrottling: true },
    experiment: 'request-rate-ids',
    observed: 'no',
  },
};

describe('turned the other way', () => {
  test.each(Object.entries(TURNED))('%s', async (name, { to, change, experiment, observed, ...more }) => {
    const { beside = {} } = more;
    expect(EXPERIMENTS.find(({ id }) => id === experiment)?.switch).toBe(name);
    // With nothing beside it, the first test above has seen the usual outcome.
    const usual = 'beside' in more || change ? await run(beside, [experiment], change) : undefined;
    expect(differing(usual?.results ?? [])).toEqual([]);
    const turned = await run({ ...beside, ...to }, [experiment], change);
    const [[id, seen, proposed] = []] = differing(turned.results);
    expect(id).toBe(experiment);
    if (typeof observed === 'string') expect(seen).toBe(observed);
    else expect(seen).toMatch(observed);
    expect(proposed).toEqual('proposes' in more ? more.proposes : to);
    expect([turned.left, turned.volumes]).toEqual([[], 0]);
  });
});

describe('answered otherwise than by a switch', () => {
  const real: FaultRule = { action: 'CopyVolumes', kind: 'error', realOnly: true };
  test.each<[experiment: string, rule: FaultRule, observed: string | RegExp]>([
    ['copies-per-region', { ...real, code: 'CopyVolumesLimitExceeded', status: 429, after: 5 }, '5, then HTTP 429'],
    [
      'second-copy',
      { ...real, code: 'ConcurrentCopyVolumeLimitExceeded', status: 409, after: 1 },
      'ConcurrentCopyVolumeLimitExceeded 409',
    ],
    ['modifying-source', { ...real, code: 'IncorrectState' }, 'IncorrectState 400'],
    ['token-other-parameters', { ...real, code: 'InvalidParameterValue', after: 1 }, 'InvalidParameterValue'],
    ['bad-key', { ...real, code: 'AuthFailure', status: 401 }, 'in the request, HTTP 401'],
    [
      'request-rate',
      { action: 'DescribeVolumes', kind: 'throttle', status: 429, after: 100 },
      'about 100 of 160, then HTTP 429',
    ],
  ])('%s', async (experiment, rule, observed) => {
    const { results, left, volumes } = await run({}, [experiment], undefined, rule);
    const [[id, seen] = []] = differing(results);
    expect([id, seen]).toEqual([experiment, observed]);
    expect([left, volumes]).toEqual([[], 0]);
  });

  test('initializing-source', async () => {
    // The copy that is followed comes first.
    const { results, left } = await run({}, ['initializing-source'], undefined, {
      ...{ action: 'CopyVolumes', kind: 'error', code: 'UnsupportedOperation' },
      ...{ realOnly: true, after: 1 },
    });
    expect(differing(results)).toEqual([['initializing-source', 'UnsupportedOperation 400', undefined]]);
    expect(left).toEqual([]);
  });

  test('listed-by-create-time', async () => {
    const { results } = await run({ listLagMs: 20_000 }, ['listed-by-create-time']);
    const [[id, seen] = []] = differing(results);
    expect([id, seen]).toEqual(['listed-by-create-time', expect.stringMatching(/^2\d s later$/)]);
  });

  test('empty-pages-status', async () => {
    const { results } = await run({ emptyPages: true }, ['empty-pages-status']);
    expect(differing(results)).toEqual([['empty-pages-status', 'yes', { emptyPages: true }]]);
  });
});

describe('what says nothing about the question leaves it open', () => {
  const every: FaultRule = { action: 'CopyVolumes', kind: 'error' };
  const real: FaultRule = { ...every, realOnly: true };
  const refusesAll = (code: string) => `A plain dry run is refused as well (${code}), so nothing follows from others.`;
  const noRoom = (code: string) => `A limit of the account or of AWS is in the way of CopyVolumes (${code}).`;
  test.each<[experiments: string[], rule: FaultRule, why: string]>([
    [
      ['dry-run-validates', 'gp3-floor', 'tag-key-length', 'ceiling-gp3-iops', 'throughput-on-gp2', 'dry-run-bad-key'],
      { ...every, code: 'UnsupportedOperation' },
      refusesAll('UnsupportedOperation'),
    ],
    [
      ['dry-run-validates', 'gp3-floor', 'tag-key-length', 'ceiling-gp3-iops', 'malformed-source', 'reserved-tag'],
      { ...every, code: 'InvalidParameterValue' },
      refusesAll('InvalidParameterValue'),
    ],
    [
      ['dry-run-state', 'dry-run-second-copy'],
      { ...every, code: 'UnsupportedOperation', dryRunOnly: true },
      refusesAll('UnsupportedOperation'),
    ],
    [
      ['ceiling-gp3-iops'],
      { ...every, code: 'InvalidParameterCombination', after: 1 },
      'The smallest value tried (16000) is refused (InvalidParameterCombination), so nothing follows from larger ones.',
    ],
    [
      ['tag-key-length'],
      { ...every, code: 'InvalidParameterValue', after: 1 },
      'The smallest value tried (127) is refused (InvalidParameterValue), so nothing follows from larger ones.',
    ],
    [
      ['largest-page', 'filter-values'],
      { action: 'DescribeVolumes', kind: 'error', code: 'UnsupportedOperation' },
      'The smallest value tried (5) is refused (UnsupportedOperation), so nothing follows from larger ones.',
    ],
    [['ceiling-gp3-iops'], { ...every, code: 'MaxIOPSLimitExceeded', after: 3 }, noRoom('MaxIOPSLimitExceeded')],
    [
      ['encrypted-false', 'bad-key', 'foreign-key', 'default-type', 'token-repeated', 'managed-source'],
      { ...real, code: 'CopyVolumesLimitExceeded' },
      noRoom('CopyVolumesLimitExceeded'),
    ],
    [
      ['bad-key', 'foreign-key'],
      { ...real, code: 'IncorrectState' },
      'The copy was refused for another reason than its key (IncorrectState).',
    ],
    [['second-copy'], { ...real, code: 'IncorrectState' }, 'The first copy was refused (IncorrectState).'],
    [
      ['managed-source', 'modifying-source'],
      { ...real, code: 'ConcurrentCopyVolumeLimitExceeded' },
      'Another copy of the volume that was named is in progress.',
    ],
    [
      ['empty-pages', 'order', 'managed-volumes'],
      { action: 'DescribeVolumes', kind: 'error', code: 'UnsupportedOperation', after: 1 },
      'A list was refused (UnsupportedOperation).',
    ],
    [
      ['token-after-delete'],
      { action: 'DeleteVolume', kind: 'error', code: 'IncorrectState', times: 1 },
      'The copy could not be deleted.',
    ],
  ])('%j', async (experiments, rule, why) => {
    for (const experiment of experiments) {
      const { results } = await run({}, [experiment], undefined, rule);
      expect(results.map(({ experiment: { id }, outcome }) => [id, outcome])).toEqual([
        [experiment, { kind: 'open', why }],
      ]);
    }
  });

  test('a modification whose end was not seen', async () => {
    const whyOf = async (fault: FaultRule) =>
      (await run({}, ['modification-course'], undefined, fault)).results.map(({ outcome }) => outcome);
    const fault = { action: 'DescribeVolumesModifications', kind: 'error', code: 'UnsupportedOperation' } as const;
    expect(await whyOf(fault)).toEqual([
      { kind: 'open', why: 'The end of modifying was not seen: no modification was listed.' },
    ]);
    expect(await whyOf({ ...fault, after: 5 })).toEqual([
      { kind: 'open', why: 'The end of modifying was not seen: modifying 0 % at 0 s, modifying 20 % at 12 s.' },
    ]);
  });

  test('a foreign key that CreateVolume cannot use either', async () => {
    const typo = `${SEED_KEYS.partner.slice(0, -4)}0000`;
    const { results } = await run({}, ['foreign-key'], undefined, undefined, { ...USED, 'foreign-key': typo });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      {
        kind: 'open',
        why: 'CreateVolume cannot use the foreign key either: it does not exist, or it is not shared with this account.',
      },
    ]);
  });

  test("a key that is the account's default", async () => {
    const { results } = await run({}, ['encrypted-true', 'another-key'], (world) => {
      world.regions.set(`${LIVE_ACCOUNT}/us-east-1`, { encryptionByDefault: false, defaultKeyArn: USED.key ?? '' });
    });
    const why = "The key that was named is the account's default key for EBS: name another.";
    expect(results.map(({ outcome }) => outcome)).toEqual([
      { kind: 'open', why },
      { kind: 'open', why },
    ]);
  });

  test('a volume that no service manages', async () => {
    const { results } = await run({}, ['managed-source'], undefined, undefined, { 'managed-source': WRITTEN });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      { kind: 'open', why: 'No service manages the volume that was named.' },
    ]);
  });

  test('a copy that is never listed by its day, and lists that are refused', async () => {
    const whyOf = async (switches: Partial<Switches>, fault?: FaultRule) =>
      (await run(switches, ['listed-by-create-time'], undefined, fault)).results.map(({ outcome }) => outcome);
    expect(await whyOf({ createTimeWildcard: false })).toEqual([
      { kind: 'open', why: 'It never was: see create-time-wildcard.' },
    ]);
    const twice = { action: 'DescribeVolumes', kind: 'error', code: 'UnsupportedOperation', after: 3 } as const;
    expect(await whyOf({}, { ...twice, times: 2 })).toEqual([
      { kind: 'open', why: 'A list was refused (UnsupportedOperation).' },
    ]);
  });

  test('a third copy of a volume that was named', async () => {
    const { results, volumes } = await run(
      // Over at once, so that the next one is not refused.
      { creationMs: 0, initializationPace: 0 },
      ['encrypted-false-under-default', 'initializing-source'],
      encryptsByDefault,
    );
    const why = 'The named volume was copied twice before, and a third copy could cost more than was said.';
    expect(results.at(-1)?.outcome).toEqual({ kind: 'open', why });
    expect(volumes).toBe(0);
  });

  test('volumes that come between two lists', async () => {
    const { results } = await run({}, ['order'], undefined, undefined, USED, (simulator, send) => {
      let lists = 0;
      return async (action, params) => {
        lists += action === 'DescribeVolumes' ? 1 : 0;
        if (lists === 2) {
          await send('CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 1, VolumeType: 'gp3' });
          simulator.advance(3_000);
        }
        return send(action, params);
      };
    });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      { kind: 'open', why: 'The volumes of the account changed between two lists.' },
    ]);
  });
});

describe('sources are made in a zone of the Region', () => {
  const zonesOf = async (change: (world: SimulatedWorld) => void, zones?: string) => {
    const asked: unknown[] = [];
    await run({}, ['default-type'], change, undefined, {}, (_, send) => async (action, params) => {
      if (action === 'CreateVolume') asked.push(params.AvailabilityZone);
      if (action === 'DescribeAvailabilityZones' && zones !== undefined) return readReply(action, '', 200, zones);
      return send(action, params);
    });
    return asked;
  };

  test('not in the Local Zone or Wavelength Zone of a volume that is listed', async () => {
    const places = ['us-east-1-bos-1a', 'us-east-1-wl1-bos-wlz-1', 'us-east-1c'];
    const asked = await zonesOf(({ volumes }) => {
      for (const [n, volume] of volumes.entries()) volume.zone = places[Math.min(n, 2)] ?? '';
    });
    expect(asked).toEqual(['us-east-1c']);
  });

  test('where no volume is, in one that EC2 names', async () => {
    const zone = '<item><zoneName>us-east-1d</zoneName><zoneType>availability-zone</zoneType></item>';
    const reply = `<DescribeAvailabilityZonesResponse><availabilityZoneInfo>${zone}</availabilityZoneInfo></DescribeAvailabilityZonesResponse>`;
    const empty = ({ volumes }: SimulatedWorld) => void volumes.splice(0);
    expect(await zonesOf(empty, reply)).toEqual(['us-east-1d']);
    expect(await zonesOf(empty)).toEqual(['us-east-1a']);
  });
});

test('copies of others are not taken for a lower limit of the Region', async () => {
  const { results, volumes } = await run({}, ['copies-per-region'], (world) => {
    const other = world.volumes.find(({ id }) => id === WRITTEN) ?? expect.unreachable();
    Object.assign(other, { sourceVolumeId: 'vol-0a1b2c3d4e5f60003', initializingMs: 10 * 24 * 3_600_000 });
  });
  expect(results.map(({ outcome }) => outcome)).toEqual([
    { kind: 'open', why: 'Other copies may be in progress in the Region: volumes are being initialized.' },
  ]);
  expect(volumes).toBe(0);
});

test('every switch has its experiment, or a reason why it has none', () => {
  const judged = EXPERIMENTS.flatMap((experiment) => experiment.switch ?? []);
  expect([...judged, ...Object.keys(NOT_TRIED)].sort()).toEqual(Object.keys(DEFAULT_SWITCHES).sort());
});

test('an id names one experiment', () => {
  const ids = EXPERIMENTS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
