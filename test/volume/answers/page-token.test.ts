// A NextToken belongs to one question.
import { describe, expect, test } from 'vitest';
import { unwrapToken, wrapToken } from '../../../src/volume/answers/page-token.ts';

const question = [{ region: 'us-east-1' }, [{ Name: 'status', Values: ['available'] }], '', false];

describe('a NextToken of ours', () => {
  test.each(['abc', 'AAMA.with.dots==', '', 'é ✓ "quoted"', 'x'.repeat(2_000)])("gives EC2's own back: %s", (aws) => {
    expect(unwrapToken(wrapToken(aws, question), question)).toBe(aws);
  });

  test('can be a JSON text without escapes', () => {
    expect(wrapToken('é ✓', question)).toMatch(/^[A-Za-z0-9+/]+$/);
  });

  test.each<[name: string, other: unknown]>([
    ['another Region', [{ region: 'eu-west-1' }, question[1], '', false]],
    ['another profile', [{ region: 'us-east-1', profile: 'b' }, question[1], '', false]],
    ['another filter', [question[0], [{ Name: 'status', Values: ['in-use'] }], '', false]],
    ['another source', [question[0], question[1], 'vol-0123456789abcdef0', false]],
    ['only copies made here', [question[0], question[1], '', true]],
    ['nothing', undefined],
  ])('does not continue a question about %s', (_, other) => {
    expect(unwrapToken(wrapToken('abc', question), other)).toBeUndefined();
  });

  test.each<[name: string, token: string]>([
    ['empty text', ''],
    ["EC2's own", 'AAMA-raw-token'],
    ['no base64', '%%%'],
    ['base64 of something else', btoa('hello')],
    ['a broken escape', btoa('1.%E0%A4%A')],
    ['a later version', btoa(encodeURIComponent('2.x.abc'))],
    ['one character changed', `A${wrapToken('abc', [])}`],
  ])('garbage is not taken: %s', (_, token) => {
    expect(unwrapToken(token, question)).toBeUndefined();
  });
});
