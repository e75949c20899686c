// Reads that an answer can do without: their limit, and for how long one that stalled is not waited for again.
import { expect, test } from 'vitest';
import { createOptionalReads } from '../../src/ec2/optional-read.ts';
import type { Control, Reply } from '../../src/ports/ec2.ts';
import { SERVER_ENDS } from '../../src/ports/tool.ts';

const PLACE = { region: 'us-east-1' };
const patient = () => ({ signal: new AbortController().signal });

/** A clock that moves when the test says so, and a read that answers when it says so. */
function arrange() {
  let now = 0;
  const timers: { at: number; ring: () => void }[] = [];
  const reads = createOptionalReads({
    now: () => now,
    after: (ms) => new Promise((ring) => void timers.push({ at: now + ms, ring })),
  });
  const answers: ((reply: Reply<string>) => void)[] = [];
  const controls: Control[] = [];
  const run = (control: Control) => {
    controls.push(control);
    return new Promise<Reply<string>>((answer) => void answers.push(answer));
  };
  return {
    ask: (control = patient(), name = 'identity') =>
      reads.read<string>({ name, what: 'AWS STS', place: PLACE, run }, control),
    close: reads.close,
    answers,
    controls,
    async pass(ms: number) {
      now += ms;
      for (const timer of timers.splice(0))
        if (timer.at <= now) timer.ring();
        else timers.push(timer);
      await new Promise(setImmediate);
    },
  };
}

const YES: Reply<string> = { ok: true, value: 'somebody', at: 1 };
const failed = (code: 'connection-refused' | 'ExpiredToken'): Reply<string> => ({
  ok: false,
  failure: { code, message: '', definite: true },
});
const LATE = { ok: false, failure: { code: 'timed-out', definite: false, hint: { what: 'AWS STS' } } };

test('an answer in time is the answer', async () => {
  const { ask, answers } = arrange();
  const asked = ask();
  answers[0]?.(YES);
  expect(await asked).toEqual(YES);
});

test('after two and a half seconds it is not waited for, and not asked again for a minute', async () => {
  const { ask, controls, pass } = arrange();
  const asked = ask();
  await pass(2_500);
  expect(await asked).toMatchObject(LATE);
  await pass(59_000);
  expect(await ask()).toMatchObject(LATE);
  expect(controls).toHaveLength(1);
  await pass(1_001);
  void ask();
  expect(controls).toHaveLength(2);
});

test('an answer that comes late is there for the next call', async () => {
  const { ask, answers, pass } = arrange();
  const asked = ask();
  await pass(2_500);
  await asked;
  answers[0]?.(YES);
  await pass(0);
  const next = ask();
  answers[1]?.(YES);
  expect(await next).toEqual(YES);
});

test('one that never answers is given up after fifteen seconds', async () => {
  const { ask, controls, pass } = arrange();
  void ask();
  await pass(15_000);
  expect(controls[0]?.signal.aborted).toBe(true);
});

test('requests at the same time are one', async () => {
  const { ask, answers, controls } = arrange();
  const both = [ask(), ask()];
  answers[0]?.(YES);
  expect(await Promise.all(both)).toEqual([YES, YES]);
  expect(controls).toHaveLength(1);
});

test('an endpoint that cannot be reached is remembered, what AWS answered is not', async () => {
  const { ask, answers, controls } = arrange();
  const expired = ask();
  answers[0]?.(failed('ExpiredToken'));
  expect(await expired).toMatchObject({ failure: { code: 'ExpiredToken' } });
  const refused = ask();
  answers[1]?.(failed('connection-refused'));
  expect(await refused).toMatchObject({ failure: { code: 'connection-refused' } });
  expect(await ask()).toMatchObject({ failure: { code: 'connection-refused' } });
  expect(controls).toHaveLength(2);
});

test('other reads of the place are not held up by it', async () => {
  const { ask, controls, pass } = arrange();
  void ask();
  await pass(2_500);
  void ask(patient(), 'key');
  expect(controls).toHaveLength(2);
});

test('a caller whose server ends is told that', async () => {
  const { ask } = arrange();
  expect(await ask({ signal: AbortSignal.abort(SERVER_ENDS) })).toMatchObject({ failure: { code: 'server-ending' } });
});

test('a caller that leaves does not end it for others', async () => {
  const { ask, answers, controls } = arrange();
  const cancel = new AbortController();
  const [leaving, staying] = [ask({ signal: cancel.signal }), ask()];
  cancel.abort();
  expect(await leaving).toMatchObject({ failure: { code: 'cancelled' } });
  expect(controls[0]?.signal.aborted).toBe(false);
  answers[0]?.(YES);
  expect(await staying).toEqual(YES);
});

test('what nobody waits for ends with the server', async () => {
  const { ask, close, controls, pass } = arrange();
  void ask();
  await pass(2_500);
  expect(controls[0]?.signal.aborted).toBe(false);
  close();
  expect(controls[0]?.signal.aborted).toBe(true);
});

test('what one caller of a role waits for, or is refused, is nothing to another', async () => {
  const reads = createOptionalReads({ now: () => 0, after: () => new Promise(() => {}) });
  const read = (name: string, reply: Reply<string>) =>
    reads.read<string>(
      {
        name: 'identity',
        what: 'AWS STS',
        place: { ...PLACE, session: { roleArn: 'arn:aws:iam::111122223333:role/x', name } },
        run: async () => reply,
      },
      patient(),
    );
  expect(await Promise.all([read('ann', failed('connection-refused')), read('bob', YES)])).toEqual([
    failed('connection-refused'),
    YES,
  ]);
  expect(await read('ann', YES)).toEqual(failed('connection-refused'));
});
