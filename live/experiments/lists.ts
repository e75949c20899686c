// How DescribeVolumes and its neighbours list, and what their volumes hold.
import { type Experiment, judge, type Outcome, observe } from '../experiment.ts';
import { itemsOf, type Reply, textOf } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { filter, idsOf, NO_VOLUME } from './volume-lists.ts';

const PAGE = 5;
// Members of a volume that EC2 has always sent, and those that a reader here knows (EC2 API reference, Volume, 2026-11).
const ALWAYS = ['volumeId', 'size', 'availabilityZone', 'status', 'createTime', 'volumeType', 'encrypted'];
const KNOWN = [
  ...[...ALWAYS, 'snapshotId', 'availabilityZoneId', 'outpostArn', 'attachmentSet', 'tagSet', 'iops', 'throughput'],
  ...[
    'kmsKeyId',
    'multiAttachEnabled',
    'sourceVolumeId',
    'operator',
    'volumeArn',
    'ownerId',
    'fastRestored',
    'sseType',
  ],
  'volumeInitializationRate',
];

const refusedList = (code: string): Outcome => ({ kind: 'open', why: `A list was refused (${code}).` });

export const LISTS: readonly Experiment[] = [
  {
    id: 'empty-pages',
    group: 'reads',
    question: 'Can a page of a tag filter be empty and still carry a NextToken?',
    assumed: 'no',
    switch: 'emptyPages',
    async run(lab) {
      const all = await lab.ask('DescribeVolumes', { MaxResults: PAGE });
      if (all.code === 'ok' && !textOf(all, 'nextToken'))
        return { kind: 'open', why: 'It takes more than five volumes to tell.' };
      const reply = await lab.ask('DescribeVolumes', { ...filter('tag:no-such-key', 'none'), MaxResults: PAGE });
      return judge(reply, (code) => {
        if (code !== 'ok') return refusedList(code);
        const observed = textOf(reply, 'nextToken') ? 'yes' : 'no';
        return observe(observed, this.assumed, { yes: { emptyPages: true } });
      });
    },
  },
  {
    id: 'empty-pages-status',
    group: 'reads',
    question: 'Can a page of a filter of DescribeVolumeStatus be empty and still carry a NextToken?',
    assumed: 'no',
    async run(lab) {
      const all = await lab.ask('DescribeVolumeStatus', { MaxResults: PAGE });
      if (all.code === 'ok' && !textOf(all, 'nextToken'))
        return { kind: 'open', why: 'It takes more than five volumes to tell.' };
      const reply = await lab.ask('DescribeVolumeStatus', {
        ...filter('availability-zone', 'none'),
        MaxResults: PAGE,
      });
      return judge(reply, (code) => {
        const observed = code !== 'ok' ? code : textOf(reply, 'nextToken') ? 'yes' : 'no';
        return observe(observed, this.assumed, { yes: { emptyPages: true } });
      });
    },
  },
  {
    id: 'order',
    group: 'reads',
    question: 'Does the order of a list stay the same from request to request?',
    assumed: 'the same three times',
    switch: 'shuffle',
    async run(lab) {
      const replies: Reply[] = [];
      for (let n = 0; n < 3; n += 1) replies.push(await lab.ask('DescribeVolumes', { MaxResults: 100 }));
      const refused = replies.find(({ code }) => code !== 'ok');
      if (refused !== undefined) return judge(refused, refusedList);
      const lists = replies.map(idsOf);
      if (lists.some(({ length }) => length < 3)) return { kind: 'open', why: 'It takes three volumes to tell.' };
      if (new Set(lists.map((ids) => [...ids].sort().join())).size > 1)
        return { kind: 'open', why: 'The volumes of the account changed between two lists.' };
      const observed = new Set(lists.map((ids) => ids.join())).size === 1 ? this.assumed : 'another order';
      return observe(observed, this.assumed, { 'another order': { shuffle: true } });
    },
  },
  {
    id: 'members',
    group: 'reads',
    question: 'Which members of a volume are missing, or unknown to this project?',
    assumed: 'none missing, none unknown',
    switch: 'sparseResponses',
    async run(lab) {
      const volume = await lab.anyVolume();
      if (volume === undefined) return NO_VOLUME;
      const names = volume.children.map(({ name }) => name);
      const missing = ALWAYS.filter((name) => !names.includes(name)).join(', ') || 'none';
      const unknown = names.filter((name) => !KNOWN.includes(name)).join(', ') || 'none';
      const observed = `${missing} missing, ${unknown} unknown`;
      return observe(observed, this.assumed, missing === 'none' ? {} : { [observed]: { sparseResponses: true } });
    },
  },
  {
    id: 'managed-volumes',
    group: 'reads',
    question: 'Does a list leave out what services manage, unless IncludeManagedResources asks for it?',
    assumed: 'left out',
    async run(lab) {
      const wanted = { ...filter('operator.managed', 'true'), IncludeManagedResources: true };
      const reply = await lab.ask('DescribeVolumes', wanted);
      const without = await lab.ask('DescribeVolumes', filter('operator.managed', 'true'));
      return judge(reply, (code) => {
        if (code !== 'ok') return observe(code, this.assumed);
        if (without.code !== 'ok') return judge(without, refusedList);
        if (idsOf(reply).length === 0) return { kind: 'open', why: 'No service manages a volume here.' };
        return observe(idsOf(without).length < idsOf(reply).length ? 'left out' : 'listed', this.assumed);
      });
    },
  },
  {
    id: 'never-modified-by-id',
    group: 'reads',
    question: 'What does DescribeVolumesModifications say by id of a volume that was never modified?',
    assumed: 'InvalidVolumeModification.NotFound',
    async run(lab) {
      const id = childText(await lab.anyVolume(), 'volumeId');
      if (id === undefined) return NO_VOLUME;
      const reply = await lab.ask('DescribeVolumesModifications', { 'VolumeId.1': id });
      if (itemsOf(reply, 'volumeModificationSet').length > 0)
        return { kind: 'open', why: 'The volume that was found has been modified.' };
      return judge(reply, (code) => observe(code, this.assumed));
    },
  },
  {
    id: 'never-modified-by-filter',
    group: 'reads',
    question: 'And by the filter volume-id?',
    assumed: 'ok',
    async run(lab) {
      const id = childText(await lab.anyVolume(), 'volumeId');
      if (id === undefined) return NO_VOLUME;
      const reply = await lab.ask('DescribeVolumesModifications', filter('volume-id', id));
      return judge(reply, (code) => observe(code, this.assumed));
    },
  },
  {
    id: 'one-unknown-id',
    group: 'reads',
    question: 'Does one unknown id fail a whole list of ids?',
    assumed: 'InvalidVolume.NotFound',
    async run(lab) {
      const id = childText(await lab.anyVolume(), 'volumeId');
      if (id === undefined) return NO_VOLUME;
      const ids = { 'VolumeId.1': id, 'VolumeId.2': 'vol-0ffffffffffffffff' };
      return judge(await lab.ask('DescribeVolumes', ids), (code) => observe(code, this.assumed));
    },
  },
];
