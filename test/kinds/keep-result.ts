import { SuiteReporter } from '../kept-result.js';
import { IS_SAMPLE } from './drawn-kinds.js';

/** Keeps the seconds of each test. */
export default class KeepResult extends SuiteReporter {
  constructor() {
    super('kinds', IS_SAMPLE);
  }
}
