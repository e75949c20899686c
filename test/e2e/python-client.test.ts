// The MCP client for Python, which shares no code with those of the other tests, in both eras of the protocol.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { ENTRY, environmentFor } from '../support/spawned-server.ts';

const run = promisify(execFile);
// Any interpreter with the package mcp: PYTHON=/path/to/venv/bin/python.
const PYTHON = process.env.PYTHON ?? 'python3';
const SOURCE = 'vol-0a1b2c3d4e5f60001';

// Version 2 brought Client, which speaks both eras.
function installed(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'from mcp import Client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const has = installed();
const NO_CLIENT = has ? '' : ' (skipped: no Python with the package mcp, version 2; PYTHON names one)';

const SCRIPT = `
import asyncio, json, os, sys
from mcp import Client, StdioServerParameters

node, entry, mode, source = sys.argv[1:]

async def main():
    server = StdioServerParameters(command=node, args=[entry, '--mode', 'auto'], env=dict(os.environ))
    async with Client(server, mode=mode) as client:
        seen = {'revision': client.protocol_version}
        seen['tools'] = [tool.name for tool in (await client.list_tools()).tools]
        seen['prompts'] = len((await client.list_prompts()).prompts)
        found = await client.call_tool('get_volume_status', {'attachedTo': 'prod-db-1'})
        seen['found'] = [found.is_error, found.structured_content['outcome']]
        proposed = found.structured_content['next'][0]['arguments']
        plan = await client.call_tool('copy_volume', proposed)
        seen['plan'] = [plan.is_error, plan.structured_content['outcome']]
        real = next(call['arguments'] for call in plan.structured_content['next'] if call['arguments'].get('DryRun') is False)
        copy = await client.call_tool('copy_volume', real)
        seen['copy'] = [copy.is_error, copy.structured_content['outcome'], copy.structured_content['created']]
        again = await client.call_tool('copy_volume', real)
        seen['again'] = [again.is_error, again.structured_content['outcome'], again.structured_content['created']]
        wrong = await client.call_tool('copy_volume', {'SourceVolumeId': source, 'DryRun': 'false'})
        seen['wrong'] = [wrong.is_error, 'DryRun' in wrong.content[0].text]
        print(json.dumps(seen))

asyncio.run(main())
`;

async function play(mode: string, simulator: RecordingSimulator): Promise<unknown> {
  const env = { ...environmentFor(simulator.url), PATH: process.env.PATH };
  const { stdout } = await run(PYTHON, ['-c', SCRIPT, process.execPath, ENTRY, mode, SOURCE], { env });
  return JSON.parse(stdout);
}

describe.skipIf(!has)(`the MCP client for Python${NO_CLIENT}`, () => {
  test.each([
    ['legacy', '2025-11-25'],
    ['auto', '2026-07-28'],
  ])('%s: lists, rehearses, copies once and is refused', async (mode, revision) => {
    const simulator = await startRecordingSimulator();
    const seen = await play(mode, simulator);
    const copies = simulator.world.volumes.filter(({ sourceVolumeId }) => sourceVolumeId === SOURCE);
    await simulator.close();
    // The client validates each structured answer against the output schema by itself.
    expect(seen).toEqual({
      revision,
      tools: ['copy_volume', 'get_volume_status'],
      prompts: 4,
      found: [false, 'found'],
      plan: [false, 'would_copy'],
      copy: [false, 'copied', 'now'],
      again: [false, 'copied', 'earlier'],
      wrong: [true, true],
    });
    expect(copies).toHaveLength(1);
  });
});
