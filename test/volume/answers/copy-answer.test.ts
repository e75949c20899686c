// What is told of a volume that EC2 made.
import { expect, test } from 'vitest';
import { answerCopied } from '../../../src/volume/answers/copy-answer.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';

const ID = 'vol-0123456789abcdef0';
const COPY = 'vol-0bbbbbbbbbbbbbbb0';
const NOON = Date.UTC(2026, 10, 22, 12);
const request = { SourceVolumeId: ID, VolumeType: 'gp3', ClientToken: 't1' };
const facts = { request, args: request, place: { region: 'us-east-1' }, caller: { account: '111122223333' } };

function copied(volume: Volume, created: 'now' | 'earlier' = 'now') {
  const found = { VolumeId: COPY, SourceVolumeId: ID, OwnerId: '111122223333', ...volume };
  return answerCopied({ volume: found, at: NOON, created, differs: [] }, facts, []);
}

test('a copy that is available by the time it is found can be attached by its owner, and nothing is called unread', () => {
  const [told] = copied({ State: 'available', CreateTime: '2026-11-22T11:59:53Z' }).Volumes ?? [];
  expect(told).toMatchObject({ attachable: true, fullSpeed: false });
  expect(told?.verdict).toMatch(/^Ready to attach, not yet at full speed/);
  expect(told?.verdict).not.toMatch(/could not be read|was not read|were not read/);
});

test('the summary says which moment the data belongs to, also where EC2 does not say when it was', () => {
  expect(copied({ State: 'creating', CreateTime: '2026-11-22T11:59:53Z' }).summary).toBe(
    `${COPY} was created. It holds the source's data as of 2026-11-22T11:59:53Z. You can attach it once its state is available.`,
  );
  expect(copied({ State: 'creating' }).summary).toContain("It holds the source's data as of its creation.");
});

test('what was warned of before is told without what to do before, except where it has to be made anew', () => {
  const warned = { level: 'warn', code: 'other-volumes-on-instance', by: 'us', message: 'One more.' } as const;
  const fix = { advice: 'Stop writing.' };
  const told = (State: string) =>
    answerCopied(
      {
        volume: { VolumeId: COPY, State },
        at: NOON,
        created: 'now',
        differs: [{ ...warned, code: 'copy-differs', fix }],
      },
      facts,
      [{ ...warned, fix }],
    ).findings;
  expect(told('creating')).toEqual([{ ...warned, code: 'copy-differs', fix }, warned]);
  expect(told('error')).toEqual([
    { ...warned, code: 'copy-differs', fix },
    { ...warned, fix },
  ]);
});

test('what is there already is not waited for, and what failed is neither waited for nor attached', () => {
  const CreateTime = '2026-11-22T11:59:53Z';
  const there = copied({ State: 'available', CreateTime });
  expect(there.summary).toBe(`${COPY} was created. It holds the source's data as of ${CreateTime}.`);
  expect(there.next).toMatchObject([{ arguments: { VolumeIds: [COPY] }, why: 'shows whether it is at full speed' }]);
  expect(there.next?.[0]?.arguments).not.toHaveProperty('waitFor');
  expect(copied({ State: 'creating', CreateTime }).next).toMatchObject([{ arguments: { waitFor: 'available' } }]);
  expect(copied({ State: 'error', CreateTime })).toMatchObject({
    next: [{ tool: 'copy_volume', arguments: { SourceVolumeId: ID } }],
    handOver: [{ risk: 'destroys' }],
  });
});
