// The pages with generated sections, and manifest.json, as the code would have them now: for the generator, and for the
// tests that compare.
import { OPTIONS } from '../src/config/options.ts';
import { PROMPTS } from '../src/prompts/registry.ts';
import { TOOL_LIST } from '../src/schema/tool-list.ts';
import { FAILURES } from '../src/volume/errors/failure-catalogue.ts';
import { REFUSALS } from '../src/volume/errors/refusal.ts';
import { FINDING_CODES } from '../src/volume/rules/finding.ts';
import { COPY_OUTCOMES, STATUS_OUTCOMES } from '../src/volume/rules/outcome-table.ts';
import { renderManifest } from './render-manifest.ts';
import { fillSections, renderSections } from './render-sections.ts';

export function manifestText(): string {
  return renderManifest({ tools: TOOL_LIST, prompts: PROMPTS, options: OPTIONS });
}

/** The pages that hold generated sections. */
export const PAGES = ['docs/answers.md', 'docs/options.md', 'docs/simulator.md'];

/** A page with its sections renewed. */
export function pageText(written: string): string {
  return fillSections(
    written,
    renderSections({
      tools: TOOL_LIST,
      options: OPTIONS,
      copyOutcomes: COPY_OUTCOMES,
      statusOutcomes: STATUS_OUTCOMES,
      findings: FINDING_CODES,
      refusals: REFUSALS,
      failures: FAILURES,
    }),
  );
}
