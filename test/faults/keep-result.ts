import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { IS_SAMPLE } from './extent.js';
import type { FaultResult } from './result.js';
import type { FaultTally } from './tally.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const RESULT = fileURLToPath(new URL('RESULT.json', import.meta.url));

/** Writes what the whole suite came to beside it; a part of it (a sample, some files, some tests) leaves the last result as it is. */
export default class KeepResult implements Reporter {
  #vitest: Vitest | undefined;
  #startMs = 0;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    this.#startMs = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = new Set(modules.map(({ moduleId }) => basename(moduleId)));
    const isWhole = readdirSync(HERE).every((name) => !name.endsWith('.test.ts') || ran.has(name));
    if (IS_SAMPLE || !isWhole || this.#vitest?.getGlobalTestNamePattern() !== undefined) return;
    const result = resultOf(modules, (performance.now() - this.#startMs) / 1000);
    writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`faults: the result is kept in ${basename(HERE)}/${basename(RESULT)}`);
  }
}

function resultOf(modules: readonly TestModule[], seconds: number): FaultResult {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const ended = (state: string): number => tests.filter((test) => test.result().state === state).length;
  return {
    date: new Date().toISOString().slice(0, 10),
    release: (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version,
    ...treeState(),
    machine: `${process.platform}-${process.arch}, ${availableParallelism()} cores, Node ${process.version}`,
    seconds: Math.round(seconds),
    // A file that does not load has no tests to fail.
    filesFailed: modules.filter((module) => module.state() === 'failed').length,
    tests: { passed: ended('passed'), failed: ended('failed'), skipped: ended('skipped') },
    faults: addUp(tests.flatMap((test) => test.meta().faults ?? [])),
  };
}

/** Sums by kind, in the order of the alphabet. */
function addUp(tallies: readonly FaultTally[]): FaultResult['faults'] {
  const kinds = [...new Set(tallies.map(({ fault }) => fault))].sort();
  return Object.fromEntries(
    kinds.map((kind) => {
      const ofKind = tallies.filter(({ fault }) => fault === kind);
      const sum = (of: (counted: FaultTally) => number): number => ofKind.reduce((total, counted) => total + of(counted), 0);
      return [kind, { injected: sum(({ injected }) => injected), survived: sum(({ survived }) => survived) }];
    }),
  );
}

/** The commit of the tree, and whether anything but the result differs from it; null outside of a repository. */
function treeState(): Pick<FaultResult, 'commit' | 'isChanged'> {
  const git = (...options: string[]): string => execFileSync('git', options, { cwd: HERE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const isChanged = git('status', '--porcelain', '--', ':/', ':(exclude,top)test/faults/RESULT.json').trim() !== '';
    return { commit: git('rev-parse', 'HEAD').trim(), isChanged };
  } catch {
    return { commit: null, isChanged: null };
  }
}
