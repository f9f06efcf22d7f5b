import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { describeRun, isWholeSuite } from '../kept-result.js';
import { IS_SAMPLE } from './extent.js';

const RESULT = new URL('RESULT.json', import.meta.url);

/** Writes what the whole suite came to beside it, as the suite of faults does; a part of it leaves the last result as it is. */
export default class KeepResult implements Reporter {
  #vitest: Vitest | undefined;
  #startMs = 0;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    this.#startMs = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (IS_SAMPLE || !isWholeSuite(new URL('.', import.meta.url), modules, this.#vitest)) return;
    const times = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => [test.fullName, Math.round((test.diagnostic()?.duration ?? 0) / 100) / 10]),
    );
    const result = { ...describeRun(RESULT, modules, (performance.now() - this.#startMs) / 1000), secondsByTest: Object.fromEntries(times) };
    writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
    console.log('spark: the result is kept in test/spark/RESULT.json');
  }
}
