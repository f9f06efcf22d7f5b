import { SuiteReporter } from '../kept-result.js';
import { IS_SAMPLE } from './extent.js';

/** Keeps the seconds of each test. */
export default class KeepResult extends SuiteReporter {
  constructor() {
    super('spark', IS_SAMPLE);
  }
}
