// What experiments with a source of their own have in common.
import { judge, type Lab, type Outcome, observe } from '../experiment.ts';
import { type Reply, textOf } from '../wire/reply.ts';

/** Runs with a new source, or ends as the refusal of that source. */
export async function withSource(lab: Lab, run: (source: string) => Promise<Outcome>): Promise<Outcome> {
  const source = await lab.makeVolume();
  return typeof source === 'string' ? run(source) : refusedSource(source);
}

export function refusedSource(reply: Reply): Outcome {
  return judge(reply, (code) => ({ kind: 'open', why: `A source could not be made (CreateVolume: ${code}).` }));
}

/** As `judge`, for the copy of a volume that was named: others may be copying it. */
export function judgeNamed(reply: Reply, means: (code: string) => Outcome): Outcome {
  return judge(reply, (code) =>
    code === 'ConcurrentCopyVolumeLimitExceeded'
      ? { kind: 'open', why: 'Another copy of the volume that was named is in progress.' }
      : means(code),
  );
}

/** Whether two copies with one token are one volume, or the code of the second. */
export function repeated(first: Reply, second: Reply, assumed: string): Outcome {
  if (first.code !== 'ok')
    return judge(first, (code) => ({ kind: 'open', why: `The first copy was refused (${code}).` }));
  return judge(second, (code) => {
    if (code !== 'ok') return observe(code, assumed);
    const same = textOf(first, 'volumeId') === textOf(second, 'volumeId');
    return observe(same ? 'the same volume' : 'a second volume', assumed);
  });
}
