// server.json as it is published, with the checksum of the bundle: tsx build/release/write-server-json.ts BUNDLE TARGET.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { OPTIONS } from '../../src/config/options.ts';
import { renderServerJson } from './server-json.ts';

const [, , bundle, target] = process.argv;
if (!bundle || !target) throw new Error('Give the path of the .mcpb and that of the server.json to write.');
const sha256 = createHash('sha256')
  .update(await readFile(bundle))
  .digest('hex');
await writeFile(target, renderServerJson(OPTIONS, sha256));
process.stdout.write(`${target}: the bundle has the checksum ${sha256}.\n`);
