// What a rehearsal says of the record: a send whose end is not known, the audit, and until when its token is good.
import { describe, expect, test } from 'vitest';
import {
  COPY,
  createSharedState,
  gp3,
  HOUR,
  MINUTE,
  madeBy,
  real,
  SECOND,
  type SharedState,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { no, type Script, unclear, yes } from '../support/fake-ec2.ts';

const LOST: Script = { copyVolumes: () => unclear('connection-cut') };

/** A process whose send ended without proof. */
async function unresolved(settings: object = {}) {
  const shared = createSharedState();
  const unlucky = startCopyProcess(settings, LOST, { shared });
  const ClientToken = await unlucky.tokenOf();
  expect((await unlucky.call({ ...real, ClientToken })).outcome).toBe('unknown');
  return { shared, ClientToken, sent: unlucky.sent()[0] ?? gp3, lastTriedAt: shared.clock.now() };
}

describe('a send of this very request whose end is not known', () => {
  test('blocks, names its token, and its repetition comes first; no new token', async () => {
    const { shared, ClientToken } = await unresolved();
    const told = await startCopyProcess({}, {}, { shared }).call(gp3);
    expect(told).toMatchObject({
      outcome: 'would_be_refused',
      findings: [{ code: 'send-unresolved', message: expect.stringContaining(ClientToken) }],
    });
    expect(told.next[0]).toEqual({
      tool: 'copy_volume',
      arguments: { ...real, ClientToken },
      why: 'finds or makes the one volume of the earlier call',
    });
    expect(told.Request).not.toHaveProperty('ClientToken');
  });

  test.each([{ Size: 100 }, { Iops: 3000 }, { Throughput: 125 }, { Encrypted: false }])(
    'also a rehearsal that asks for the same copy with %j: what is repeated is the call that was made',
    async (more) => {
      const { shared, ClientToken } = await unresolved();
      const server = startCopyProcess({}, {}, { shared });
      const told = await server.call({ ...gp3, ...more });
      expect(told).toMatchObject({
        outcome: 'would_be_refused',
        findings: [
          {
            code: 'send-unresolved',
            message: `This very copy, asked for with other arguments, was sent with ClientToken ${ClientToken}, and it is not known whether it made a volume.`,
          },
        ],
      });
      expect(told.Request).not.toHaveProperty('ClientToken');
      const repetition = { ...real, ClientToken };
      expect(told.next[0]?.arguments).toEqual(repetition);
      expect(await server.call(repetition)).toMatchObject({ outcome: 'copied', Request: { ClientToken } });
      expect(server.sent()).toHaveLength(1);
    },
  );

  test('nor is the same copy sent by another plan of before: the first call is what may be repeated', async () => {
    const shared = createSharedState();
    const other = await startCopyProcess({}, {}, { shared }).tokenOf({ ...gp3, Size: 100 });
    const unlucky = startCopyProcess({}, LOST, { shared });
    const ClientToken = await unlucky.tokenOf();
    await unlucky.call({ ...real, ClientToken });
    const server = startCopyProcess({}, {}, { shared });
    const told = await server.call({ ...real, Size: 100, ClientToken: other });
    expect(told).toMatchObject({
      outcome: 'refused',
      summary: expect.stringMatching(/^This call sent nothing\. Not known whether an earlier call made a volume\./),
      error: { code: 'findings-block' },
    });
    expect(told.next[0]?.arguments).toEqual({ ...real, ClientToken });
    expect(server.sent()).toEqual([]);
  });

  test.each<[byDefault: string, script: Script, level: string]>([
    ['where it is known that the account encrypts none', { encryptionByDefault: () => yes(false) }, 'warn'],
    ['where it is known that it encrypts all', { encryptionByDefault: () => yes(true) }, 'block'],
    ['where that cannot be read', { encryptionByDefault: () => no('UnauthorizedOperation') }, 'block'],
  ])('an encrypted copy beside a plain one %s', async (_, script, level) => {
    const { shared } = await unresolved();
    const told = await startCopyProcess({}, script, { shared }).call({ ...gp3, Encrypted: true });
    expect(told.findings.filter(({ code }) => code === 'send-unresolved')).toMatchObject([{ level }]);
  });

  test.each<[name: string, after: number, findings: object[]]>([
    ['is a warning while EC2 may not list its copy', 0, [{ level: 'warn', code: 'send-unresolved' }]],
    ['is none later', 5 * MINUTE, []],
  ])('to a rehearsal of another copy of the source it %s', async (_, after, findings) => {
    const { shared, lastTriedAt } = await unresolved();
    shared.clock.move(lastTriedAt + after - shared.clock.now());
    const told = await startCopyProcess({}, {}, { shared }).call({ ...gp3, Size: 200 });
    expect(told).toMatchObject({ outcome: 'would_copy', findings });
    expect(told.Request).toHaveProperty('ClientToken');
  });

  test('to somebody else it is a warning too, whatever they ask for', async () => {
    const { shared } = await unresolved();
    const eve = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/eve', userId: 'AIDAEVE' };
    const told = await startCopyProcess({}, { callerIdentity: () => yes(eve) }, { shared }).call(gp3);
    expect(told).toMatchObject({
      outcome: 'would_copy',
      findings: [{ level: 'warn', code: 'send-unresolved', message: expect.not.stringContaining('ClientToken') }],
    });
  });

  test('its copy is seen by its tag: then it is an earlier copy like any other', async () => {
    const { shared, ClientToken, sent } = await unresolved();
    shared.clock.move(SECOND);
    shared.volumes.push(madeBy(sent, shared.clock.now(), { State: 'available' }));
    const server = startCopyProcess({}, {}, { shared });
    const told = await server.call(gp3);
    expect(told).toMatchObject({ outcome: 'would_copy', findings: [{ code: 'copied-earlier' }] });
    expect(told.Request?.ClientToken).not.toBe(ClientToken);
    expect((await shared.sends.byToken(ClientToken))?.end).toMatchObject({ kind: 'copied', VolumeId: COPY });
    // The plan has shown it, so it may be sent.
    expect((await server.call({ ...real, ClientToken: told.Request?.ClientToken })).outcome).toBe('copied');
  });

  test.each<[after: number, outcome: string]>([
    [5 * MINUTE - SECOND, 'would_be_refused'],
    [5 * MINUTE, 'would_copy'],
  ])('a complete look %d ms after the last attempt that found nothing: %s', async (after, outcome) => {
    const { shared, ClientToken, lastTriedAt } = await unresolved();
    shared.clock.move(lastTriedAt + after - shared.clock.now());
    const server = startCopyProcess({}, {}, { shared });
    const told = await server.call(gp3);
    expect(told.outcome).toBe(outcome);
    if (outcome !== 'would_copy') return;
    expect(told.Request?.ClientToken).not.toBe(ClientToken);
    // The old token makes nothing any more.
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'copy-not-made' },
    });
    expect((await server.call({ ...real, ClientToken: told.Request?.ClientToken })).outcome).toBe('copied');
    expect(server.sent()).toHaveLength(1);
  });

  /** A server whose look by the token of a plan calls `seeing` before it answers. */
  function looking(shared: SharedState, seeing: () => void, script: Script = {}) {
    const describeVolumes: Script['describeVolumes'] = ({ Filters, VolumeIds }) => {
      const [filter] = Filters ?? [];
      if (filter?.Name === 'tag:ebs-copy-mcp:plan') seeing();
      const made = shared.volumes.filter(({ SourceVolumeId }) => SourceVolumeId !== undefined);
      return yes({ items: VolumeIds ? shared.volumes : made }, shared.clock.now());
    };
    return startCopyProcess({}, { describeVolumes, ...script }, { shared });
  }
  const countOf = (actions: string[], wanted: string) => actions.filter((action) => action === wanted).length;

  test('a copy that comes to light in the look is read like any other; EC2 is asked for one dry run', async () => {
    const { shared, ClientToken, sent } = await unresolved();
    shared.clock.move(SECOND);
    const server = looking(shared, () => shared.volumes.push(madeBy(sent, shared.clock.now(), { State: 'creating' })), {
      rehearseCopy: () => no('UnauthorizedOperation', { awsCode: 'UnauthorizedOperation' }),
    });
    const told = await server.call(gp3);
    expect((await shared.sends.byToken(ClientToken))?.end).toMatchObject({ kind: 'copied', VolumeId: COPY });
    expect(told).toMatchObject({
      outcome: 'would_be_refused',
      findings: [{ code: 'copy-running' }, { code: 'ec2-refused' }],
    });
    expect(countOf(server.actions(), 'CopyVolumes DryRun')).toBe(1);
    expect(countOf(server.actions(), 'DescribeVolumeStatus')).toBe(2);
  });

  test('a look that finds nothing yet costs one request, no second plan', async () => {
    const { shared } = await unresolved();
    let looks = 0;
    const server = looking(shared, () => looks++);
    expect((await server.call(gp3)).outcome).toBe('would_be_refused');
    expect([looks, countOf(server.actions(), 'DescribeVolumeStatus')]).toEqual([1, 1]);
  });

  test('a send that is known to have made nothing gives its place of the day back to the next', async () => {
    const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay: 1 };
    const { shared, lastTriedAt } = await unresolved({ limits });
    shared.clock.move(lastTriedAt + 5 * MINUTE - shared.clock.now());
    const told = await startCopyProcess({ limits }, {}, { shared }).call(gp3);
    expect(told).toMatchObject({ outcome: 'would_copy', findings: [] });
  });

  test('a send whose copy is known is not looked for again, and stays copied when the copy was deleted', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    expect((await startCopyProcess({}, {}, { shared }).call({ ...real, ClientToken })).outcome).toBe('copied');
    shared.clock.move(HOUR);
    let looks = 0;
    expect((await looking(shared, () => looks++).call(gp3)).outcome).toBe('would_copy');
    expect(looks).toBe(0);
    expect((await shared.sends.byToken(ClientToken))?.end).toMatchObject({ kind: 'copied', VolumeId: COPY });
  });

  test('a fault of ours is not taken for a record that is not kept', async () => {
    const { shared } = await unresolved();
    const server = looking(shared, () => {
      throw new Error('a fault of ours');
    });
    await expect(server.call(gp3)).rejects.toThrow('a fault of ours');
  });

  test('a look that failed proves nothing, however late', async () => {
    const { shared } = await unresolved();
    shared.clock.move(HOUR);
    const server = startCopyProcess(
      {},
      {
        describeVolumes: ({ Filters, VolumeIds }) =>
          Filters?.[0]?.Name === 'tag:ebs-copy-mcp:plan'
            ? no('UnauthorizedOperation')
            : { ok: true, at: shared.clock.now(), value: { items: VolumeIds ? shared.volumes : [] } },
      },
      { shared },
    );
    expect((await server.call(gp3)).outcome).toBe('would_be_refused');
  });

  test('without our tags nothing can be seen: only when EC2 has forgotten the token', async () => {
    const { shared, ClientToken } = await unresolved({ stamp: false });
    shared.clock.move(11 * HOUR);
    const server = startCopyProcess({ stamp: false }, {}, { shared });
    expect((await server.call(gp3)).outcome).toBe('would_be_refused');
    shared.clock.move(HOUR);
    const told = await server.call(gp3);
    expect(told.outcome).toBe('would_copy');
    expect((await server.call({ ...real, ClientToken: told.Request?.ClientToken })).outcome).toBe('copied');
    // What the old one made is not known, and is not said to be.
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'token-too-old', retry: 'never' },
    });
    expect(server.sent()).toHaveLength(1);
  });

  test('a server with our tags judges a record without them by the record', async () => {
    const { shared } = await unresolved({ stamp: false });
    shared.clock.move(HOUR);
    expect((await startCopyProcess({}, {}, { shared }).call(gp3)).outcome).toBe('would_be_refused');
    shared.clock.move(11 * HOUR);
    expect((await startCopyProcess({}, {}, { shared }).call(gp3)).outcome).toBe('would_copy');
  });

  test('a repetition that is claimed while the rehearsal looks is not called finished', async () => {
    const { shared, ClientToken } = await unresolved();
    shared.clock.move(10 * MINUTE);
    const repeating = startCopyProcess({}, {}, { shared });
    const rehearsing = startCopyProcess(
      {},
      {
        describeVolumes: async ({ Filters, VolumeIds }) => {
          if (Filters?.[0]?.Name === 'tag:ebs-copy-mcp:plan' && repeating.sent().length === 0)
            expect((await repeating.call({ ...real, ClientToken })).outcome).toBe('copied');
          return { ok: true, at: shared.clock.now(), value: { items: VolumeIds ? shared.volumes : [] } };
        },
      },
      { shared },
    );
    const told = await rehearsing.call(gp3);
    expect((await shared.sends.byToken(ClientToken))?.end).toMatchObject({ kind: 'copied' });
    expect(told.findings).toMatchObject([{ code: 'copied-earlier', message: expect.stringContaining(COPY) }]);
  });

  test('while it is being sent the rehearsal offers its repetition as well', async () => {
    const shared = createSharedState();
    const server = startCopyProcess({}, {}, { shared });
    const ClientToken = await server.tokenOf();
    let told: Awaited<ReturnType<typeof server.call>> | undefined;
    const sending = startCopyProcess(
      {},
      {
        copyVolumes: async (request) => {
          told = await server.call(gp3);
          return { ok: true, at: shared.clock.now(), value: [madeBy(request)] };
        },
      },
      { shared },
    );
    await sending.call({ ...real, ClientToken });
    expect(told).toMatchObject({
      outcome: 'would_be_refused',
      findings: [{ code: 'send-unresolved' }],
      next: [{ arguments: { ...real, ClientToken } }],
    });
  });
});

