import type { CodeCounts } from '../../ml/code-counts.js';
import type { CodeFigure } from '../figures/figure.js';
import type { ComparedRows } from './compared-rows.js';

/** What the answers for the groups do to the difference of a figure between two models. */
export interface AnswerEffects {
  /** Groups of whose rows one model gets more right than the other, in number. */
  readonly discordantCount: number;
  /** Σ |D_g|, and Σ D_g², over groups. */
  readonly absolute: number;
  readonly squares: number;
}

/**
 * D_g, the effect of the answers for group g: what the difference of the figure (first model minus second) loses when both models leave
 * the rows of the group unanswered, their supports staying as they are. The sum of D_g² is the jackknife's variance of the difference at
 * the given supports. A finite step, not a derivative: the F1 of a code with one row is all or nothing. Groups that both models answer
 * alike have none. `counts` are those of the rows, one a model, and are as they were afterwards. Cost: groups that differ · codes.
 */
export function answerEffects(rows: ComparedRows, figure: CodeFigure, counts: readonly [CodeCounts, CodeCounts]): AnswerEffects {
  const { group, label, weight } = rows;
  const [first, second] = rows.predicted;
  const order = Uint32Array.from(label.keys()).sort((a, b) => group[a]! - group[b]! || a - b);
  const values = counts.map((each) => figure.compute(each, 'with-support')) as [number, number];
  const whole = values[0] - values[1];
  let [discordantCount, absolute, squares] = [0, 0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    let differs = false;
    let more = 0;
    for (to = from; to < order.length && group[order[to]!] === group[order[from]!]; to++) {
      const row = order[to]!;
      if (first[row] === second[row]) continue;
      differs = true;
      more += (weight === null ? 1 : weight[row]!) * (Number(first[row] === label[row]) - Number(second[row] === label[row]));
    }
    if (!differs) continue;
    if (more !== 0) discordantCount++;
    const members = order.subarray(from, to);
    const without = withoutAnswers(rows, 0, members, counts[0], figure) - withoutAnswers(rows, 1, members, counts[1], figure);
    const effect = whole - without;
    absolute += Math.abs(effect);
    squares += effect * effect;
  }
  return { discordantCount, absolute, squares };
}

function withoutAnswers(rows: ComparedRows, model: 0 | 1, members: Uint32Array, counts: CodeCounts, figure: CodeFigure): number {
  addAnswers(rows, model, members, counts, -1);
  const value = figure.compute(counts, 'with-support');
  addAnswers(rows, model, members, counts, 1);
  return value;
}

function addAnswers({ label, weight, predicted }: ComparedRows, model: 0 | 1, members: Uint32Array, counts: CodeCounts, sign: number): void {
  for (const row of members) {
    const given = predicted[model][row]!;
    const w = sign * (weight === null ? 1 : weight[row]!);
    counts.predicted[given]! += w;
    if (given === label[row]) counts.right[given]! += w;
  }
}
