import type { ScoreAnswers } from './estimator.js';

/** Writes what is wanted of the scores of row `index`, but for their log-sums; `label` is -1 for a code that the model does not know. */
export function writeAnswer(scores: Float32Array, index: number, label: number, answers: ScoreAnswers): void {
  selectTop(scores, index, answers);
  answers.trueScore[index] = label < 0 ? Number.NEGATIVE_INFINITY : scores[label]!;
}

/** Writes the topCount best classes of a row, best first; equal scores go by class. Insertion into a short list. */
function selectTop(scores: Float32Array, index: number, { top, topScores, topCount }: ScoreAnswers): void {
  const from = index * topCount;
  let held = 0;
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k]!;
    if (held === topCount && score <= topScores[from + held - 1]!) continue;
    if (held < topCount) held++;
    let place = from + held - 1;
    while (place > from && score > topScores[place - 1]!) {
      top[place] = top[place - 1]!;
      topScores[place] = topScores[place - 1]!;
      place--;
    }
    top[place] = k;
    topScores[place] = score;
  }
}
