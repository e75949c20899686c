// Wildcards of filters, and how much one Describe request takes.
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type Experiment, judge, type Lab, largestAccepted, type Outcome, observe } from '../experiment.ts';
import { type Params, textOf } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { filter, idsOf, NO_VOLUME } from './volume-lists.ts';

export const LIMITS: readonly Experiment[] = [
  {
    id: 'create-time-wildcard',
    group: 'reads',
    question: 'Does the filter create-time take YYYY-MM-DD* as a day?',
    assumed: 'the volume is found',
    switch: 'createTimeWildcard',
    async run(lab) {
      const volume = await lab.anyVolume();
      const day = childText(volume, 'createTime')?.slice(0, 10);
      if (!day) return NO_VOLUME;
      const reply = await lab.ask('DescribeVolumes', filter('create-time', `${day}*`));
      return judge(reply, (code) => {
        const found = idsOf(reply).includes(childText(volume, 'volumeId'));
        if (!found && textOf(reply, 'nextToken'))
          return { kind: 'open', why: 'More volumes than one page were made on that day.' };
        const observed = code !== 'ok' ? code : found ? 'the volume is found' : 'nothing is found';
        return observe(observed, this.assumed, found ? {} : { [observed]: { createTimeWildcard: false } });
      });
    },
  },
  {
    id: 'largest-page',
    group: 'reads',
    question: 'What is the largest MaxResults of DescribeVolumes?',
    assumed: '1000',
    switch: 'maxResults',
    run: (lab) => largestPage(lab, 'DescribeVolumes', '1000', (maxResults) => ({ maxResults })),
  },
  {
    id: 'largest-page-status',
    group: 'reads',
    question: 'And of DescribeVolumeStatus?',
    assumed: '1000',
    run: (lab) => largestPage(lab, 'DescribeVolumeStatus', '1000'),
  },
  {
    id: 'largest-page-modifications',
    group: 'reads',
    question: 'And of DescribeVolumesModifications?',
    assumed: '500',
    run: (lab) => largestPage(lab, 'DescribeVolumesModifications', '500'),
  },
  {
    id: 'wildcard-star',
    group: 'reads',
    question: 'Does a star in the filter volume-id stand for any text?',
    assumed: 'the volume is found',
    run: (lab) => findByPattern(lab, (id) => `${id.slice(0, -3)}*`),
  },
  {
    id: 'wildcard-question-mark',
    group: 'reads',
    question: 'Does a question mark in the filter volume-id stand for one character?',
    assumed: 'the volume is found',
    run: (lab) => findByPattern(lab, (id) => `${id.slice(0, -1)}?`),
  },
  {
    id: 'filter-values',
    group: 'reads',
    question: 'How many filter values may one request have?',
    assumed: '200',
    switch: 'filterValues',
    run: (lab) =>
      largest(lab, 'DescribeVolumes', '200', [5, 100, 199, 200, 201], (filterValues) => ({
        params: {
          'Filter.1.Name': 'volume-id',
          ...Object.fromEntries(
            Array.from({ length: filterValues }, (_, n) => [
              `Filter.1.Value.${n + 1}`,
              `vol-0ffffffffffff${String(n).padStart(4, '0')}`,
            ]),
          ),
        },
        turn: { filterValues },
      })),
  },
];

function largestPage(
  lab: Lab,
  action: string,
  assumed: string,
  turn: (maxResults: number) => Partial<Switches> = () => ({}),
): Promise<Outcome> {
  return largest(lab, action, assumed, [5, 100, 500, 501, 1_000, 1_001, 5_000], (maxResults) => ({
    params: { MaxResults: maxResults },
    turn: turn(maxResults),
  }));
}

async function findByPattern(lab: Lab, pattern: (id: string) => string): Promise<Outcome> {
  const id = childText(await lab.anyVolume(), 'volumeId');
  if (id === undefined) return NO_VOLUME;
  const reply = await lab.ask('DescribeVolumes', filter('volume-id', pattern(id)));
  const seen = idsOf(reply).includes(id) ? 'the volume is found' : 'nothing is found';
  return judge(reply, (code) => observe(code === 'ok' ? seen : code, 'the volume is found'));
}

/** The largest of the probed numbers that is accepted. */
async function largest(
  lab: Lab,
  action: string,
  assumed: string,
  probes: readonly number[],
  request: (probe: number) => { params: Params; turn: Partial<Switches> },
): Promise<Outcome> {
  const accepted = await largestAccepted(probes, 'ok', (probe) => lab.ask(action, request(probe).params));
  if (typeof accepted !== 'number') return accepted;
  const most = accepted === probes.at(-1);
  const observed = most ? `${accepted} or more` : String(accepted);
  return observe(observed, assumed, { [observed]: request(accepted).turn });
}
