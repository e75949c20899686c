// What a person is asked before a real copy: every member that is sent, what changes, what stays and what it costs, in
// words that a person recognises. Nothing here comes from the model but the request itself.

import { counted } from '../text/counted.ts';
import { plainText } from '../text/plain-text.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import type { Plan } from '../volume/plan/plan.ts';
import type { VolumeSummary } from '../volume/reading/summary.ts';
import { OUR_TAGS, PLAN_TAG } from '../volume/rules/tags.ts';
import { nameOf } from '../volume/rules/volume-name.ts';
import { costFacts } from './question-cost.ts';
import { oneLine, quoted } from './question-foreign-text.ts';
import { settingFacts } from './question-settings.ts';
import type { Fact, Question } from './question-text.ts';

export interface QuestionFacts {
  /** As it is sent, our own tags included. */
  request: CopyVolumesRequest;
  source: VolumeSummary;
  plan: Plan;
  place: { region: string; profile?: string; endpoint?: string };
  /** Undefined when it could not be read. */
  caller: { account?: string; arn?: string } | undefined;
  simulated: boolean;
  /** Asked through a server that others use too. */
  isShared: boolean;
  /** An earlier try may have made the volume. */
  mayExist?: boolean;
  expiresAt: number;
}

export function buildQuestion(facts: QuestionFacts): Question {
  const { request, source, plan } = facts;
  const { changes, stays } = settingFacts(plan.changes, request);
  return {
    title: `Copy ${nameText(source)}?`,
    simulated: facts.simulated,
    ...(facts.isShared ? { isShared: true } : {}),
    volume: [
      { label: 'Volume', value: oneLine(request.SourceVolumeId) },
      { label: 'Attached to', value: attachedTo(source) },
    ],
    groups: {
      cost: costFacts(plan, source, facts.place.region),
      changes,
      stays,
      tags: tagFacts(request, source),
      place: placeFacts(facts),
    },
    warnings: [
      ...(facts.mayExist ? ['An earlier try may have made this volume. A yes makes at most one.'] : []),
      ...plan.findings.filter((finding) => finding.level !== 'info').map((finding) => oneLine(finding.message, 1_000)),
    ],
    expiresAt: facts.expiresAt,
  };
}

/** The volume as a person knows it: by its own name, its instance's name, or only by its id. */
function nameText({ VolumeId, Tags, instance }: VolumeSummary): string {
  const name = nameOf(Tags);
  if (name) return quoted(name);
  if (!instance?.name) return oneLine(VolumeId);
  return `the ${instance.root ? 'root ' : ''}volume of ${quoted(instance.name)}`;
}

function attachedTo({ instance, Attachments }: VolumeSummary): string {
  if (!instance) return 'no instance';
  const name = instance.name ? ` ${quoted(instance.name)}` : '';
  const device = instance.device ? ` as ${oneLine(instance.device, 60)}` : '';
  const others =
    Attachments?.filter((one) => one.InstanceId !== undefined && one.InstanceId !== instance.id).length ?? 0;
  return `${oneLine(instance.id)}${name}${device}${others > 0 ? ` and ${counted(others, 'other instance')}` : ''}`;
}

/** The tags that are sent, each by key and value; the token of the plan says nothing to a person. */
function tagFacts(request: CopyVolumesRequest, source: VolumeSummary): Fact[] {
  const sent = request.TagSpecifications?.flatMap((one) => one.Tags ?? []) ?? [];
  const inherited = (source.Tags?.length ?? 0) + (source.tagsOmitted ?? 0);
  return [
    ...sent.map(tagFact),
    ...(sent.length === 0 ? [{ label: 'Tags', value: 'none' }] : []),
    ...(inherited > 0 ? [{ label: 'Not inherited', value: `the source's ${counted(inherited, 'tag')}` }] : []),
  ];
}

function tagFact({ Key, Value = '' }: { Key: string; Value?: string }): Fact {
  if (!(OUR_TAGS as readonly string[]).includes(Key)) return { label: quoted(Key), value: quoted(Value) };
  return { label: Key, value: Key === PLAN_TAG ? 'this plan' : oneLine(Value, 60) };
}

function placeFacts({ place, caller }: QuestionFacts): Fact[] {
  return [
    { label: 'Account', value: oneLine(caller?.account ?? 'not known') },
    { label: 'Signed in as', value: oneLine(caller?.arn ?? 'not known') },
    { label: 'Region', value: oneLine(place.region) },
    ...(place.profile ? [{ label: 'Profile', value: oneLine(place.profile) }] : []),
    // Ours, not somebody's text: it must be readable as it is configured.
    ...(place.endpoint ? [{ label: 'Endpoint', value: plainText(place.endpoint) }] : []),
  ];
}
