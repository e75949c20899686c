// Text that others write, wherever it is shown: one clean line that nobody takes for one of ours.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageText, writtenText } from '../../src/ec2/answers/clean-text.ts';
import { plainText, quotedText } from '../../src/text/plain-text.ts';
import { hostileText, INVISIBLE } from '../support/hostile-text.ts';
import { propertyRuns } from '../support/property-runs.ts';

test('plain text is one clean line within its limit, and cleaning it again changes nothing', () => {
  const check = fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, limit) => {
    const line = plainText(text, limit);
    expect(line).not.toMatch(INVISIBLE);
    expect(line.length).toBeLessThanOrEqual(limit);
    expect(plainText(line, limit)).toBe(line);
  });
  fc.assert(check, propertyRuns(5));
});

test('quoted text cannot leave its quotes', () => {
  const check = fc.property(hostileText, (text) => {
    expect(quotedText(text)).toMatch(/^"[^"\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{0,60}"$/u);
  });
  fc.assert(check, propertyRuns(5));
});

test('tags and messages that enter are clean', () => {
  const check = fc.property(hostileText, (text) => {
    for (const line of [writtenText(text) ?? '', messageText(text)]) {
      expect(line).not.toMatch(INVISIBLE);
    }
  });
  fc.assert(check, propertyRuns(5));
});

// As random as AWS's: what is told from words and names by its randomness is none with one letter a hundred times, which
// fast-check likes, and ends each search for a smaller case with.
const token = fc
  .noBias(fc.base64String({ minLength: 100, maxLength: 1_200 }))
  .filter((text) => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text));

// What stands between a token and the words around it, in JSON, a query, a header, XML.
const between = fc.constantFrom(
  ' ',
  '"',
  '","',
  '":"',
  '&',
  '=',
  '&X-Amz-Security-Token=',
  ';',
  ',',
  '<',
  '>',
  '{',
  ':',
  '/',
);
const ARNS = ['{"arn":"arn:aws:sts::111122223333:assumed-role/R/s', 'RoleArn=arn:aws:iam::111122223333:role/R'];
const beforeIt = fc.oneof(hostileText, fc.constantFrom(...ARNS));
const writings: ((token: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (token) => encodeURIComponent(encodeURIComponent(token)),
  (token) => token.replaceAll('/', '\\/'),
  (token) => token.replaceAll('+', '\\u002b').replaceAll('=', '\\u003D'),
  (token) => token.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;'),
  ...[12, 32, 64, 76].map((width) => (token: string) => token.replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n')),
  (token) => token.replace(/.{20}/g, '$&\\n'),
  (token) => token.replace(/.{5}/g, '$&\u200b'),
];

test('no message carries twenty letters of a session token that somebody quoted in it, however it is written', () => {
  const check = fc.property(beforeIt, between, token, fc.constantFrom(...writings), hostileText, (...given) => {
    const [before, join, token, written, after] = given;
    const shown = messageText(`${before}${join}${written(token)}${join}${after}`);
    for (let at = 0; at + 20 <= token.length; at++) expect(shown).not.toContain(token.slice(at, at + 20));
    const pieces = [...written(token).matchAll(/[^\s\u200b]{20}/g)].map(([piece]) => piece);
    for (const piece of pieces) expect(shown).not.toContain(piece);
  });
  fc.assert(check, propertyRuns());
});
