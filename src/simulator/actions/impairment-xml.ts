// The event and the action that DescribeVolumeStatus reports for an impaired volume.
import { itemSet, type Xml } from '../wire/xml.ts';
import type { ImpairmentRecord } from '../world/simulated-world.ts';
import { writeTime } from './volume-xml.ts';

export const IMPAIRMENT_EVENT = {
  type: 'potential-data-inconsistency',
  description: 'The data of the volume may be inconsistent; its I/O was stopped.',
} as const;
export const IMPAIRMENT_ACTION = { code: 'enable-volume-io', description: 'Enable volume I/O' } as const;

/** eventsSet and actionsSet of a volume; both empty for a sound one (form: a response of 2012 in the parser tests of fog). */
export function describeImpairment(impairment: ImpairmentRecord | undefined): Xml[] {
  if (impairment === undefined) return [itemSet('eventsSet', []), itemSet('actionsSet', [])];
  const event: Xml[] = [
    ['eventId', impairment.eventId],
    ['eventType', IMPAIRMENT_EVENT.type],
    ['description', IMPAIRMENT_EVENT.description],
    ['notBefore', writeTime(impairment.since)],
  ];
  const action: Xml[] = [
    ['code', IMPAIRMENT_ACTION.code],
    ['eventId', impairment.eventId],
    ['eventType', IMPAIRMENT_EVENT.type],
    ['description', IMPAIRMENT_ACTION.description],
  ];
  return [itemSet('eventsSet', [event]), itemSet('actionsSet', [action])];
}
