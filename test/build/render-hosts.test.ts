// The links of installation in the README, which need the package on npm: none before somebody owns it.
import { expect, it } from 'vitest';
import { PLACEHOLDER } from '../../build/owner.ts';
import { hostNames } from '../../build/render-hosts.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { decodePageLink } from '../cli/connect/decode-link.ts';

const START = { command: 'npx', args: ['-y', `ebs-copy-mcp@${packageFile.version}`, '--mode', 'ask'] };
const GOOSE = {
  name: 'ebs',
  description: 'Copies Amazon EBS volumes',
  type: 'stdio',
  enabled: true,
  cmd: 'npx',
  args: START.args,
  envs: {},
  timeout: 300,
};

it('installs the same server from each link, by way of a web page', () => {
  const links = [...hostNames('somebody').matchAll(/\[([^\]]+)\]\((https:[^)]+)\)/g)];
  expect(links.map(([, title, link = '']) => [title, decodePageLink(link)])).toEqual([
    ['VS Code', { name: 'ebs', entry: { type: 'stdio', ...START } }],
    ['VS Code Insiders', { name: 'ebs', entry: { type: 'stdio', ...START } }],
    ['Cursor', { name: 'ebs', entry: START }],
    ['Kiro', { name: 'ebs', entry: START }],
    ['goose', { name: 'ebs', entry: GOOSE }],
    ['LM Studio', { name: 'ebs', entry: START }],
  ]);
});

it('has no link while nobody owns the package', () => {
  expect(hostNames(PLACEHOLDER)).not.toContain('](');
});
