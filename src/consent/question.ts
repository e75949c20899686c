// What a person is asked before a real copy: facts first, in words that a person recognises; an explicit choice.
// Names that people wrote are quoted and cut; nothing here comes from the model but the request itself.

import { quotedText } from '../text/plain-text.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import type { Plan } from '../volume/plan/plan.ts';
import { nameOf, type VolumeSummary } from '../volume/reading/summary.ts';
import type { Fact, Question } from './question-text.ts';

export interface QuestionFacts {
  request: CopyVolumesRequest;
  source: VolumeSummary;
  plan: Plan;
  place: { region: string; profile?: string; endpoint?: string };
  caller?: { account?: string; arn?: string };
  simulated: boolean;
  /** An earlier try may have made the volume. */
  mayExist?: boolean;
  expiresAt: number;
}

export function buildQuestion(facts: QuestionFacts): Question {
  const { request, source, plan, place, caller } = facts;
  const name = nameOf(source.Tags);
  const changed = plan.changes.filter((change) => change.source !== change.copy);
  const same = plan.changes
    .filter((change) => change.source === change.copy)
    .map((change) => `${change.setting} ${change.copy}`);
  const rows: Fact[] = [
    { label: 'Account', value: caller?.account ?? 'not known' },
    ...(caller?.arn ? [{ label: 'As', value: caller.arn }] : []),
    {
      label: 'Region',
      value: `${place.region}${place.profile ? ` (profile ${place.profile})` : ''}${place.endpoint ? `, endpoint ${place.endpoint}` : ''}`,
    },
    { label: 'Volume', value: `${request.SourceVolumeId}${name ? ` ${quotedText(name)}` : ''}` },
    { label: 'Size and type', value: `${source.Size ?? '–'} GiB ${source.VolumeType ?? ''}`.trim() },
    { label: 'Attached to', value: attachedTo(source) },
    ...changed.map((change) => ({
      label: change.setting,
      value: `${change.source} → ${change.copy}${change.note ? ` (${change.note})` : ''}`,
    })),
    ...(same.length > 0 ? [{ label: 'As the source', value: same.join(', ') }] : []),
    { label: 'Cost', value: costOf(plan) },
  ];
  return {
    title: `${facts.simulated ? 'SIMULATED: ' : ''}Copy the volume ${request.SourceVolumeId}?`,
    facts: rows,
    warnings: [
      ...(facts.mayExist ? ['An earlier try may have made this volume; a yes makes at most one.'] : []),
      ...plan.findings.filter((finding) => finding.level !== 'info').map((finding) => finding.message),
    ],
    expiresAt: facts.expiresAt,
  };
}

function attachedTo(source: VolumeSummary): string {
  const { instance } = source;
  if (!instance) return 'nothing';
  return `${instance.id}${instance.name ? ` ${quotedText(instance.name)}` : ''}${instance.device ? ` as ${instance.device}` : ''}`;
}

function costOf({ cost }: Plan): string {
  if (!cost) return 'no list price is known for this type';
  return `${cost.monthlyUsd} USD a month while it exists, ${cost.copyFeeUsd.min} to ${cost.copyFeeUsd.max} USD once (${cost.source}, ${cost.asOf}${cost.note ? `; ${cost.note}` : ''})`;
}
