import type { Repeats, Spread } from '../artifacts/evaluation.js';
import { formatCount, formatScore, formatSpread } from './format.js';

/** How far the figures move with the seed, for the terminal and the page. */
export function describeRepeats({ seeds, figures }: Repeats): string {
  const one = (name: string, { mean, deviation }: Spread): string => `${name} ${formatScore(mean)}, standard deviation ${formatSpread(deviation)}`;
  return `over ${formatCount(seeds.length)} seeds of split and training: ${one('accuracy', figures.accuracy)}; ${one('macro F1', figures.macroF1)}`;
}
