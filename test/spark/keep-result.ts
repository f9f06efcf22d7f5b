import type { TestModule } from 'vitest/node';
import { SuiteReporter } from '../kept-result.js';
import { IS_SAMPLE } from './extent.js';

/** Keeps the seconds of each test. */
export default class KeepResult extends SuiteReporter {
  constructor() {
    super('spark', new URL('.', import.meta.url), IS_SAMPLE);
  }

  protected override tell(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const times = tests.map((test) => [test.fullName, Math.round((test.diagnostic()?.duration ?? 0) / 100) / 10]);
    return { secondsByTest: Object.fromEntries(times) };
  }
}
