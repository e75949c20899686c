// Identical requests, reads under throttling, progress messages and the search of other places.
import { describe, expect, test } from 'vitest';
import type { Control, Reply } from '../../../src/ports/ec2.ts';
import { createSingleFlight } from '../../../src/status/polling/single-flight.ts';
import { startProgressNotifier } from '../../../src/status/progress-notifier.ts';
import { searchOtherPlaces } from '../../../src/status/search-other-places.ts';
import { backOffReads } from '../../../src/status/throttle-backoff.ts';
import {
  CONTROL,
  createFakeDeps,
  createFakeEc2,
  ID,
  idOf,
  NOON,
  no,
  PLACE,
  type Script,
  yes,
} from '../../support/fake-ec2.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

describe('identical questions together', () => {
  function start() {
    const clock = createVirtualClock();
    const once = createSingleFlight(clock.now);
    const asked: Control[] = [];
    const answers: ((reply: Reply<string>) => void)[] = [];
    let tell: (message: string) => void = () => undefined;
    const ask = (question: string, signal: AbortSignal = CONTROL.signal, told: string[] = [], keptMs?: number) =>
      once<string>(
        question,
        { signal, notify: (message) => told.push(message) },
        (control, say) => {
          asked.push(control);
          tell = say;
          return new Promise((resolve) => {
            answers.push(resolve);
          });
        },
        keptMs,
      );
    const answer = (text: string, which = answers.length - 1) => answers[which]?.(yes(text));
    const fail = () => answers.at(-1)?.(no('InternalError'));
    return { clock, ask, asked, tell: (message: string) => tell(message), answer, fail };
  }

  test('are asked once, and each caller hears of the progress', async () => {
    const { ask, asked, tell, answer } = start();
    const [first, second]: [string[], string[]] = [[], []];
    const both = [ask('q', CONTROL.signal, first), ask('q', CONTROL.signal, second)];
    tell('half');
    answer('a');
    expect(await Promise.all(both)).toEqual([yes('a'), yes('a')]);
    expect(asked).toHaveLength(1);
    expect([first, second]).toEqual([['half'], ['half']]);
  });

  test('another question, or the same one later, is asked anew', async () => {
    const { ask, asked, answer } = start();
    const first = ask('q');
    answer('a');
    await first;
    void ask('q');
    void ask('r');
    expect(asked).toHaveLength(3);
  });

  test('a reply that is kept is given to who comes later, until its time is up; a failure is not', async () => {
    const { clock, ask, asked, answer, fail } = start();
    const later = () => ask('q', CONTROL.signal, [], 5_000);
    const first = later();
    clock.move(2_000);
    answer('a');
    expect(await first).toEqual(yes('a'));
    clock.move(2_999);
    expect(await later()).toEqual(yes('a'));
    expect(asked).toHaveLength(1);
    clock.move(1);
    const second = later();
    fail();
    expect(await second).toMatchObject({ ok: false });
    void later();
    expect(asked).toHaveLength(3);
  });

  test('a second later it is asked anew, and that is the one to share; the first is left to its caller', async () => {
    const { clock, ask, asked, answer } = start();
    const first = ask('q');
    clock.move(999);
    const joined = ask('q');
    expect(asked).toHaveLength(1);
    clock.move(1);
    const later = [ask('q')];
    clock.move(500);
    later.push(ask('q'));
    expect(asked).toHaveLength(2);
    answer('old', 0);
    expect(await Promise.all([first, joined])).toEqual([yes('old'), yes('old')]);
    later.push(ask('q'));
    expect(asked).toHaveLength(2);
    answer('new', 1);
    expect(await Promise.all(later)).toEqual([yes('new'), yes('new'), yes('new')]);
  });

  test('whose last caller gives up: what another asked later goes on', async () => {
    const { clock, ask, asked, answer } = start();
    const cancel = new AbortController();
    const first = ask('q', cancel.signal);
    clock.move(1_000);
    const later = ask('q');
    cancel.abort();
    expect(await first).toMatchObject({ failure: { code: 'cancelled' } });
    expect(asked.map((control) => control.signal.aborted)).toEqual([true, false]);
    answer('new');
    expect(await later).toEqual(yes('new'));
  });

  test('what was answered is not given up', async () => {
    const { ask, asked, answer } = start();
    const first = ask('q');
    answer('a');
    await first;
    expect(asked[0]?.signal.aborted).toBe(false);
  });

  test('one gives up: the other gets its answer; all give up: the request is given up', async () => {
    const { ask, asked, answer } = start();
    const [one, two] = [new AbortController(), new AbortController()];
    const both = [ask('q', one.signal), ask('q', two.signal)] as const;
    one.abort();
    expect(await both[0]).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(asked[0]?.signal.aborted).toBe(false);
    answer('a');
    expect(await both[1]).toEqual(yes('a'));
    const alone = ask('q', two.signal);
    two.abort(new DOMException('', 'TimeoutError'));
    expect(await alone).toMatchObject({ failure: { code: 'deadline-reached' } });
    expect(asked[1]?.signal.aborted).toBe(true);
  });
});

