import { createHash } from 'node:crypto';

/**
 * A seeded random number generator (xoshiro128**, Blackman and Vigna 2021) with named forks.
 * The same seed and path of fork labels give the same numbers on every machine; drawing from one fork never moves another.
 */
export class Rng {
  readonly #path: string;
  readonly #state = new Uint32Array(4);

  private constructor(path: string) {
    this.#path = path;
    const seed = createHash('sha256').update(path).digest();
    for (let i = 0; i < 4; i++) this.#state[i] = seed.readUInt32LE(4 * i);
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  static fromSeed(seed: number): Rng {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number, got ${seed}`);
    return new Rng(`seed:${seed}`);
  }

  /** An independent generator named by this one's path and the label; it does not draw from this one. */
  fork(label: string): Rng {
    return new Rng(`${this.#path}/${label.length}:${label}`);
  }

  /** A whole number in [0, 2^32). */
  nextUint32(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A number in [0, 1) with 32 random bits. */
  nextFloat(): number {
    return this.nextUint32() / 4294967296;
  }

  /** Four words: a kernel that begins with them draws what this one would. */
  get state(): readonly [a: number, b: number, c: number, d: number] {
    const [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    return [a, b, c, d];
  }

  /** A whole number in [0, bound), without bias. `bound` is 1 to 2^32. */
  nextBelow(bound: number): number {
    if (bound === 4294967296) return this.nextUint32();
    for (;;) {
      const draw = this.nextUint32();
      // In whole numbers of 32 bits: a remainder of floats takes several times as long.
      const remainder = draw % (bound >>> 0);
      // 2^32 is rarely a multiple of the bound: without drawing again, small remainders would come up a little more often.
      if (draw - remainder + bound <= 4294967296) return remainder;
    }
  }
}

/** Shuffles in place (Fisher–Yates) and returns the same array. */
export function shuffle<T extends { length: number; [index: number]: unknown }>(items: T, rng: Rng): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.nextBelow(i + 1);
    const held = items[i];
    items[i] = items[j];
    items[j] = held;
  }
  return items;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
