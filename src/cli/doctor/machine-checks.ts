// What the server needs of this machine: a record that lasts, its audit file, and a way to ask a person.
import type { Mode } from '../../consent/limits-table.ts';
import type { Reach } from '../../serve/page/reach-browser.ts';
import type { Check } from './check.ts';

export interface MachineFacts {
  mode: Mode;
  state: StateFacts;
  audit: AuditFacts;
  reach: Reach;
  /** A server over HTTP, which opens no page. */
  isForTeam: boolean;
}

/** `why` and `cure` are whole sentences, or a command. */
export type StateFacts = { kept: true; folder?: string } | { kept: false; why: string; cure?: string };
export type AuditFacts = { file?: string; problem?: string };

export function machineChecks({ mode, state, audit, reach, isForTeam }: MachineFacts): Check[] {
  return [stateCheck(state, mode), auditCheck(audit), askCheck(reach, mode, isForTeam)];
}

function stateCheck(state: StateFacts, mode: Mode): Check {
  const check = { id: 'state', label: 'State' };
  if (state.kept && state.folder === undefined)
    return { ...check, level: 'ok', message: 'Simulated copies are remembered in memory alone.' };
  if (state.kept)
    return { ...check, level: 'ok', message: `${state.folder} can be written.`, facts: { folder: `${state.folder}` } };
  return {
    ...check,
    level: mode === 'plan' ? 'warn' : 'fail',
    message: `What is sent cannot be recorded. ${state.why}`,
    advice: state.cure ?? 'Make the folder writable for this user alone, or name another with --state-dir.',
  };
}

function auditCheck({ file, problem }: AuditFacts): Check {
  const check = { id: 'audit', label: 'Audit file' };
  if (file === undefined) return { ...check, level: 'ok', message: 'None is configured (--audit-file).' };
  if (problem === undefined) return { ...check, level: 'ok', message: `${file} can be written.`, facts: { file } };
  return {
    ...check,
    level: 'fail',
    message: `${file} cannot be written (${problem}), so no real copy is sent.`,
    advice: 'Make the file writable for the user who runs the server, or name another.',
    facts: { file },
  };
}

/** Of this environment: a host that shows forms asks there, which cannot be seen from here. */
function askCheck(reach: Reach, mode: Mode, isForTeam: boolean): Check {
  const check = { id: 'ask', label: 'Asking' };
  if (mode === 'plan') return { ...check, level: 'ok', message: 'Nobody has to be asked, because no copy is made.' };
  if (mode === 'auto') return { ...check, level: 'ok', message: 'Nobody is asked in mode auto.' };
  if (isForTeam) return { ...check, level: 'ok', message: 'By a form in the answer, where the client shows one.' };
  if (reach.by !== 'nobody')
    return {
      ...check,
      level: 'ok',
      message: 'By a form of the host where it has one, else by a page in a browser here.',
    };
  return {
    ...check,
    level: 'warn',
    message: `Only a host with forms can ask: no page can be opened, because ${reach.why}.`,
    advice: reach.howToAllow,
  };
}
