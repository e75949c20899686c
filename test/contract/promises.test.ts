// The promises of docs/real-copies.md, each with the test that breaks when it is broken.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const PROMISES: Readonly<Record<string, [file: string, title: string]>> = {
  'One token makes one volume': [
    'safety/kill',
    'killed before change $nth of the record, $name: the same call afterwards makes one volume',
  ],
  'A finished copy is read, not sent': [
    'safety/never-twice',
    'once copied is read as it is now: nothing is sent, judged or asked, and no time limit holds',
  ],
  'Only the call that made the volume says `created: now`': [
    'copy/real-copy',
    '%s: what the earlier send made before this call is never told as new',
  ],
  'A repeat that may create is judged like a first send': [
    'copy/real-copy',
    'a repetition that may create is judged like a first send',
  ],
  '"Nothing was created" is never said of a volume that exists': [
    'safety/histories',
    'mode %s: never a second volume, nor one unasked, nor an untrue `created`, nor "nothing" about one that exists',
  ],
  'After 11 and a half hours the copy is only looked for': [
    'copy/real-copy',
    'and everything was looked at: nothing was made, and a new rehearsal makes another',
  ],
  'A copy that no longer exists ends its token': [
    'safety/never-twice',
    'whose copy was deleted since is gone, and a new rehearsal may begin at once',
  ],
  'What was sent in one world is never repeated in another': [
    'copy/worlds',
    'another %s: an unclear send is neither repeated nor looked for',
  ],
  'A second copy of the same needs a rehearsal that shows the first': [
    'safety/never-twice',
    'a deliberate second copy needs a rehearsal that shows the first',
  ],
  'A call answers after 25 seconds while a person decides': [
    'tools/copy-consent',
    'at 25 seconds the call says whom to ask, and how to go on',
  ],
  'Only a clear yes is a yes': [
    'safety/spawned-consent',
    '%s: a yes at once is none, and without a screen nobody is left to ask',
  ],
  'What the person did not see is shown before the send': [
    'tools/copy-consent',
    'what a person agreed to must still be so when it is sent',
  ],
  'Nobody is asked without end': [
    'safety/self-approval',
    'a loop of calls shows %s so many questions in ten minutes at most: $2',
  ],
  'One question is in front of a person at a time': [
    'tools/copy-consent',
    'swapped tags under it are another question, which waits; its yes sends what it showed',
  ],
  "The day's copies are counted before they are sent": [
    'safety/limits',
    'nor to two processes, with a person in front of each',
  ],
  'Without a record that is kept nothing is sent, whatever the mode': [
    'safety/bad-machine',
    'that %s: reads go on, the rehearsal says it and carries no token, real copies are refused',
  ],
  'A copy that was asked for and not sent has a line with the reason': [
    'tools/copy-consent',
    'every real copy that was asked for has its audit line: %s',
  ],
  'An intent line that is not wholly on the disk refuses the copy': [
    'safety/bad-machine',
    'with 119 bytes left refuses the copy, and no half line stays',
  ],
};

test('each promise of the page has its test, and each test its promise', () => {
  const bold = read('docs/real-copies.md').matchAll(/^- \*\*([^*]+?)[.,:]?\*\*/gm);
  expect([...bold].map(([, promise]) => promise)).toEqual(Object.keys(PROMISES));
});

test.each(Object.entries(PROMISES))('%s', (_, [file, title]) => {
  expect(read(`test/${file}.test.ts`)).toContain(title);
});
