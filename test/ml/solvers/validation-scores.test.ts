import { expect, it } from 'vitest';
import { bestScores } from '../../../src/ml/solvers/judge-members.js';
import { fitLinear } from '../../../src/ml/solvers/linear-fit.js';
import { planMembers } from '../../../src/ml/solvers/members.js';
import { drawRows, fitSolo, pointOf, problemOf, requestOf, runOf, scoresAt, soloTeam } from '../linear-problem.js';

const problem = problemOf(drawRows(200, 40, 6, 21));
const judged = problemOf(drawRows(90, 40, 6, 22));

it.each([{ average: 3 }, { average: 2, rank: 4 }, { average: 2, rank: 4, mixed: true }] as const)(
  'those of an average (%o) are of the weights that it comes to',
  (more) => {
    const judging = requestOf(problem, { mode: 'fast', maxPasses: 2, ...more }, { certify: false, validation: judged.rows });
    const run = runOf(judging);
    const teams = planMembers(judging.settings).map(({ rank }) => soloTeam(problem, { exact: false, rank }));
    const outcome = fitLinear(teams, judging, run);
    const { passes, bestPass } = outcome;
    const best = bestScores(run.scores!, outcome);
    const { fullShare, members } = passes[bestPass - 1]!;
    expect(members).toHaveLength(teams.length);
    const { point } = fitSolo(
      problem,
      { ...judging.settings, maxPasses: bestPass, ...(fullShare === undefined ? {} : { fullShare }) },
      { certify: false },
    );
    scoresAt(judged, point).forEach((scores, row) => {
      expect(best.trueScore[row]).toBeCloseTo(scores[judged.rows.label[row]!]!, 4);
      expect(best.top[row * 2]).toBe(scores.indexOf(Math.max(...scores)));
    });
  },
);

it.each([1, 3, 9])('a fit leaves the scores of its validation rows at the best pass: the %d best codes, at most all', (topCount) => {
  const asked = requestOf(problem, { mode: 'fast', maxPasses: 1 }, { certify: false, validation: judged.rows });
  const request = { ...asked, validation: { ...asked.validation!, topCount } };
  const [team, run] = [soloTeam(problem), runOf(request)];
  const best = bestScores(run.scores!, fitLinear([team], request, run));
  expect(best.topCount).toBe(Math.min(topCount, 6));
  scoresAt(judged, pointOf(team)).forEach((scores, row) => {
    const classes = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, topCount);
    expect([...best.top.subarray(row * best.topCount, (row + 1) * best.topCount)]).toEqual(classes);
    expect(best.trueScore[row]).toBeCloseTo(scores[judged.rows.label[row]!]!, 4);
    expect(best.logSumExp[row]).toBeCloseTo(Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)), 4);
  });
});
