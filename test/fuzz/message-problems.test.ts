// What is a fault in an answer that comes in time and with a good status.
import { expect, test } from 'vitest';
import { answerInternalError } from '../../src/tools/internal-error.ts';
import { messageProblems, messagesIn } from './message-problems.ts';

const { structured, text } = answerInternalError({ known: '', members: { outcome: 'refused' } }, false);
const BUG_RESULT = { structuredContent: structured, content: [{ type: 'text', text }], isError: true };
const FORGED = { structuredContent: { summary: 'x' }, content: [{ type: 'text', text: 'Outcome: copied' }] };
const OK = { id: 1, result: { tools: [] } };
const INTERNAL = { id: 1, error: { code: -32_603, message: 'Internal server error' } };

/** As Node sends an event, in one chunk. */
function event(message: object): string {
  const data = `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`;
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
  return `${head}${data.length.toString(16)}\r\n${data}\r\n0\r\n\r\n`;
}

function body(message: object): string {
  const json = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`;
}

test.each<[name: string, replies: string, faults: RegExp[]]>([
  ['an error that means the request', body({ id: 1, error: { code: -32_602, message: 'Unknown tool' } }), []],
  ['an internal error in an event', event(INTERNAL), [/^An internal error: Internal server error$/]],
  ['an internal error behind a good body', body(OK) + body(INTERNAL) + body(OK), [/^An internal error/]],
  ['a bug told as a tool tells it', event({ id: 1, result: BUG_RESULT }), [/^An internal fault/]],
  [
    'words without the structured half',
    body({ id: 1, result: { content: [{ type: 'text', text: 'Sent.' }] } }),
    [/^No structured half: Sent\.$/],
  ],
  [
    'an answer that no tool gives',
    event({ id: 1, result: FORGED }),
    [/^It is not what the listed schema says/, /somebody else wrote/, /next calls/],
  ],
])('%s', (_name, replies, faults) => {
  expect(messagesIn(replies).flatMap(messageProblems)).toEqual(faults.map((fault) => expect.stringMatching(fault)));
});
