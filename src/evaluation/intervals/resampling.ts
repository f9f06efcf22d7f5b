import type { Rng } from '../../core/rng.js';
import type { CodeCounts } from '../../ml/code-counts.js';
import { keptShares, type LikeClasses, ownShares } from './resampling-shares.js';
import type { ResamplingUnits } from './resampling-units.js';

/**
 * Draws replicates of judged rows at their given supports and hands the counts to `visit` (one object, reused from replicate
 * to replicate).
 *
 * A replicate draws, for each code with n units, n units: with probability `ownShares` one of its own, else one of a code
 * of like size (a code drawn evenly, then one of its units), whose answers are carried over: right stays right, wrong
 * stays the code that was wrongly given. A wrongly given code stays with probability `keptShares`, else it becomes one of
 * like size. The weights drawn for a code are scaled so that its support is the given one, which makes shares of unequal
 * units ratio estimates.
 * Cost: units · replicateCount.
 */
export function resample(units: ResamplingUnits, replicateCount: number, rng: Rng, visit: (counts: CodeCounts, replicate: number) => void): void {
  const drawing = new Drawing(units, rng);
  for (let replicate = 0; replicate < replicateCount; replicate++) visit(drawing.next(), replicate);
}

class Drawing {
  readonly #counts: CodeCounts;
  readonly #own: Float64Array;
  readonly #keep: Float64Array;
  readonly #like: LikeClasses;
  readonly #drawn: Uint32Array;
  readonly #drawnWeight: Float64Array;
  /** What was given in the only cell of a unit; −1 where there are more: units lie all over the memory, so most are read here alone. */
  readonly #onlyGiven: Int32Array;

  constructor(
    readonly units: ResamplingUnits,
    readonly rng: Rng,
  ) {
    const { support, classCount } = units;
    this.#counts = { support, predicted: new Float64Array(classCount), right: new Float64Array(classCount) };
    this.#own = ownShares(units);
    const { keep, like } = keptShares(units);
    this.#keep = keep;
    this.#like = like;
    this.#drawn = new Uint32Array(units.unitStratum.length);
    this.#drawnWeight = new Float64Array(units.unitStratum.length);
    this.#onlyGiven = onlyGiven(units);
  }

  next(): CodeCounts {
    this.#counts.predicted.fill(0);
    this.#counts.right.fill(0);
    for (let stratum = 0; stratum < this.units.stratumClass.length; stratum++) this.#drawStratum(stratum);
    return this.#counts;
  }

  #drawStratum(stratum: number): void {
    const { units, rng } = this;
    const first = units.firstUnit[stratum]!;
    const count = units.firstUnit[stratum + 1]! - first;
    const own = this.#own[stratum]!;
    const perShare = count / own;
    let weight = 0;
    for (let i = 0; i < count; i++) {
      // One number decides both whether the unit is an own one and, below `own`, which.
      const draw = rng.nextFloat();
      const unit = draw < own ? first + Math.min(count - 1, Math.floor(draw * perShare)) : this.#borrow(stratum);
      this.#drawn[i] = unit;
      weight += this.#drawnWeight[i] = units.unitWeight[unit]!;
    }
    const code = units.stratumClass[stratum]!;
    const scale = units.support[code]! / weight;
    for (let i = 0; i < count; i++) {
      const unit = this.#drawn[i]!;
      const given = unit >= first && unit < first + count ? this.#onlyGiven[unit]! : -1;
      if (given === -1) this.#addUnit(unit, code, scale);
      else this.#addCell(given === code ? code : this.#move(given, code), code, this.#drawnWeight[i]! * scale);
    }
  }

  #addCell(given: number, code: number, weight: number): void {
    const { predicted, right } = this.#counts;
    predicted[given]! += weight;
    if (given === code) right[code]! += weight;
  }

  #borrow(stratum: number): number {
    const { units } = this;
    const lender = units.likeFrom[stratum]! + this.#below(units.likeTo[stratum]! - units.likeFrom[stratum]! + 1);
    const first = units.firstUnit[lender]!;
    return first + this.#below(units.firstUnit[lender + 1]! - first);
  }

  #addUnit(unit: number, code: number, scale: number): void {
    const { units } = this;
    const lender = units.stratumClass[units.unitStratum[unit]!]!;
    for (let cell = units.firstCell[unit]!; cell < units.firstCell[unit + 1]!; cell++) {
      this.#addCell(this.#giveCode(cell, lender, code), code, units.cellWeight[cell]! * scale);
    }
  }

  #giveCode(cell: number, lender: number, code: number): number {
    const answer = this.units.cellPredicted[cell]!;
    if (answer === lender) return code;
    // The lender's wrong answer may be the very code that borrows: it stays wrong as the lender's own code.
    return this.#move(answer === code ? lender : answer, code);
  }

  #move(wrong: number, code: number): number {
    const keep = this.#keep[wrong]!;
    if (keep === 1 || this.rng.nextFloat() < keep) return wrong;
    const { order, place, from, to } = this.#like;
    const at = place[wrong]!;
    const moved = order[from[at]! + this.#below(to[at]! - from[at]! + 1)]!;
    return moved === code ? wrong : moved;
  }

  /** A whole number below `bound`: biased by less than bound / 2^32, which no interval shows, and twice as fast as `nextBelow`. */
  #below(bound: number): number {
    return Math.floor(this.rng.nextFloat() * bound);
  }
}

function onlyGiven({ firstCell, cellPredicted, unitStratum }: ResamplingUnits): Int32Array {
  return Int32Array.from(unitStratum, (_, unit) => {
    const cell = firstCell[unit]!;
    return firstCell[unit + 1] === cell + 1 ? cellPredicted[cell]! : -1;
  });
}
