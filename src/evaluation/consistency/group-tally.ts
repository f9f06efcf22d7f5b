/** Groups that are remembered: beyond it only those whose key is a multiple of 2, then of 4, and so on, stand for all. */
const MOST_GROUPS = 1 << 20;

/** Digits of a key that are kept: 52 bits, a whole number of any machine. */
const KEY_DIGITS = 13;

/** Adds up numbers by group. Memory: an entry a group up to `MOST_GROUPS`. The order of the rows changes nothing but the rounding. */
export class GroupTally {
  #groups = new Map<number, { rowCount: number; sum: number }>();
  #every = 1;

  constructor(readonly mostGroups = MOST_GROUPS) {}

  /** `group` is a `groupKey`: hex digits of a hash. */
  add(value: number, group: string): void {
    const key = Number.parseInt(group.slice(0, KEY_DIGITS), 16);
    if (key % this.#every !== 0) return;
    const known = this.#groups.get(key);
    if (known === undefined) this.#groups.set(key, { rowCount: 1, sum: value });
    else {
      known.rowCount++;
      known.sum += value;
    }
    if (this.#groups.size > this.mostGroups) this.#keepHalf();
  }

  /** Σ_g (S_g − n_g · mean)² over groups of n_g rows whose numbers add up to S_g; estimated from those that stand for all where there are too many. */
  squares(mean: number): number {
    let squares = 0;
    for (const { rowCount, sum } of this.#groups.values()) {
      const apart = sum - rowCount * mean;
      squares += apart * apart;
    }
    return squares * this.#every;
  }

  #keepHalf(): void {
    this.#every *= 2;
    this.#groups = new Map([...this.#groups].filter(([key]) => key % this.#every === 0));
  }
}
