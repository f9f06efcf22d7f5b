import { collectGarbage } from '../../core/process/collect-garbage.js';
import { forgetKernel } from '../features/count-ngrams.js';
import { forgetTable } from '../features/open-table.js';

/** Gives memory back that this worker keeps for more rows or has not collected yet: shared memory is free once no thread knows it any more. */
export default function giveBack(_input: null): null {
  forgetKernel();
  forgetTable();
  collectGarbage();
  return null;
}