describe('reads when EC2 throttles', () => {
  function start(refusals: number, until = NOON + 40_000) {
    const clock = createVirtualClock();
    let turn = 0;
    const { ec2, calls } = createFakeEc2({
      describeVolumes: () => (turn++ < refusals ? no('RequestLimitExceeded') : yes({ items: [] })),
      describeVolumeStatus: () => no('UnauthorizedOperation'),
    });
    const paced = backOffReads({ ec2, now: clock.now, sleep: clock.sleep }, until);
    return { clock, calls, paced };
  }

  test('slow down, and stay slow until requests pass again', async () => {
    const { clock, calls, paced } = start(3);
    expect(await clock.until(paced.describeVolumes(PLACE, {}, CONTROL))).toEqual(yes({ items: [] }));
    await clock.until(paced.describeVolumes(PLACE, {}, CONTROL));
    await clock.until(paced.describeVolumes(PLACE, {}, CONTROL));
    await clock.until(paced.describeVolumes(PLACE, {}, CONTROL));
    expect(clock.slept).toEqual([500, 1_000, 2_000, 1_000, 500]);
    expect(calls).toHaveLength(7);
  });

  test('fail only when the time is up', async () => {
    const { clock, paced } = start(99, NOON + 3_000);
    expect(await clock.until(paced.describeVolumes(PLACE, {}, CONTROL))).toMatchObject({
      failure: { code: 'RequestLimitExceeded' },
    });
    expect(clock.now()).toBe(NOON + 1_500);
  });

  test('any other failure is told at once', async () => {
    const { paced, clock } = start(0);
    expect(await paced.describeVolumeStatus(PLACE, [ID], CONTROL)).toMatchObject({ ok: false });
    expect(clock.slept).toEqual([]);
  });

  test('a cancel ends the pause, and nothing more is asked', async () => {
    const cancel = new AbortController();
    const { clock, calls, paced } = start(99);
    const reply = paced.describeVolumes(PLACE, {}, cancel);
    await clock.pass(100);
    cancel.abort();
    expect(await reply).toMatchObject({ failure: { code: 'cancelled' } });
    expect(calls).toHaveLength(1);
  });
});

describe('telling that work goes on', () => {
  function start(progress = true) {
    const clock = createVirtualClock();
    const said: [number, number | undefined, string][] = [];
    const cancel = new AbortController();
    const telling = startProgressNotifier(
      clock,
      {
        cancelled: cancel.signal,
        ...(progress ? { progress: (...one: [number, number | undefined, string]) => said.push(one) } : {}),
      },
      'begun',
      45,
    );
    return { clock, said, cancel, telling };
  }

  test('every 15 s when nothing changes, counted from what was said last', async () => {
    const { clock, said, telling } = start();
    await clock.pass(16_000);
    telling.notify('half');
    await clock.pass(15_000);
    expect(said).toEqual([
      [15, 45, 'begun'],
      [16, 45, 'half'],
      [31, 45, 'half'],
    ]);
    telling.end();
    await clock.pass(60_000);
    expect(said).toHaveLength(3);
    expect(clock.sleeping()).toBe(0);
  });

  test('nothing after a cancel', async () => {
    const { clock, said, cancel, telling } = start();
    cancel.abort();
    telling.notify('late');
    await clock.pass(60_000);
    expect(said).toEqual([]);
  });

  test('nothing at all to a caller who did not ask for it', async () => {
    const { clock, telling } = start(false);
    telling.notify('x');
    await clock.pass(60_000);
    expect(clock.slept).toEqual([]);
  });
});

describe('looking elsewhere', () => {
  const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((region) => ({ region }));
  async function look(script: Script, places = others, sought = { VolumeIds: [ID] }, until = NOON + 40_000) {
    const fake = createFakeEc2(script);
    const clock = createVirtualClock();
    const deps = createFakeDeps(fake.ec2, { clock });
    const seen = await searchOtherPlaces(deps, places, sought, until, CONTROL);
    return { ...fake, seen };
  }

  test('at six places at most, and says how many were left', async () => {
    const { seen, calls } = await look({
      describeVolumes: (_, place) => yes({ items: place.region === 'c' ? [{ VolumeId: ID }] : [] }),
    });
    expect(calls.map((call) => call.place.region)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(calls[0]?.asked).toEqual({
      Filters: [{ Name: 'volume-id', Values: [ID] }],
      IncludeManagedResources: true,
    });
    expect(seen.places.filter((place) => place.VolumeIds.length > 0)).toEqual([
      { region: 'c', complete: true, VolumeIds: [ID] },
    ]);
    expect(seen.left).toBe(2);
  });

  test('at three at once', async () => {
    let [open, most] = [0, 0];
    await look({
      describeVolumes: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return yes({ items: [] });
      },
    });
    expect(most).toBe(3);
  });

  test('what fails, or cannot be located, was not looked at to the end', async () => {
    const { seen } = await look(
      {
        locate: (region) => (region === 'a' ? no('region-missing') : yes({ region: region ?? '' })),
        describeVolumes: () => no('UnauthorizedOperation'),
      },
      others.slice(0, 2),
    );
    expect(seen.places.map((place) => place.complete)).toEqual([false, false]);
  });

  test('no time left: nothing is asked', async () => {
    const { seen, calls } = await look({}, others, { VolumeIds: [ID] }, NOON);
    expect(calls).toEqual([]);
    expect(seen).toEqual({ places: [], left: 8 });
  });

  test('for more ids than a filter takes: told as not to the end', async () => {
    const { seen, asked } = await look({}, others.slice(0, 1), {
      VolumeIds: Array.from({ length: 200 }, (_, n) => idOf(n)),
    });
    expect((asked('DescribeVolumes')[0] as { Filters: { Values: string[] }[] }).Filters[0]?.Values).toHaveLength(199);
    expect(seen.places[0]?.complete).toBe(false);
  });
});
