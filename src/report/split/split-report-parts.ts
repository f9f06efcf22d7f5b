import { formatScore, formatShare } from '../format.js';
import { type LeakMeasure, NEAR_SIMILARITY } from './split-leak.js';
import type { SplitReport } from './split-report.js';

/** The leak table, as both renderers show it: what is measured, for this split, and for a plain row split. */
export function leakLines({ leak, plainLeak }: SplitReport): readonly (readonly [what: string, ours: string, plain: string])[] {
  const line = (what: string, show: (measure: LeakMeasure) => string) => [what, show(leak), show(plainLeak)] as const;
  return [
    line('test rows whose text is also in train', (measure) => formatShare(measure.sameTextRowCount, measure.testRowCount)),
    line(`test rows with a near-duplicate in train (3-gram similarity ≥ ${NEAR_SIMILARITY})`, (measure) =>
      formatShare(measure.nearRowCount, measure.sampledRowCount),
    ),
    line('accuracy of a look-up of the text in train', (measure) => formatScore(measure.lookupAccuracy)),
  ];
}

/** How the leak table came about, in one sentence. */
export function leakNote({ leak, plainLeak, oneTextIn }: SplitReport): string {
  const plain = 'A plain row split deals out the same roles to single rows at random.';
  if (oneTextIn > 1) {
    return `Counted from the split file and the texts of the partitions, by code of its own, on one text in ${oneTextIn} with all its rows, since there are so many; near-duplicates need every text and were not looked for. ${plain}`;
  }
  const sampled = Math.min(leak.sampledRowCount, plainLeak.sampledRowCount);
  const looked = sampled < leak.testRowCount ? `a sample of ${sampled} test rows` : 'every test row';
  return `Counted from the split file and the texts of the partitions, by code of its own; near-duplicates for ${looked}. ${plain}`;
}
