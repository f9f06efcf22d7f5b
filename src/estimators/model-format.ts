import type { NumberType } from '../core/number-type.js';
import type { ScoredRows } from '../kernels/linear-scorer.js';

/** A fitted model in memory. Plain data that crosses to workers with every batch of rows: what is large lies in shared memory. */
export interface FittedModel extends ModelOf {
  /** Name of its kind. */
  readonly kind: string;
}

/** What a model speaks of. */
export interface ModelOf {
  /** In bytewise order. */
  readonly codes: readonly string[];
  readonly featureCount: number;
}

/** Scores single rows. Not for two threads at once. */
export interface Scorer {
  readonly codes: readonly string[];
  /**
   * Scores of all codes for a sparse vector; a view that is valid until the next call. Ids are ascending, below the feature count
   * of the model. The code of the highest score is the answer (ties: the first).
   */
  score(ids: Uint32Array, values: Float32Array): Float32Array;
  /** The same for rows first … last-1, in their order, with less to do for each. Left out: they are scored one by one. */
  scoreEach?(rows: ScoredRows, first: number, last: number, take: (scores: Float32Array, row: number) => void): void;
  /** True: probabilities are the softmax of the scores. False: the scores are probabilities themselves. */
  readonly areLogits: boolean;
  /** Left out where scores are no sums. */
  readonly additive?: Additive;
  /** The texts of training that the scores of a vector rest on, nearest first. Left out by kinds that do not keep them. */
  nearest?(ids: Uint32Array, values: Float32Array): readonly NearText[];
}

/** A text of training that an answer rests on. */
export interface NearText {
  /** Places of its rows in training order, ascending; null where the model's file does not say. */
  readonly rows: readonly number[] | null;
  /** Cosine of its vector and the one that was asked about, 0 to 1. */
  readonly similarity: number;
  /** Its codes, ascending, and the weight of its rows with each. */
  readonly codes: readonly { readonly code: number; readonly weight: number }[];
}

/** Of scores that are sums: score of a code = intercept + Σ value · weight. */
export interface Additive {
  intercept(code: number): number;
  weight(feature: number, code: number): number;
}

/** Gives `take` the scores of rows first … last-1, in their order: views that are valid until it returns. */
export function scoreEach(scorer: Scorer, rows: ScoredRows, first: number, last: number, take: (scores: Float32Array, row: number) => void): void {
  if (scorer.scoreEach !== undefined) {
    scorer.scoreEach(rows, first, last, take);
    return;
  }
  const { offsets, ids, values } = rows;
  for (let row = first; row < last; row++) {
    const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
    take(scorer.score(ids.subarray(from, to), values.subarray(from, to)), row);
  }
}

/** What `model.json` says beside the kind. */
export interface ModelFacts {
  /** Of the file; raised with its layout. */
  readonly version: number;
  readonly numberType: NumberType;
  /** Whether weights are stored as they are, or as two factors of them. */
  readonly form: 'full' | 'factors';
}

/** How a kind keeps its models: one binary file, and a few facts beside it. */
export interface ModelFormat<Model extends FittedModel, Written = Model> {
  /** Of the file that `write` writes. A kind may have one type of numbers alone, whichever is asked for. */
  facts(model: Written, numberType: NumberType): ModelFacts;
  /** The files that `load` loads. */
  readonly loads: readonly ModelFacts[];
  /** Writes the file, not synced, with its numbers rounded to the type. Equal models give equal bytes, and so do rounded ones. */
  write(file: string, model: Written, numberType: NumberType): void;
  /** Loads it into shared memory. `artifact.corrupt` when it is damaged, not of these codes and features, or of numbers that no fit leaves. */
  load(file: string, of: ModelOf): Model;
  /** Bytes of the model of a file once it is open. Left out: as many as the file has. */
  openedBytes?(file: string): number;
  open(model: Model): Scorer;
  /** Whether answers name the rows that they rest on (`Scorer.nearest`): a bundle then has the ids of the training rows. Left out: they do not. */
  readonly namesRows?: boolean;
  /** What a feature adds to a score, for whoever explains a model and scores no rows. Left out, or null: its scores are no sums. */
  additive?(model: Model): Additive | null;
  /** The same model, laid out so that every thread that opens it scores from one copy of it. Left out: it is so already. */
  share?(model: Model): Model;
  /** Where two files of the kind differ first; null when they say the same. Left out: they are compared byte by byte. */
  compare?(original: string, reproduced: string, codes: readonly string[] | null): ModelDifference | null;
  /** Writes the model as `weights.bin` of a bundle of version 1. Left out: version 1 cannot hold it. */
  writeVersion1?(file: string, model: Model): void;
}

/** The first place where two models differ. */
export interface ModelDifference {
  readonly where: string;
  readonly original: string;
  readonly reproduced: string;
}
