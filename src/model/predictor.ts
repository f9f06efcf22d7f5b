import type { FeatureSpec, NgramTable } from '../artifacts/features.js';
import type { Digest } from '../core/digest.js';
import { fail } from '../core/failure.js';
import { kindNamed } from '../estimators/kinds.js';
import { withLogits } from '../estimators/logits.js';
import { type FittedModel, type Scorer, scoreEach } from '../estimators/model-format.js';
import { type Calibrator, RowProbabilities, rarityTerms } from '../evaluation/calibration/calibrator.js';
import type { RowWords } from '../evaluation/consistency/vocabulary-tally.js';
import { scoreSums } from '../ml/score-sums.js';
import { type ArrowBatch, type ArrowTable, isArrowBatch, isArrowTable } from './arrow-realm.js';
import type { ContractPart } from './bundle/bundle-format.js';
import type { RowIds } from './bundle/row-ids-file.js';
import { Explainer, type Explanation } from './explanation.js';
import { type NearestText, nearestTexts } from './nearest-texts.js';
import { type ParentCodes, ParentSums } from './parent-codes.js';
import { type ArrowOptions, predictArrow } from './predict-arrow.js';
import { codeDistinct } from './repeated-rows.js';
import { type Doubt, type NoCodeReason, type PredictRow, readCells } from './row-cells.js';
import { RowWordFinder } from './row-words.js';
import { shareOpenParts } from './share-parts.js';
import { type FeatureRow, Featurizer, type UnknownOfRow } from './vectors/featurizer.js';

/** One of the codes that a model gives for a row. */
export interface ScoredCode {
  readonly code: string;
  /** Of the codebook; null where it has none. */
  readonly title: string | null;
  /** Calibrated probability that this code is right. */
  readonly score: number;
}

/** What the model says about one row: the code of the highest raw score, or why there is none. */
export type Prediction =
  | (ScoredCode & {
      readonly top: readonly ScoredCode[];
      /** Where it was asked for; null from a model whose scores are no sums over n-grams. */
      readonly explanation?: Explanation | null;
      /** Where an explanation was asked for, from a model that looks texts up: those of training that answered, the nearest first. */
      readonly nearest?: readonly NearestText[];
      /** Parents of the code, the nearest first, with the sums of the scores of the codes below them; absent from a model that does not stop at them. */
      readonly parents?: readonly ScoredCode[];
    } & RowDoubts)
  | { readonly code: null; readonly title: null; readonly score: null; readonly top: readonly []; readonly reason: NoCodeReason };

/** What makes the code of a row doubtful; both absent where nothing does. */
interface RowDoubts {
  readonly reason?: Doubt;
  /** The categorical covariates whose value the model has no feature of. */
  readonly unseen?: readonly string[];
}

/** All that decides a prediction, in memory. Plain data: crosses to workers. */
export interface PredictorParts {
  readonly modelDigest: Digest;
  readonly spec: FeatureSpec;
  readonly table: NgramTable;
  readonly model: FittedModel;
  readonly titles: readonly (string | null)[];
  readonly calibrator: Calibrator;
  /** Rows with a score below it are for review; null when none was set. */
  readonly reviewThreshold: number | null;
  /** What rows below the threshold may stop at; null when they may not. */
  readonly stopAt: ParentCodes | null;
  /** Ids of the training rows, in training order; null, or absent, where the bundle does not hold them. */
  readonly rowIds?: RowIds | null;
  /** What rows have to look like; null for a bundle of version 1, which does not say it. */
  readonly contract: ContractPart | null;
}

/** A model on its way to another thread: for `openShared`, and nobody else, to look into. */
export interface SharedModel {
  readonly modelDigest: Digest;
}

/** How much is asked of a prediction. */
export interface PredictOptions {
  /** How many codes `top` holds, best first; 1 by default, at most the model's codes. */
  readonly k?: number;
  /** Whether each code comes with what every n-gram adds to its raw score; false by default, and about as much work again. */
  readonly explain?: boolean;
}

/** A row whose class is known, judged: see `Predictor.judge`. */
interface JudgedRow extends RowDoubts {
  readonly top: readonly number[];
  readonly score: number;
  readonly loss: number;
  readonly squares: number;
}

/** A row's scores and what follows from them. */
interface ScoredRow {
  /** Of all codes; valid until the next row. */
  readonly scores: Float32Array;
  /** The best classes, best first. */
  readonly best: readonly number[];
  readonly probabilities: RowProbabilities;
  readonly doubts: RowDoubts;
}

type CodedRow = Extract<Prediction, { readonly code: string }>;

const CERTAIN: RowDoubts = {};

/** Rows whose vectors are made before they are scored: so many at most, and fewer where texts are long. */
const ROWS_AT_ONCE = 64;
const ENTRIES_AT_ONCE = 1 << 14;

/**
 * A model that codes rows. The code is the argmax of the raw scores (ties: the first in bytewise order of code); calibration
 * never changes the order, it only makes `score` a probability (see `Calibrator`).
 */
