// Both protocol eras with the clients that hosts really have inside.
import { describe, expect, test } from 'vitest';
import { CLIENTS, type Connect, type Host } from '../support/mcp-clients.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { environmentFor } from '../support/spawned-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';

const WRONG: [tool: string, args: Record<string, unknown>, argument: string][] = [
  ['copy_volume', { SourceVolumeId: 5 }, 'SourceVolumeId'],
  ['copy_volume', {}, 'SourceVolumeId'],
  ['copy_volume', { SourceVolumeId: SOURCE, DryRun: 'false' }, 'DryRun'],
  ['copy_volume', { SourceVolumeId: SOURCE, dryRun: false }, 'DryRun'],
  ['get_volume_status', { VolumeIds: SOURCE }, 'VolumeIds'],
  ['get_volume_status', { VolumeIds: ['vol-1'] }, 'VolumeIds[0]'],
  ['get_volume_status', { WaitFor: 'available' }, 'waitFor'],
];

async function onHost(
  connect: Connect,
  story: (host: Host, simulator: RecordingSimulator) => Promise<void>,
): Promise<void> {
  const simulator = await startRecordingSimulator();
  try {
    const host = await connect(['--mode', 'auto'], environmentFor(simulator.url));
    await story(host, simulator);
    expect(await host.close(), 'on stdout, but no message').toEqual([]);
  } finally {
    await simulator.close();
  }
}

describe.concurrent.each(Object.entries(CLIENTS))('%s', (_name, { connect, revision }) => {
  test('lists, rehearses, copies once and reads the status', () =>
    onHost(connect, async (host, simulator) => {
      expect(host.revision).toBe(revision);
      expect(host.toolNames).toEqual(['copy_volume', 'get_volume_status']);

      const found = await host.call('get_volume_status', { attachedTo: 'prod-db-1' });
      const [proposed] = found.structuredContent.next as { arguments: Record<string, unknown> }[];
      expect(proposed?.arguments).toMatchObject({ SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000 });

      const plan = await host.call('copy_volume', proposed?.arguments);
      expect(plan.structuredContent.outcome).toBe('would_copy');
      expect(plan.isError).not.toBe(true);
      const copies = () => simulator.world.volumes.filter((volume) => volume.sourceVolumeId === SOURCE);
      expect(copies()).toEqual([]);
      const next = plan.structuredContent.next as { arguments: Record<string, unknown> }[];
      const real = next.find((call) => call.arguments.DryRun === false);

      const copy = await host.call('copy_volume', real?.arguments);
      expect(copy.structuredContent).toMatchObject({ outcome: 'copied', created: 'now', dryRun: false });
      const again = await host.call('copy_volume', real?.arguments);
      expect(again.structuredContent).toMatchObject({ outcome: 'copied', created: 'earlier' });
      expect(copies()).toHaveLength(1);

      simulator.advance(20 * 60_000);
      const [made] = copies();
      const status = await host.call('get_volume_status', { VolumeIds: [made?.id] });
      expect(status.structuredContent).toMatchObject({
        outcome: 'found',
        Volumes: [{ VolumeId: made?.id, State: 'available', attachable: true, fullSpeed: false }],
      });
      expect(status.text).toContain(made?.id);
    }));

  test('gets errors with a structured half that names the argument, and nothing is sent', () =>
    onHost(connect, async (host, simulator) => {
      for (const [tool, args, argument] of WRONG) {
        const { isError, structuredContent, text } = await host.call(tool, args);
        expect(isError).toBe(true);
        expect(structuredContent).toMatchObject({
          outcome: 'refused',
          error: { code: 'arguments-invalid', message: expect.stringContaining(argument) },
        });
        expect(text).toContain(argument);
      }
      expect(simulator.requests).toEqual([]);
    }));
});
