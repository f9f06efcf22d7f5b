import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    faults?: FaultTally[];
  }
}

/** What a test did to runs, and how many of them came to what they should: the digests of an undisturbed run, or the failure that names the fault. */
export interface FaultTally {
  readonly fault: string;
  injected: number;
  survived: number;
}

/** Starts to count a kind of fault in a test; the result of the suite adds up the tests of a kind. */
export function tally({ task }: TestContext, fault: string): FaultTally {
  const counted = { fault, injected: 0, survived: 0 };
  task.meta.faults ??= [];
  task.meta.faults.push(counted);
  return counted;
}
