// Every copy among all volumes, whoever made it: a scan that ends in the middle of a page and goes on there.
import { expect, test } from 'vitest';
import type { VolumeQuery } from '../../src/ports/ec2.ts';
import { findCopies } from '../../src/status/find-volumes.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import { CONTROL, createFakeDeps, createFakeEc2, idOf, no, PLACE, yes } from '../support/fake-ec2.ts';

/** Pages of 100 volumes of which every second one is a copy; in another order each time. */
function world(count: number) {
  const volumes = Array.from(
    { length: count },
    (_, n): Volume => ({
      VolumeId: idOf(n),
      State: 'available',
      ...(n % 2 === 1 ? { SourceVolumeId: idOf(9_999) } : {}),
    }),
  );
  const fake = createFakeEc2({
    describeVolumes: ({ NextToken = '0' }) => {
      const from = Number(NextToken);
      const items = volumes.slice(from, from + 100);
      if (fake.calls.length % 2 === 0) items.reverse();
      return yes({ items, ...(from + 100 < count ? { nextToken: `${from + 100}` } : {}) });
    },
  });
  return fake;
}

async function scan(ec2: ReturnType<typeof world>['ec2'], nextToken?: string) {
  const search = {
    source: '*',
    until: Number.POSITIVE_INFINITY,
    notify: () => undefined,
    ...(nextToken === undefined ? {} : { nextToken }),
  };
  const reply = await findCopies(createFakeDeps(ec2), PLACE, search, CONTROL);
  if (!reply.ok) throw new Error(reply.failure.code);
  return reply.value;
}

test('each copy is listed once, and each volume counted once, over all answers', async () => {
  const { ec2 } = world(250);
  const listed: string[] = [];
  let looked = 0;
  let answers = 0;
  let nextToken: string | undefined;
  do {
    const found = await scan(ec2, nextToken);
    expect(found.volumes.length).toBeLessThanOrEqual(30);
    expect(found.complete).toBe(found.nextToken === undefined);
    listed.push(...found.volumes.flatMap(({ VolumeId }) => VolumeId ?? []));
    looked += found.looked ?? 0;
    nextToken = found.nextToken;
    answers += 1;
  } while (nextToken !== undefined);
  const copies = Array.from({ length: 125 }, (_, n) => idOf(2 * n + 1));
  expect([...listed].sort()).toEqual([...copies].sort());
  expect(looked).toBe(250);
  expect(answers).toBe(5);
});

test('no tag is looked for: the scan sees the copies of everybody', async () => {
  const { ec2, asked } = world(10);
  expect(await scan(ec2)).toMatchObject({ looked: 10, complete: true, volumes: { length: 5 } });
  expect((asked('DescribeVolumes') as VolumeQuery[]).map(({ Filters }) => Filters)).toEqual([undefined]);
});

test('a page that fails ends the list, and why is told', async () => {
  const { ec2 } = createFakeEc2({
    describeVolumes: ({ NextToken }) =>
      NextToken
        ? no('ExpiredToken')
        : yes({ items: [{ VolumeId: idOf(1), SourceVolumeId: idOf(2), State: 'available' }], nextToken: 'deep' }),
  });
  expect(await scan(ec2)).toMatchObject({
    volumes: [{ VolumeId: idOf(1) }],
    complete: false,
    nextToken: '|deep',
    listFailure: { code: 'ExpiredToken' },
  });
});
