// The replies of a run as a fixture: a later test reads them as the server would.
import type { Result } from '../run-experiments.ts';
import { readReply } from '../wire/reply.ts';
import type { Redact } from './redact.ts';

/** One exchange without what is private, as test/wire/recorded/ keeps it. */
export interface RecordedExchange {
  experiment: string;
  action: string;
  request: string;
  status: number;
  reply: string;
}

// A page of a large account is no fixture.
const MOST_CHARACTERS = 20_000;

/** Replies of EC2, each once: pages of other servers and missing answers are left out. JSON. */
export function renderRecording(results: readonly Result[], redact: Redact): string {
  const recorded = new Map<string, RecordedExchange>();
  for (const { experiment, exchanges } of results)
    for (const { action, request, status, body } of exchanges) {
      const reply = redact(body);
      const isReply = readReply(action, request, status, body).code !== '';
      if (!isReply || reply.length > MOST_CHARACTERS || recorded.has(`${action} ${status} ${reply}`)) continue;
      const exchange = { experiment: experiment.id, action, request: redact(request), status, reply };
      recorded.set(`${action} ${status} ${reply}`, exchange);
    }
  return `${JSON.stringify([...recorded.values()], undefined, 2)}\n`;
}
