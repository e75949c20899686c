// What is in dist/, and what is not.
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };

const dist = new URL('../../dist/', import.meta.url);
const files = readdirSync(dist);
const text = (name: string) => readFileSync(new URL(name, dist), 'utf8');
const code = files.filter((name) => name.endsWith('.cjs'));

describe('dist', () => {
  it('holds the entry, its chunks, the licences and the bill of materials', () => {
    expect(code).toContain('main.cjs');
    expect(files.filter((name) => !name.endsWith('.cjs'))).toEqual(['LICENCES.txt', 'bill-of-materials.cdx.json']);
    expect(text('main.cjs').startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  it.each(code)('%s loads only what Node or dist brings', (name) => {
    // "[require(…)" stands in messages of the AWS SDK about packages for signing across Regions, which EC2 never needs.
    const loaded = [...text(name).matchAll(/(?<!\[)\b(?:require|import)\(\s*(["'`])([^"'`]+)\1\s*\)/g)].map(
      ([, , what = '']) => what,
    );
    const foreign = loaded.filter((what) => !isBuiltin(what) && !code.includes(what.replace(/^\.\//, '')));
    expect(foreign).toEqual([]);
  });

  it.each(code)('%s is ASCII, which Node keeps in one byte a letter', (name) => {
    expect(Buffer.byteLength(text(name))).toBe(text(name).length);
  });

  it('keeps the AWS client out of what is read at start-up', () => {
    expect(text('main.cjs')).not.toContain('DescribeVolumeStatus"');
    expect(code.length).toBeGreaterThan(10);
  });

  it('keeps the parsers of host files in the one chunk that the .mcpb leaves out', () => {
    const holding = code.filter((name) => /PropertyNameExpected|BLOCK_FOLDED/.test(text(name)));
    expect(holding).toEqual([expect.stringMatching(/^connect-[\w-]+\.cjs$/)]);
  });

  it('keeps the client of DynamoDB in the one chunk that a shared record loads', () => {
    const holding = code.filter((name) => text(name).includes('DynamoDB_20120810'));
    expect(holding).toEqual([expect.stringMatching(/^dynamodb-table-[\w-]+\.cjs$/)]);
  });

  it('has no JSON Schema validator', () => {
    expect(text('LICENCES.txt')).not.toMatch(/^ajv /m);
    for (const name of code) expect(text(name), name).not.toContain('schemaCxt');
  });
});

describe('LICENCES.txt', () => {
  const licences = text('LICENCES.txt');
  it.each([
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-ec2',
    '@aws-sdk/client-sts',
    '@modelcontextprotocol/server',
    '@smithy/core',
    'zod',
  ])('lists %s with the installed version', (name) => {
    const { version } = JSON.parse(
      readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
    ) as { version: string };
    expect(licences).toMatch(new RegExp(`^${name} ${version.replaceAll('.', '\\.')}: `, 'm'));
  });

  it('holds whole texts, each once', () => {
    expect(licences).toContain('Permission is hereby granted, free of charge');
    const texts = licences.split(/^=+$/m).filter((_, at) => at % 2 === 0);
    expect(texts.slice(1).every((one) => one.trim().length > 20)).toBe(true);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('package.json', () => {
  it('installs nothing beside the one package', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])
      expect(packageFile).not.toHaveProperty(kind);
    expect(Object.keys(packageFile.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });
});
