/** Scores of one model over rows that have a code. */
export interface ScoreSummary {
  readonly rowCount: number;
  /** Of calibrated scores: the share of the rows that should be right. Null without rows. */
  readonly mean: number | null;
  /** Share of the rows in each tenth of the scores, from 0 up; null without rows. */
  readonly tenths: readonly number[] | null;
}

const BINS = 1000;

/** Adds up scores in a thousand bins. */
export class ScoreTally {
  readonly #bins = new Float64Array(BINS);
  #sum = 0;
  #count = 0;

  add(score: number | null): void {
    if (score === null) return;
    this.#bins[Math.min(BINS - 1, Math.floor(score * BINS))]!++;
    this.#sum += score;
    this.#count++;
  }

  summary(): ScoreSummary {
    const count = this.#count;
    if (count === 0) return { rowCount: 0, mean: null, tenths: null };
    const tenth = BINS / 10;
    const tenths = Array.from({ length: 10 }, (_, i) => this.#bins.subarray(i * tenth, (i + 1) * tenth).reduce((sum, rows) => sum + rows, 0) / count);
    return { rowCount: count, mean: this.#sum / count, tenths };
  }

  /** Largest difference between the shares of rows at or below a score (Kolmogorov and Smirnov), to a thousandth of a score; null where one has no rows. */
  distanceTo(other: ScoreTally): number | null {
    if (this.#count === 0 || other.#count === 0) return null;
    let [own, others, largest] = [0, 0, 0];
    for (let bin = 0; bin < BINS; bin++) {
      own += this.#bins[bin]! / this.#count;
      others += other.#bins[bin]! / other.#count;
      largest = Math.max(largest, Math.abs(own - others));
    }
    return largest;
  }
}
