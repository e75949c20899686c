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

const base64 = fc
  .base64String({ minLength: 100, maxLength: 1_200 })
  .filter((text) => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text));

test('no message carries a session token that somebody quoted in it', () => {
  const check = fc.property(hostileText, base64, hostileText, (before, token, after) => {
    expect(messageText(`${before} ${token} ${after}`)).not.toContain(token.slice(0, 60));
  });
  fc.assert(check, propertyRuns());
});
