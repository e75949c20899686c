// How the demo names the program it belongs to.
import { expect, test } from 'vitest';
import { commandOf } from '../../src/cli/demo.ts';

test.each([
  ['/home/me/ebs/dist/main.cjs', '/home/me/ebs', 'node dist/main.cjs'],
  ['/usr/local/bin/ebs-copy-mcp', '/home/me', 'ebs-copy-mcp'],
  ['/home/me/.npm/_npx/1a2b/node_modules/.bin/ebs-copy-mcp', '/home/me', 'npx ebs-copy-mcp'],
])('%s in %s is typed as %s', (entry, folder, command) => {
  expect(commandOf(entry, folder)).toBe(command);
});
