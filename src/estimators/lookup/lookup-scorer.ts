import type { NearText, Scorer } from '../model-format.js';
import type { LookupModel } from './lookup-model.js';
import { type Found, Nearest } from './nearest.js';
import { RowsOfTexts } from './rows-of-texts.js';

/** Similarity from which two vectors are of the same text, but for rounding. */
const SAME = 1 - 1e-6;
/** Power of the similarity that a text answers with: what is half as near counts an eighth. */
const votesOf = (similarity: number): number => similarity * similarity * similarity;
/** What the shares of the codes count beside the votes: they decide where no text is near. */
const PRIOR_VOTES = 0.01;

/**
 * A text that training had is answered by its own codes. Any other by the nearest texts of training, by the cosine of their vectors, of
 * equal ones the first in training order: each votes for its codes, and
 *   p_k = (ε·share_k + Σ_t s_t³ · w_tk) / (ε + Σ_t s_t³ · w_t)
 * with w_tk the weight of the rows of text t with code k. Cost: the texts of every n-gram of the vector.
 */
export class LookupScorer implements Scorer {
  readonly codes: readonly string[];
  readonly areLogits = false;
  readonly #votes: Float64Array;
  readonly #shares: Float32Array;
  readonly #nearest: Nearest;
  #rowsOfTexts: RowsOfTexts | undefined;

  constructor(readonly model: LookupModel) {
    this.codes = model.codes;
    this.#votes = new Float64Array(model.codes.length);
    this.#shares = new Float32Array(model.codes.length);
    this.#nearest = new Nearest(model);
  }

  score(ids: Uint32Array, values: Float32Array): Float32Array {
    const { texts, similarities } = this.#answering(ids, values);
    const { shares } = this.model;
    for (let k = 0; k < shares.length; k++) this.#votes[k] = PRIOR_VOTES * shares[k]!;
    for (let place = 0; place < texts.length; place++) this.#vote(texts[place]!, votesOf(similarities[place]!));
    const total = this.#votes.reduce((sum, votes) => sum + votes, 0);
    for (let k = 0; k < shares.length; k++) this.#shares[k] = this.#votes[k]! / total;
    return this.#shares;
  }

  /** The texts that answer, with their rows and codes. */
  nearest(ids: Uint32Array, values: Float32Array): readonly NearText[] {
    this.#rowsOfTexts ??= new RowsOfTexts(this.model);
    const rowsOfTexts = this.#rowsOfTexts;
    const { texts, similarities } = this.#answering(ids, values);
    return texts.map((text, place) => {
      return { rows: rowsOfTexts.of(text), similarity: Math.min(1, similarities[place]!), codes: this.#codesOf(text) };
    });
  }

  #answering(ids: Uint32Array, values: Float32Array): Found {
    const { texts, similarities } = this.#nearest.find(ids, values);
    const count = isSame(similarities) ? countSame(similarities) : texts.length;
    return { texts: texts.slice(0, count), similarities: similarities.slice(0, count) };
  }

  #codesOf(text: number): NearText['codes'] {
    const { codeOffsets, textCode, textWeight } = this.model;
    const [from, to] = [codeOffsets[text]!, codeOffsets[text + 1]!];
    return Array.from(textCode.subarray(from, to), (code, place) => ({ code, weight: textWeight[from + place]! }));
  }

  #vote(text: number, votes: number): void {
    const { codeOffsets, textCode, textWeight } = this.model;
    for (let place = codeOffsets[text]!; place < codeOffsets[text + 1]!; place++) this.#votes[textCode[place]!]! += votes * textWeight[place]!;
  }
}

function isSame(similarities: readonly number[]): boolean {
  return (similarities[0] ?? 0) >= SAME;
}

/** Different texts may make the same vector only up to rounding: all of them answer. */
function countSame(similarities: readonly number[]): number {
  return similarities.filter((similarity) => similarity >= SAME).length;
}
