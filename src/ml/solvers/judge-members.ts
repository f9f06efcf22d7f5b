import { sharedInt32 } from '../../core/shared-arrays.js';
import { BATCH_DOCUMENTS } from '../../kernels/linear-layout.js';
import { answerDocuments } from '../answer-documents.js';
import type { ScoreAnswers } from '../answers.js';
import { type FitOutcome, type FitRequest, validationScores } from '../fit.js';
import type { SolverSettings } from '../fit-record.js';
import type { LabelledRows, SharedRows } from '../labelled-rows.js';
import type { FastMember } from './fast-fit.js';
import { planMembers } from './members.js';

/** What is known of the validation rows of a fit under way; over shared memory, written by whoever scored them. */
export interface ValidationScores {
  /** Of the last pass, by share of the members without a bound on the rank. */
  readonly last: readonly ScoreAnswers[];
  /** The code that each member alone gives; empty for a fit of one. */
  readonly choices: readonly Int32Array[];
  /** Of the last pass, which may be the best once the next one is known. */
  readonly before: ScoreAnswers;
  /** Of the best of the passes before it. */
  readonly best: ScoreAnswers;
}

/** Those of the pass that validation liked best. Nothing is copied: a fit that goes on may yet like an earlier one better than its last. */
export function bestScores({ before, best }: ValidationScores, { bestPass, passes }: Pick<FitOutcome, 'bestPass' | 'passes'>): ScoreAnswers {
  return bestPass === passes.length ? before : best;
}

/** Shares of the members without a bound on the rank that a mixture is tried with. */
const FULL_SHARES = [0, 0.25, 0.5, 0.75, 1] as const;

/** Shares that validation is to choose from; null stands for no mixture. */
export function sharesToTry({ mixed }: SolverSettings): readonly (number | null)[] {
  return mixed ? FULL_SHARES : [null];
}

/** Room for the scores of the validation rows of a request; null without such rows. */
export function openValidationScores(request: FitRequest<SolverSettings, Pick<SharedRows, 'row'>>): ValidationScores | null {
  if (request.validation === null) return null;
  const rowCount = request.validation.rows.row.length;
  const create = (): ScoreAnswers => validationScores(request) as ScoreAnswers;
  const memberCount = planMembers(request.settings).length;
  return {
    last: sharesToTry(request.settings).map(create),
    choices: memberCount === 1 ? [] : Array.from({ length: memberCount }, () => sharedInt32(rowCount)),
    before: create(),
    best: create(),
  };
}

/** Scores rows with every member and answers for each of the weighted means. Every worker calls it. */
export function scoreMembers(
  members: readonly FastMember[],
  means: readonly (readonly number[])[],
  rows: LabelledRows,
  scores: ValidationScores,
): void {
  const [{ team }] = members as readonly [FastMember];
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    let count = 0;
    for (const member of members) {
      count = member.team.scoreBatch(rows, begin, (first, last) => {
        member.steps.score(first, last);
        if (members.length > 1) member.team.choose(first, last);
      });
      if (member !== members.at(-1)) team.barrier.wait();
    }
    const [first, last] = team.ownPart(count);
    scores.choices.forEach((choices, m) => {
      choices.set((members[m] as FastMember).team.choices.subarray(first, last), begin + first);
    });
    answerMeans(members, means, rows.label, begin, first, last, scores.last);
    team.barrier.wait();
  }
}

function answerMeans(
  members: readonly FastMember[],
  means: readonly (readonly number[])[],
  label: Int32Array,
  begin: number,
  first: number,
  last: number,
  answers: readonly ScoreAnswers[],
): void {
  const [{ team }] = members as readonly [FastMember];
  const { stride } = team.layout;
  const parts = members.length === 1 ? [] : members.map((member) => member.team.scores.slice(first * stride, last * stride));
  const scores = team.scores.subarray(first * stride, last * stride);
  answers.forEach((answer, index) => {
    if (parts.length > 0) writeMean(parts, means[index] as readonly number[], scores);
    answerDocuments(team, label, begin, first, last, answer);
  });
}

/** Σ_m share_m · part_m in f64, in order of the members, stored as f32. */
function writeMean(parts: readonly Float32Array[], shares: readonly number[], out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let m = 0; m < parts.length; m++) sum += shares[m]! * parts[m]![i]!;
    out[i] = sum;
  }
}
