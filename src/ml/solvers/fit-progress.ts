import { copyAnswers, type ScoreAnswers } from '../answers.js';
import { countCodes, type SummaryMetrics, summarise } from '../code-counts.js';
import type { FitOutcome, FitRequest } from '../fit.js';
import type { Certificate, PassRecord, RowFigures, SolverSettings } from '../fit-record.js';
import type { LabelledRows } from '../labelled-rows.js';
import { PassBoard } from '../pass-board.js';
import { bestPassOf, hasPeaked } from './choose-pass.js';
import type { FastMember, FastPass } from './fast-fit.js';
import { scoreMembers, sharesToTry, type ValidationScores } from './judge-members.js';
import type { FitRun } from './linear-fit.js';
import { type MemberPlan, sharesOf } from './members.js';

/** The validation rows as one weighted mean of the members codes them. */
interface Judged {
  readonly fullShare: number | null;
  readonly answers: ScoreAnswers;
  readonly figures: RowFigures;
}

type KnownOfPass = Pick<PassRecord, 'pass' | 'objective' | 'gradientNorm' | 'relativeGap' | 'training'>;

/** Follows a fit pass by pass: validation, the choice of the best pass, records, and what the main thread may watch. Every worker has one. */
export class FitProgress {
  readonly passes: PassRecord[];
  readonly #board: PassBoard;
  #passStarted = performance.now();

  constructor(
    readonly members: readonly FastMember[],
    readonly plans: readonly MemberPlan[],
    readonly request: FitRequest<SolverSettings, LabelledRows>,
    readonly run: FitRun,
    readonly startedMs: number,
  ) {
    this.#board = new PassBoard(run.board);
    this.passes = [...(run.soFar?.passes ?? [])];
  }

  get lastObjective(): number {
    return this.passes.at(-1)?.objective ?? Number.NaN;
  }

  /** What the fit has come to. */
  outcome<Status extends string>(status: Status, certificate: Certificate, endedMs: number): FitOutcome<Status> {
    const bestPass = this.#bestPass();
    const best = this.passes[bestPass - 1]?.validation ?? null;
    return {
      status,
      certificate,
      passes: this.passes,
      bestPass,
      validation: best && metricsOf(best),
      seconds: (endedMs - this.startedMs) / 1000,
      allocatedBytes: this.members.flatMap(({ team }) => team.share.memories).reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    };
  }

  /** Returns whether to stop. Runs on every worker, since scoring the validation rows is work for all. */
  endFastPass({ pass, meanLoss, penalty, met }: FastPass): boolean {
    const training = { loss: meanLoss, ...summarise(met) };
    this.#endPass({ pass, objective: meanLoss + penalty, gradientNorm: null, relativeGap: null, training });
    const { settings, validation } = this.request;
    return validation !== null && hasPeaked(this.#curve(), settings.patience);
  }

  endExactPass(pass: Omit<KnownOfPass, 'training'>): void {
    const { objective, gradientNorm, relativeGap } = pass;
    this.#endPass({ pass: pass.pass, objective, gradientNorm, relativeGap, training: null });
  }

  #endPass(known: KnownOfPass): void {
    const judged = this.#judge();
    const now = performance.now();
    const record: PassRecord = {
      ...known,
      score: judged?.figures[this.request.metric] ?? null,
      seconds: (now - this.#passStarted) / 1000,
      validation: judged?.figures ?? null,
      ...(this.members.length > 1 && judged !== null ? { members: this.#judgeMembers() } : {}),
      ...(judged === null || judged.fullShare === null ? {} : { fullShare: judged.fullShare }),
    };
    this.#passStarted = now;
    this.passes.push(record);
    const [{ team }] = this.members as readonly [FastMember];
    if (!team.leads) return;
    this.#board.write(record);
    if (judged !== null && this.run.scores !== null) this.#remember(judged.answers, this.run.scores);
  }

  /** Nobody writes to the scores before the next validation, for which this worker is needed too. */
  #remember(answers: ScoreAnswers, { before, best }: ValidationScores): void {
    const settled = this.passes.length - 1;
    if (settled > 0 && bestPassOf(this.#curve(), settled) === settled) copyAnswers(before, best);
    copyAnswers(answers, before);
  }

  /** The one that validation liked best of a fast fit; an exact one is what its tolerance makes it. */
  #bestPass(): number {
    const { settings, validation } = this.request;
    return settings.mode === 'exact' || validation === null ? this.passes.length : bestPassOf(this.#curve());
  }

  #curve(): readonly number[] {
    return this.passes.map(({ score }) => score ?? 0);
  }

  /** The weighted mean that codes the validation rows best; of equal ones the one nearest to equal shares, then with fewer full members. */
  #judge(): Judged | null {
    const { request, run, members, plans } = this;
    if (request.validation === null || run.scores === null) return null;
    const { rows, classCount } = request.validation;
    const { scores } = run;
    const shares = sharesToTry(request.settings);
    const means = shares.map((share) => sharesOf(plans, share));
    scoreMembers(members, means, rows, scores);
    const judged = shares.map((fullShare, index): Judged => {
      const answers = scores.last[index] as ScoreAnswers;
      return { fullShare, answers, figures: figuresOf(answers, rows, classCount) };
    });
    return judged.reduce((best, other) => (this.#isBetter(other, best) ? other : best));
  }

  #isBetter(a: Judged, b: Judged): boolean {
    const { metric } = this.request;
    const offCentre = ({ fullShare }: Judged): number => Math.abs((fullShare ?? 0.5) - 0.5);
    return a.figures[metric] > b.figures[metric] || (a.figures[metric] === b.figures[metric] && offCentre(a) < offCentre(b));
  }

  #judgeMembers(): readonly number[] {
    const { validation, metric } = this.request;
    const { rows, classCount } = validation as NonNullable<typeof validation>;
    const choices = (this.run.scores as ValidationScores).choices;
    return choices.map((chosen) => summarise(countCodes(rows.label, chosen, rows.weight, classCount))[metric]);
  }
}

function metricsOf({ loss: _, ...metrics }: RowFigures): SummaryMetrics {
  return metrics;
}

function figuresOf(answers: ScoreAnswers, rows: LabelledRows, classCount: number): RowFigures {
  const metrics: SummaryMetrics = summarise(countCodes(rows.label, firstChoices(answers), rows.weight, classCount));
  return { loss: meanLoss(answers, rows.weight), ...metrics };
}

/** The class with the highest score of every row; of equal ones the first. */
function firstChoices({ top, topCount, trueScore }: ScoreAnswers): Int32Array {
  return Int32Array.from(trueScore, (_, row) => top[row * topCount]!);
}

/** Σ w (ln Σ_k exp s_k − s_y) / Σ w over the rows whose code the model knows; 0 when it knows none. */
function meanLoss({ logSumExp, trueScore }: ScoreAnswers, weight: Float32Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < trueScore.length; row++) {
    if (trueScore[row] === Number.NEGATIVE_INFINITY) continue;
    sum += weight[row]! * (logSumExp[row]! - trueScore[row]!);
    total += weight[row]!;
  }
  return total === 0 ? 0 : sum / total;
}
