// Whether what has to be kept can be kept, tried through the ports that the server itself writes by.
import type { Deps } from '../../ports/tool.ts';
import type { AuditFacts, StateFacts } from './machine-checks.ts';

/** Resolves to undefined when `work` has not ended within `ms`. */
export type Within = <T>(work: Promise<T>, ms: number) => Promise<T | undefined>;

// A dead network mount leaves a file operation open for ever.
const ANSWER_MS = 5_000;

/** `folder`: absent where nothing is kept in one: in the embedded EC2's case, and without a home. */
export async function tryState(
  { sends }: Pick<Deps, 'sends'>,
  { folder, table }: { folder?: string; table?: string },
  within: Within,
): Promise<StateFacts> {
  const trust = await within(
    sends.trust().catch(() => undefined),
    ANSWER_MS,
  );
  const place = table === undefined ? folder : `The DynamoDB table ${table}`;
  if (trust?.kept) return { kept: true, ...(place === undefined ? {} : { folder: place }) };
  // The credentials for a table are waited for too.
  const why =
    table === undefined
      ? `${folder ?? 'The state directory'} does not answer.`
      : `It was not seen in time whether the DynamoDB table ${table} can be used.`;
  return trust ?? { kept: false, why };
}

export async function tryAudit(
  { audit }: Pick<Deps, 'audit'>,
  file: string | undefined,
  within: Within,
): Promise<AuditFacts> {
  if (file === undefined) return {};
  const tried = audit.check().then(
    () => ({ file }),
    (problem: unknown) => ({ file, problem: describeProblem(problem) }),
  );
  return (await within(tried, ANSWER_MS)) ?? { file, problem: 'it does not answer' };
}

/** Node's code; its text would repeat the path. */
function describeProblem(problem: unknown): string {
  return (problem as NodeJS.ErrnoException | undefined)?.code ?? 'it is not a plain file';
}
