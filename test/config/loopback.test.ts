// Names and addresses that stay on this machine.
import { expect, test } from 'vitest';
import { isLoopback } from '../../src/config/loopback.ts';

test.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.255.199.20', '127.0.0.0', '::1', '[::1]'])('%s does', (host) => {
  expect(isLoopback(host)).toBe(true);
});

// Some systems ask a name server for what is no address.
test.each([
  '127.0.0.999',
  '127.0.0.256',
  '127.0.1',
  '127.0.0.1.example.com',
  '128.0.0.1',
  '0.0.0.0',
  'localhost.example.com',
])('%s does not', (host) => {
  expect(isLoopback(host)).toBe(false);
});
