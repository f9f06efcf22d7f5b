import { SuiteReporter } from '../../kept-result.js';

/** Keeps the seconds of each test. */
export default class KeepResult extends SuiteReporter {
  constructor() {
    super('tracking/live', false);
  }
}