export class Predictor {
  readonly modelDigest: Digest;
  /** Codes of the model, in bytewise order, and their titles (null where the codebook has none). */
  readonly codes: readonly string[];
  readonly titles: readonly (string | null)[];
  /** Columns that a row may have. */
  readonly textColumns: readonly string[];
  readonly covariateColumns: readonly string[];
  readonly reviewThreshold: number | null;
  /** Whether rows below the threshold may stop at a parent of their code. */
  readonly stopsAtParent: boolean;
  readonly #parts: PredictorParts;
  readonly #featurizer: Featurizer;
  readonly #scorer: Scorer;
  readonly #parents: ParentSums | null;
  readonly #rarity: Float64Array | null;
  #explainer: Explainer | undefined;
  #words: RowWordFinder | undefined;
  #shared: PredictorParts | undefined;

  /** @internal `openBundle` and `openShared` make predictors. */
  constructor(parts: PredictorParts) {
    const { spec, table, model, stopAt } = parts;
    this.modelDigest = parts.modelDigest;
    this.codes = model.codes;
    this.titles = parts.titles;
    this.textColumns = spec.textColumns;
    this.covariateColumns = [...spec.categoricalColumns, ...spec.numericColumns.map(({ column }) => column)];
    this.reviewThreshold = parts.reviewThreshold;
    this.stopsAtParent = stopAt !== null;
    this.#parts = parts;
    this.#rarity = rarityTerms(parts.calibrator);
    this.#parents = stopAt === null ? null : new ParentSums(stopAt, model.codes.length);
    this.#featurizer = new Featurizer(spec, table);
    this.#scorer = withLogits(kindNamed(model.kind, 'model of a bundle').format.open(model));
  }

  /**
   * Codes rows, in their order; rows of the same cells share an answer. A row is a text, or an object by column name. Rows without text
   * to code get code null and a reason; a row without any known n-gram gets what the intercept alone says, and that as its reason.
   * Failures: those of `readCells`, and `usage.wrong-value` for a wrong k. Not for two threads at once.
   */
  predict(rows: readonly PredictRow[], options?: PredictOptions): Prediction[];
  /**
   * Codes the rows of a table of `apache-arrow`, or of record batches of one schema, from whichever copy of that package. The result is
   * a table of the same copy with the same rows: the columns to keep, then code, title, score, decision, reason, modelDigest and, for
   * k > 1, topCodes and topScores as lists. `Table` is the caller's own type of it. Failures: as for rows, and `usage.wrong-value` for a
   * column that cannot be kept.
   */
  predict<Table extends ArrowTable = ArrowTable>(rows: ArrowTable | readonly ArrowBatch[], options?: ArrowOptions): Table;
  predict(rows: readonly PredictRow[] | readonly ArrowBatch[] | ArrowTable, options: PredictOptions & ArrowOptions = {}): Prediction[] | ArrowTable {
    if (isArrowTable(rows) || (Array.isArray(rows) && isArrowBatch(rows[0])))
      return predictArrow(this, rows as ArrowTable | readonly ArrowBatch[], options);
    return this.#predictRows(rows as readonly PredictRow[], options);
  }

