// What must hold of every message of the protocol that answers anything, over standard output and HTTP alike.
import { answerProblems } from '../support/answer-problems.ts';

export interface Message {
  id?: string | number;
  method?: string;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

const INTERNAL_ERROR = -32_603;
const TOOLS = ['copy_volume', 'get_volume_status'];

/** As sentences: a bug of ours, told in whatever form, and an answer of a tool that is not what all of them are. */
export function messageProblems({ result, error }: Message): string[] {
  if (error?.code === INTERNAL_ERROR) return [`An internal error: ${error.message.slice(0, 300)}`];
  const { structuredContent, content } = (result ?? {}) as {
    structuredContent?: Record<string, unknown> & { error?: { code?: string } };
    content?: { text?: string }[];
  };
  if (content === undefined && structuredContent === undefined) return [];
  const text = content?.[0]?.text ?? '';
  if (!structuredContent) return [`No structured half: ${text.slice(0, 300)}`];
  if (structuredContent.error?.code === 'internal-fault') return [`An internal fault: ${text.slice(0, 300)}`];
  // Which tool answers is known by what it asked for, which may be cut: the answer has to be one of either.
  const [fewest = []] = TOOLS.map((tool) => answerProblems(tool, structuredContent, text)).sort(
    (one, other) => one.length - other.length,
  );
  return fewest;
}

/** The messages in raw replies over HTTP, their bytes one letter each: a line of JSON, or of an event that holds it. */
export function messagesIn(replies: string): Message[] {
  // Behind a body that ends in no line break the next answer begins in the same line.
  const lines = replies.matchAll(/^(?:data: )?(\{.*?\})(?=\r?$|HTTP\/1\.1 [1-5]\d\d )/gm);
  return [...lines].flatMap(([, json = '']) => {
    const message = readMessage(Buffer.from(json, 'latin1').toString('utf8'));
    return message ? [message] : [];
  });
}

export function readMessage(line: string): Message | undefined {
  try {
    const message = JSON.parse(line) as Message & { jsonrpc?: string };
    return message.jsonrpc === '2.0' ? message : undefined;
  } catch {
    return undefined;
  }
}
