// `ebs-copy-mcp doctor`: who am I here, what may I do, and what is missing. Changes nothing but that it makes the state
// folder and the audit file, as the server would.
import { existsSync } from 'node:fs';
import type { Config, DoctorConfig } from '../../config/config.ts';
import { accountHome, type PolicyText } from '../../config/policy-file.ts';
import type { TableProbe } from '../../ports/table.ts';
import type { Deps } from '../../ports/tool.ts';
import { reachBrowser } from '../../serve/page/reach-browser.ts';
import { stateFolder } from '../../state/files/directory.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { type CheckSection, exitCodeOf } from './check.ts';
import { examine } from './examine.ts';
import { json, screen } from './screen.ts';
import { tableScreen, tableTexts } from './table-texts.ts';
import type { Within } from './try-storage.ts';

// Ten seconds are what a person waits; loading the clients and reading files needs one or two of them.
const MOST_MS = 8_000;

/** The server as it would be started with these options. */
export interface DoctorParts {
  config: Config;
  wanted: DoctorConfig;
  policyFiles: readonly PolicyText[] | undefined;
  deps: Deps;
  /** Where the record is in a table. */
  probe?: TableProbe;
}

/** The exit code: 0 nothing to do, 1 something to look at, 2 something to mend. */
export async function runDoctor({ config, wanted, policyFiles, deps, probe }: DoctorParts): Promise<number> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException('The time is up.', 'TimeoutError')), MOST_MS);
  const { stateTable } = config;
  const table = stateTable && probe ? { name: stateTable.name, probe } : undefined;
  const folder =
    config.simulate || table
      ? undefined
      : (config.stateDir ?? stateFolder(process.env, process.platform, accountHome()));
  const sections = await examine({
    config,
    wanted,
    policyFiles,
    deps,
    ...(folder === undefined ? {} : { stateFolder: folder }),
    ...(table ? { table } : {}),
    reach: reachBrowser({ env: process.env, platform: process.platform, exists: existsSync }),
    env: process.env,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    signal: limit.signal,
    within,
    async seeSettings(profile) {
      const { seeSettings } = await import('../../ec2/settings/seen-settings.ts');
      return seeSettings(profile, process.env);
    },
  });
  clearTimeout(timer);
  const paint = createPaint(wantsColour(process.stdout.isTTY === true, process.env), process.stdout.columns);
  const texts = table && tableTexts(table.name, stateTable?.region, arnIn(sections));
  const text = wanted.json
    ? json(sections, config.simulate, texts)
    : `${screen(sections, config.simulate, paint)}${texts ? `\n${tableScreen(texts)}` : ''}`;
  await new Promise((resolve) => process.stdout.write(text, resolve));
  return exitCodeOf(sections);
}

function arnIn(sections: readonly CheckSection[]): string | undefined {
  const arn = sections.flatMap(({ checks }) => checks).find(({ id }) => id === 'table')?.facts?.arn;
  return typeof arn === 'string' ? arn : undefined;
}

const within: Within = async (work, ms) => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