  #predictRows(rows: readonly PredictRow[], options: PredictOptions): Prediction[] {
    if (!Array.isArray(rows)) throw wrongArgument('rows', typeof rows, 'an array of rows, a table of Arrow, or its record batches');
    const k = this.#checkK(options.k ?? 1);
    const cells = rows.map((row, index) => readCells(row, index, this.#parts.spec));
    const coded = cells.filter((row): row is FeatureRow => typeof row !== 'string');
    const predictions = codeDistinct(coded, this.#parts.spec, (distinct) => this.predictCells(distinct, k));
    let next = 0;
    return cells.map((row) => {
      if (typeof row === 'string') return { code: null, title: null, score: null, top: [], reason: row };
      const prediction = predictions[next++]!;
      return options.explain === true ? { ...prediction, ...this.#explain(row, prediction.code) } : prediction;
    });
  }

  /**
   * The model for other threads: plain data for `postMessage` or `workerData`, which `openShared` opens there. Weights and n-grams lie in
   * shared memory, once however many threads read them; only with hashed ids the names of n-grams are copied to each.
   */
  share(): SharedModel {
    this.#shared ??= shareOpenParts(this.#parts);
    return this.#shared;
  }

  /** @internal Codes rows whose cells are in the order of the model's columns and known to hold text. */
  predictCells(rows: readonly FeatureRow[], k: number): CodedRow[] {
    return this.#scoreRows(rows, k, ({ scores, best, probabilities, doubts }) => {
      const probability = (index: number): number => (index === best[0] ? probabilities.top : probabilities.other(scores[index]!));
      const top = best.map((index) => ({ code: this.codes[index]!, title: this.titles[index] ?? null, score: probability(index) }));
      const { code, title, score } = top[0]!;
      const coded = doubts === CERTAIN ? { code, title, score, top } : { code, title, score, top, ...doubts };
      return this.#parents === null ? coded : { ...coded, parents: this.#parents.above(best[0]!, probability) };
    });
  }

  /**
   * @internal Codes rows whose classes are known (indexes into `codes`, -1 for one that the model does not know): of each its k best classes, the
   * calibrated probability of the first, −ln of that of the label, Infinity for -1, and the sum of the squares of all. The rows must
   * hold text.
   */
  judge(rows: readonly PredictRow[], labels: ArrayLike<number>, k: number): JudgedRow[] {
    const cells = rows.map((row, index) => {
      const read = readCells(row, index, this.#parts.spec);
      if (typeof read === 'string') throw new RangeError(`a row to judge has nothing to code: ${read}`);
      return read;
    });
    return this.#scoreRows(cells, k, ({ scores, best, probabilities, doubts }, row) => ({
      ...doubts,
      top: best,
      score: probabilities.top,
      loss: labels[row] === best[0] ? probabilities.topLoss : probabilities.otherLoss(scores[labels[row]!] ?? Number.NEGATIVE_INFINITY),
      squares: probabilities.squares,
    }));
  }

  /** @internal The words of each row, and which of them the model does not know; null for a row that has nothing to code. Failures: those of `readCells`. */
  findWords(rows: readonly PredictRow[]): (RowWords | null)[] {
    this.#words ??= new RowWordFinder(this.#parts.spec, this.#featurizer);
    const finder = this.#words;
    return rows.map((row, index) => {
      const cells = readCells(row, index, this.#parts.spec);
      return typeof cells === 'string' ? null : finder.find(cells);
    });
  }

  /** What `make` makes of each row, in their order. Vectors are made of some rows before they are scored: the two take turns in the caches. */
  #scoreRows<T>(rows: readonly FeatureRow[], k: number, make: (row: ScoredRow, index: number) => T): T[] {
    const made: T[] = [];
    const { calibrator } = this.#parts;
    for (let first = 0; first < rows.length; first = made.length) {
      const unknown = this.#makeVectors(rows, first);
      scoreEach(this.#scorer, this.#featurizer.rows, 0, unknown.length, (scores, r) => {
        const best = topClasses(scores, Math.min(k, this.codes.length));
        const given = best[0]!;
        const sums = scoreSums(scores, given, calibrator.temperature);
        const probabilities = new RowProbabilities(calibrator, scores[given]!, sums, this.#rarity?.[given]);
        made.push(make({ scores, best, probabilities, doubts: this.#doubts(unknown[r]!) }, first + r));
      });
    }
    return made;
  }

  /** Makes the vectors of the next rows, of at least one, and tells what is not known of each. */
  #makeVectors(rows: readonly FeatureRow[], first: number): UnknownOfRow[] {
    const unknown: UnknownOfRow[] = [];
    this.#featurizer.clear();
    do unknown.push(this.#featurizer.add(rows[first + unknown.length]!));
    while (unknown.length < ROWS_AT_ONCE && first + unknown.length < rows.length && this.#featurizer.entryCount < ENTRIES_AT_ONCE);
    return unknown;
  }

  #doubts({ hasKnownNgram, unseen }: UnknownOfRow): RowDoubts {
    if (hasKnownNgram && unseen.length === 0) return CERTAIN;
    const names = unseen.map((column) => this.#parts.spec.categoricalColumns[column]!);
    return { reason: hasKnownNgram ? 'unseen-value' : 'no-known-ngram', ...(names.length === 0 ? {} : { unseen: names }) };
  }

  #explain(cells: FeatureRow, code: string): Pick<CodedRow, 'explanation' | 'nearest'> {
    this.#explainer ??= new Explainer(this.#parts, this.#featurizer, this.#scorer);
    const nearest = nearestTexts(cells, this.#featurizer, this.#scorer, this.#parts.rowIds ?? null);
    return { explanation: this.#explainer.explain(cells, this.codes.indexOf(code)), ...(nearest === undefined ? {} : { nearest }) };
  }

  #checkK(k: number): number {
    if (!Number.isSafeInteger(k) || k < 1) throw wrongArgument('k', String(k), 'a whole number of at least 1');
    return k;
  }
}

/** Indexes of the k highest scores, best first; ties in index order. */
function topClasses(scores: Float32Array, k: number): number[] {
  if (k === 1) return [highest(scores)];
  const best: number[] = [];
  for (let index = 0; index < scores.length; index++) {
    if (best.length === k && !(scores[index]! > scores[best[k - 1]!]!)) continue;
    let place = best.length;
    while (place > 0 && scores[index]! > scores[best[place - 1]!]!) place--;
    best.splice(place, 0, index);
    if (best.length > k) best.pop();
  }
  return best;
}

function highest(scores: Float32Array): number {
  let best = 0;
  for (let index = 1; index < scores.length; index++) if (scores[index]! > scores[best]!) best = index;
  return best;
}

function wrongArgument(name: string, got: string, wanted: string): Error {
  return fail('usage.wrong-value', { what: 'an argument of predict is wrong', where: name, got, wanted });
}
