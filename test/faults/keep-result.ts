import type { TestModule } from 'vitest/node';
import { SuiteReporter } from '../kept-result.js';
import { IS_SAMPLE } from './extent.js';
import type { FaultResult } from './result.js';
import type { FaultTally } from './tally.js';

/** Keeps how many faults of each kind were injected and survived. */
export default class KeepResult extends SuiteReporter {
  constructor() {
    super('faults', IS_SAMPLE);
  }

  protected override tell(modules: readonly TestModule[]): Pick<FaultResult, 'faults'> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    return { faults: addUp(tests.flatMap((test) => test.meta().faults ?? [])) };
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
