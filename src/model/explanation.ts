import type { FeatureSpec, NgramTable } from '../artifacts/features.js';
import type { Scorer } from '../estimators/model-format.js';
import { KeyTable } from '../text/key-table.js';
import { NgramCounter } from '../text/ngram-counter.js';
import { countedColumns, countedValues } from './vectors/counted-columns.js';
import type { FeatureRow, Featurizer } from './vectors/featurizer.js';
import { indexNgrams } from './vectors/ngram-index.js';

/** What one feature of a row adds to the raw score of a code. */
export interface Contribution {
  /** Its n-grams that the row has: several where they occurred in exactly the same training texts, and so count as one. */
  readonly ngrams: readonly string[];
  /** The feature's value in the row's vector. */
  readonly value: number;
  /** value · weight: what it adds. */
  readonly contribution: number;
  /** With hashed ids: the model learnt this weight of another n-gram, whose number is the same. */
  readonly collision?: true;
}

/** Why a row got a code: raw score = intercept + the sum of all contributions, but for the rounding of f32. */
export interface Explanation {
  readonly code: string;
  readonly rawScore: number;
  readonly intercept: number;
  /** The largest first, whatever their sign; ties in order of feature. */
  readonly contributions: readonly Contribution[];
}

type Parts = { readonly spec: FeatureSpec; readonly table: NgramTable };

/** Explains codes of single rows by a model whose scores are sums. Not for two threads. */
export class Explainer {
  readonly #counter: NgramCounter;
  readonly #parts: Parts;
  readonly #find: (low: number, high: number) => number;
  readonly #names = new TextDecoder();

  constructor(
    parts: Parts,
    readonly featurizer: Featurizer,
    readonly scorer: Scorer,
  ) {
    const { spec, table } = parts;
    this.#parts = parts;
    this.#counter = new NgramCounter(countedColumns(spec), new KeyTable(true));
    const index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
    this.#find = (low, high) => index.find(low, high);
  }

  /** `code` is an index into the codes of the model; null for a model whose scores are no sums over features. */
  explain(row: FeatureRow, code: number): Explanation | null {
    const { additive, codes } = this.scorer;
    if (additive === undefined) return null;
    const { ids, values } = this.featurizer.vector(row);
    const rawScore = this.scorer.score(ids, values)[code] as number;
    const ngrams = this.#ngramsByFeature(row);
    const contributions = Array.from(ids, (id, e): Contribution => {
      const value = values[e] as number;
      return { ...(ngrams.get(id) as FeatureNgrams), value, contribution: value * additive.weight(id, code) };
    });
    contributions.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    return { code: codes[code] as string, rawScore, intercept: additive.intercept(code), contributions };
  }

  /** Names of the row's known n-grams, by the feature that they count for. */
  #ngramsByFeature(row: FeatureRow): Map<number, FeatureNgrams> {
    const { spec, table } = this.#parts;
    const counter = this.#counter;
    counter.count(row.texts, countedValues(spec, row));
    const found = new Map<number, FeatureNgrams>();
    for (let e = 0; e < counter.entryCount; e++) {
      const entry = counter.entryKey[e] as number;
      const key = this.#find(counter.keys.low[entry] as number, counter.keys.high[entry] as number);
      if (key < 0) continue;
      const feature = table.keyFeature[key] as number;
      const name = this.#nameOf(entry);
      const before = found.get(feature);
      const collides = before?.collision === true || isOther(table.keyNames[key], name);
      found.set(feature, { ngrams: [...(before?.ngrams ?? []), name], ...(collides ? { collision: true } : {}) });
    }
    return found;
  }

  #nameOf(entry: number): string {
    const { nameBytes, nameStart } = this.#counter.keys;
    return this.#names.decode(nameBytes.subarray(nameStart[entry], nameStart[entry + 1]));
  }
}

type FeatureNgrams = Pick<Contribution, 'ngrams' | 'collision'>;

/** A table that was loaded without names cannot tell. */
function isOther(learnt: string | undefined, met: string): boolean {
  return learnt !== undefined && learnt !== met;
}
