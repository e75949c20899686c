// Processes over one table: the whole adapter with its real client, and clocks that only a test moves.
import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { stillNeeded } from '../../src/consent/question-states.ts';
import { createTable } from '../../src/ec2/clients/dynamodb-table.ts';
import type { Table } from '../../src/ports/table.ts';
import { createStateInTable } from '../../src/state/dynamodb/state-in-table.ts';
import type { Store } from '../../src/state/dynamodb/store.ts';
import { KEYS, openAwsHome } from './aws-home.ts';
import type { DynamoDbDoor } from './dynamodb-door.ts';
import type { OpenStore } from './interleaved-processes.ts';
import { RULES } from './record-rules.ts';
import { NOON } from './send-records-suite.ts';

/** Requests of the AWS SDK go to `url`, with keys that are made up. */
export function useDynamoDbAt(url: string): void {
  openAwsHome({ ...KEYS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: url });
}

/** Of one or more machines. */
export class Clocks {
  now = NOON;
  elapsed = 0;
  #timers = new Set<{ ms: number; next: number; work: () => void }>();

  /** Both clocks; calls back what is due. */
  advance(ms: number): void {
    this.now += ms;
    this.elapsed += ms;
    for (const timer of this.#timers) {
      while (timer.next <= this.elapsed) {
        timer.next += timer.ms;
        timer.work();
      }
    }
  }

  every(ms: number, work: () => void): () => void {
    const timer = { ms, next: this.elapsed + ms, work };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }
}

interface ProcessOptions {
  clocks?: Clocks;
  owner?: string;
  /** Its process lives: it says so while it holds a claim. */
  beats?: boolean;
  givenKey?: Uint8Array;
  freshKey?: Uint8Array;
}

/** However slow this machine is. */
const PATIENT = { connectMs: 60_000, answerMs: 60_000, inAllMs: 120_000 };
/** For requests that nobody answers. */
const IMPATIENT = { connectMs: 500, answerMs: 500, inAllMs: 2_000 };

export type TableProcess = ReturnType<typeof startTableProcess>;

export function startTableProcess(table: string, options: ProcessOptions = {}) {
  const { clocks = new Clocks(), owner = 'one', beats = false, givenKey } = options;
  const [patient, impatient] = [PATIENT, IMPATIENT].map((limits) =>
    createTable({ name: table, version: '9.9.9', limits }),
  ) as [Table, Table];
  let used = patient;
  const store: Store = {
    name: table,
    table: {
      get: (pk) => used.get(pk),
      put: (item, condition) => used.put(item, condition),
      update: (pk, update) => used.update(pk, update),
    },
  };
  const state = createStateInTable(store, {
    rules: RULES,
    now: () => clocks.now,
    elapsed: () => clocks.elapsed,
    owner,
    every: (ms, work) => (beats ? clocks.every(ms, work) : () => undefined),
    newMark: randomUUID,
    stillNeeded,
    givenKey: async () => givenKey,
    freshKey: options.freshKey ?? new Uint8Array(32).fill(1),
  });
  return {
    ...state,
    clocks,
    /** Whether it waits for answers that do not come. */
    isPatient(patience: boolean) {
      used = patience ? patient : impatient;
    },
  };
}

/** Two processes of one clock over a new table, for the suite of every store. */
export async function recordsInTable(door: DynamoDbDoor) {
  const table = await door.createTable();
  const clocks = new Clocks();
  return {
    one: startTableProcess(table, { clocks, owner: 'one' }).sends,
    other: startTableProcess(table, { clocks, owner: 'other' }).sends,
    setClock: (now: number) => clocks.advance(now - NOON - clocks.elapsed),
    silentMs: 10_000,
  };
}

/** The record of two processes of different machines; each item that they read or write is a step. */
export function inTable(
  door: DynamoDbDoor,
  spoil: (table: Table, process: 'one' | 'other') => Table = (table) => table,
): OpenStore {
  return async (turns) => {
    useDynamoDbAt(door.url);
    const name = await door.createTable();
    return {
      async open(process) {
        const table = spoil(turns.through(createTable({ name, version: '9.9.9', limits: PATIENT })), process);
        return createStateInTable(
          { name, table },
          {
            rules: RULES,
            now: turns.now,
            elapsed: turns.now,
            owner: process,
            // Nothing but steps moves the clock of these two.
            every: () => () => undefined,
            newMark: randomUUID,
            stillNeeded,
            givenKey: async () => undefined,
            freshKey: new Uint8Array(32).fill(7),
          },
        );
      },
      close: () => void vi.unstubAllEnvs(),
    };
  };
}

vi.setConfig({ testTimeout: 60_000 });
