import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { describeRun, isWholeSuite } from '../kept-result.js';
import { IS_SAMPLE } from './extent.js';
import type { FaultResult } from './result.js';
import type { FaultTally } from './tally.js';

const RESULT = new URL('RESULT.json', import.meta.url);

/** Writes what the whole suite came to beside it; a part of it (a sample, some files, some tests) leaves the last result as it is. */
export default class KeepResult implements Reporter {
  #vitest: Vitest | undefined;
  #startMs = 0;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    this.#startMs = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (IS_SAMPLE || !isWholeSuite(new URL('.', import.meta.url), modules, this.#vitest)) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const result: FaultResult = {
      ...describeRun(RESULT, modules, (performance.now() - this.#startMs) / 1000),
      faults: addUp(tests.flatMap((test) => test.meta().faults ?? [])),
    };
    writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
    console.log('faults: the result is kept in test/faults/RESULT.json');
  }
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