test('an audit file that cannot be written is told before the real copy', async () => {
  const broken = async () => {
    throw new Error('EACCES');
  };
  const audit = { check: broken, write: broken, writeCounted: broken };
  const told = await startCopyProcess({}, {}, { more: { audit } }).call(gp3);
  expect(told).toMatchObject({
    outcome: 'would_copy',
    findings: [{ code: 'audit-not-writable' }],
    next: [{ tool: 'copy_volume', arguments: gp3, why: 'rehearses again, once what the warning names is repaired' }],
    summary:
      "Nothing was created. EC2's dry run succeeded, and nothing but this server blocks this copy: real copies are refused for now. Read the warnings first.",
  });
  expect(told.Request?.ClientToken).toBeUndefined();
  expect(told.text).toContain('audit-not-writable');
});

test('a rehearsal whose source cannot be read is still a rehearsal', async () => {
  const told = await startCopyProcess({}, { describeVolumes: () => no('InvalidVolume.NotFound') }).call(gp3);
  expect(told).toMatchObject({ outcome: 'failed', dryRun: true, error: { code: 'InvalidVolume.NotFound' } });
});

test('until when the token is good stands in both halves', async () => {
  const told = await startCopyProcess().call(gp3);
  const words = 'makes the copy once a person said yes; valid until 12:15Z';
  expect(told.text).toContain(words);
  expect(told.next.at(-1)?.why).toContain(words);
});

test('what was made of the same request by a copy without a plan is joined by nobody who did not see it', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  await server.call({ ...real, ClientToken: 'mine' }, YES);
  server.clock.move(MINUTE);
  expect((await server.call(gp3)).findings).toMatchObject([{ code: 'copied-earlier' }]);
});
