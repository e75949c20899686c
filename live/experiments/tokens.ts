// What ClientTokens do.
import { type Experiment, judge, observe } from '../experiment.ts';
import { textOf } from '../wire/reply.ts';
import { repeated, withSource } from './with-source.ts';

const LONG_TOKEN = 65;

export const TOKENS: readonly Experiment[] = [
  {
    id: 'client-token',
    group: 'creates',
    question: 'Which code does a ClientToken of 65 characters give?',
    assumed: 'InvalidClientToken',
    switch: 'badClientToken',
    run: (lab) =>
      withSource(lab, async (source) => {
        const turns = { InvalidParameterValue: { badClientToken: 'InvalidParameterValue' as const } };
        const reply = await lab.copy(source, { ClientToken: 't'.repeat(LONG_TOKEN) });
        return judge(reply, (code) => observe(code, 'InvalidClientToken', turns));
      }),
  },
  {
    id: 'dry-run-token',
    group: 'creates',
    question: 'Does a dry run use its ClientToken up?',
    assumed: 'no',
    switch: 'dryRunBurnsToken',
    run: (lab) =>
      withSource(lab, async (source) => {
        const ClientToken = lab.token();
        const dry = await lab.dryRun({ SourceVolumeId: source, VolumeType: 'gp2', ClientToken });
        if (!('code' in dry) || dry.code !== 'DryRunOperation')
          return judge(dry, (code) => ({ kind: 'open', why: `The dry run answered ${code}.` }));
        return judge(await lab.copy(source, { VolumeType: 'gp3', ClientToken }), (code) => {
          const observed = code === 'ok' ? 'no' : code === 'IdempotentParameterMismatch' ? 'yes' : code;
          return observe(observed, 'no', { yes: { dryRunBurnsToken: true } });
        });
      }),
  },
  {
    id: 'token-repeated',
    group: 'creates',
    question: 'What does the same request with the same ClientToken give?',
    assumed: 'the same volume',
    run: (lab) =>
      withSource(lab, async (source) => {
        const params = { VolumeType: 'gp3', ClientToken: lab.token() };
        return repeated(await lab.copy(source, params), await lab.copy(source, params), 'the same volume');
      }),
  },
  {
    id: 'token-default-named',
    group: 'creates',
    question: 'Is a request that names a default (Throughput 125) the same as one that leaves it out?',
    assumed: 'the same volume',
    run: (lab) =>
      withSource(lab, async (source) => {
        const params = { VolumeType: 'gp3', ClientToken: lab.token() };
        const first = await lab.copy(source, params);
        return repeated(first, await lab.copy(source, { ...params, Throughput: 125 }), 'the same volume');
      }),
  },
  {
    id: 'token-other-parameters',
    group: 'creates',
    question: 'Which code does a ClientToken give with other parameters?',
    assumed: 'IdempotentParameterMismatch',
    run: (lab) =>
      withSource(lab, async (source) => {
        const params = { VolumeType: 'gp3', ClientToken: lab.token() };
        const first = await lab.copy(source, params);
        return repeated(first, await lab.copy(source, { ...params, VolumeType: 'gp2' }), 'IdempotentParameterMismatch');
      }),
  },
  {
    id: 'token-after-delete',
    group: 'creates',
    question: 'What does a ClientToken give whose copy was deleted?',
    assumed: 'IdempotentParameterMismatch',
    run: (lab) =>
      withSource(lab, async (source) => {
        const params = { VolumeType: 'gp3', ClientToken: lab.token() };
        const first = await lab.copy(source, params);
        const id = textOf(first, 'volumeId');
        if (first.code !== 'ok' || id === undefined) return repeated(first, first, '');
        for (let tries = 0; tries < 20 && (await lab.stateOf(id)) !== 'available'; tries += 1) await lab.sleep(3_000);
        const deletion = await lab.ask('DeleteVolume', { VolumeId: id });
        let state = deletion.code === 'ok' ? 'deleting' : 'kept';
        for (let tries = 0; tries < 20 && /^(deleting|available)$/.test(state); tries += 1) {
          state = await lab.stateOf(id);
          if (state !== 'InvalidVolume.NotFound') await lab.sleep(3_000);
        }
        if (!/^(InvalidVolume\.NotFound|deleted)$/.test(state))
          return { kind: 'open', why: 'The copy could not be deleted.' };
        return repeated(first, await lab.copy(source, params), 'IdempotentParameterMismatch');
      }),
  },
];
