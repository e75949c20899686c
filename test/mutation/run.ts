// `npm run mutation`: changes the rules of a copy, one place at a time, and sees whether a test notices. `-- FILE ...`
// changes only these files (FILE:10-20: only these lines; a folder: its files). What survives is printed; where nothing
// was changed, nothing was tested, and it ends with 2.
import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Stryker } from '@stryker-mutator/core';
import { EQUIVALENT, type EquivalentMutant } from './equivalent.ts';

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

interface Room {
  folders: string[];
  /** The folders of tests that judge, in this order. */
  judges: string[];
  /** Percent of the changes that a test has to notice. */
  floor: number;
  /** Kinds of changes that are not made: words are judged by reading. */
  excludedMutations: string[];
  /** Whether each survivor has to stand in `equivalent.ts`. */
  allRead: boolean;
}

const ROOMS: Room[] = [
  {
    folders: ['src/consent', 'src/copy'],
    judges: ['consent', 'copy', 'tools', 'volume'],
    floor: 95,
    excludedMutations: [],
    allRead: true,
  },
  {
    folders: ['src/volume/rules', 'src/volume/plan', 'src/volume/reading'],
    // By its own tests alone, the nearest first: all of a plan's rules are in the way of each copy, so that with the tests
    // of copies it takes hours.
    judges: ['volume/rules', 'volume/plan', 'volume/reading', 'volume/answers', 'volume/errors'],
    floor: 90,
    excludedMutations: ['StringLiteral', 'ObjectLiteral'],
    allRead: false,
  },
];

const HOW =
  'Give files that are there, or their lines: npm run mutation -- src/copy/decision.ts src/copy/real-copy.ts:10-20';

// Stryker takes the name of a folder, and one that is wrong, for a pattern that fits nothing, and is content.
const files = process.argv.slice(2).map((name) => relative('', name));
const missing = files.filter((name) => statOf(name) === undefined);
const foreign = files.filter((name) => !ROOMS.some((room) => isIn(room, name)));
if (missing.length > 0) refuse(`There is no such file: ${missing.join(', ')}\n${HOW}`);
else if (foreign.length > 0) refuse(`Not in a folder that is tested this way: ${foreign.join(', ')}`);
else {
  let judged = 0;
  for (const room of ROOMS) {
    const asked = files.length > 0 ? files.filter((name) => isIn(room, name)) : room.folders;
    if (asked.length === 0) continue;
    const all = await mutants(room, asked.map(patternOf));
    judged += all.filter((mutant) => isSurvivor(mutant) || isNoticed(mutant)).length;
    if (!judge(room, all)) process.exitCode = 1;
  }
  if (judged === 0) refuse(`Nothing was changed, so nothing was tested: no code is there.\n${HOW}`);
}

function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 2;
}

function statOf(name: string) {
  return statSync(name.replace(/:\d+(:\d+)?-\d+(:\d+)?$/, ''), { throwIfNoEntry: false });
}

function patternOf(name: string): string {
  return statOf(name)?.isDirectory() ? `${name}/**/*.ts` : name;
}

function isIn(room: Room, name: string): boolean {
  return room.folders.some((folder) => `${name}/`.startsWith(`${folder}/`));
}

/** Each change with what became of it. TypeScript 7 has no parser for Stryker's look at tsconfig, which is not needed. */
async function mutants(room: Room, mutate: string[]): Promise<MutantResult[]> {
  process.env.MUTATION_JUDGES = room.judges.join();
  // Loaded here: it takes seconds, which a name that is wrong need not wait for.
  const { Stryker } = await import('@stryker-mutator/core');
  return new Stryker({
    mutate,
    mutator: { excludedMutations: room.excludedMutations },
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 20_000,
    tsconfigFile: 'none.json',
    tempDirName: 'node_modules/.cache/stryker',
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
  }).runMutationTest();
}

function judge(room: Room, all: MutantResult[]): boolean {
  const survivors = all.filter(isSurvivor);
  const unread = survivors.filter((mutant) => !EQUIVALENT.some((entry) => isSame(entry, mutant)));
  for (const mutant of unread) {
    const { file, line, replacement } = entryOf(mutant);
    const { start } = mutant.location;
    process.stdout.write(`${mutant.status} ${file}:${start.line}:${start.column} ${line}\n    ${replacement}\n`);
  }
  const stale = EQUIVALENT.filter(
    (entry) => all.some((mutant) => isSame(entry, mutant)) && !survivors.some((mutant) => isSame(entry, mutant)),
  );
  for (const { file, line, replacement } of stale) {
    process.stdout.write(`Noticed, though listed as equivalent: ${file} ${line} -> ${replacement}\n`);
  }
  // One entry, one change: else a test that no longer notices its neighbour would be missed.
  const vague = EQUIVALENT.filter((entry) => survivors.filter((mutant) => isSame(entry, mutant)).length > 1);
  for (const { file, line, replacement } of vague) {
    process.stdout.write(`Fits several survivors, say what of it is changed: ${file} ${line} -> ${replacement}\n`);
  }
  process.stdout.write(`${room.folders.join(', ')}: ${unread.length} survivors not listed\n`);
  const areKept = room.folders.map((folder) => judgeFolder(room, folder, all));
  return areKept.every(Boolean) && stale.length === 0 && vague.length === 0 && !(room.allRead && unread.length > 0);
}

/** Each folder has to reach the floor by itself; of some files only, one of which nothing was changed has no share. */
function judgeFolder({ floor }: Room, folder: string, all: readonly MutantResult[]): boolean {
  const inside = all.filter(({ fileName }) => relative(process.cwd(), fileName).startsWith(`${folder}/`));
  const survived = inside.filter(isSurvivor).length;
  const noticed = inside.filter(isNoticed).length;
  if (survived + noticed === 0) {
    if (files.length === 0) process.stdout.write(`${folder}: nothing was changed, so nothing was tested\n`);
    return files.length > 0;
  }
  const score = (100 * noticed) / (survived + noticed);
  process.stdout.write(
    `${folder}: ${score.toFixed(1)} % of ${survived + noticed} changes noticed (${floor} % asked)\n`,
  );
  return score >= floor;
}

function isSurvivor({ status }: MutantResult): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

function isNoticed({ status }: MutantResult): boolean {
  return status === 'Killed' || status === 'Timeout';
}

function isSame(entry: EquivalentMutant, mutant: MutantResult): boolean {
  const { file, line, changed, replacement } = entryOf(mutant);
  const isThere = entry.file === file && entry.line === line && entry.replacement === replacement;
  return isThere && (entry.changed === undefined || entry.changed === changed);
}

function entryOf({ fileName, location, replacement = '' }: MutantResult): Required<Omit<EquivalentMutant, 'why'>> {
  const file = relative(process.cwd(), fileName);
  const { start, end } = location;
  const whole = readFileSync(file, 'utf8').split('\n')[start.line - 1] ?? '';
  const changed = whole.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
  return { file, line: whole.trim(), changed, replacement };
}
