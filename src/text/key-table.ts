import { hashBothLanes } from './murmur3.js';

/**
 * Distinct n-grams in order of first occurrence: index → 64-bit key and readable name. The low word of a key is
 * murmur3 (seed 42) of the name's UTF-8 bytes, so that a hashed id follows from it; the high word is the second lane.
 */
export class KeyTable {
  count = 0;
  low = new Uint32Array(1024);
  high = new Uint32Array(1024);
  /** Name i is bytes nameStart[i] … nameStart[i+1]-1 of `nameBytes`. Empty when names are not kept. */
  nameStart = new Uint32Array(1025);
  nameBytes: Uint8Array = new Uint8Array(1 << 14);
  /** Three words a slot, side by side so that a look-up touches one cache line: low, high, index + 1 (0 for an empty slot). */
  #slots = new Uint32Array(4 * 4096);
  readonly #hash = new Uint32Array(2);

  constructor(readonly keepNames: boolean) {}

  /** The index of the name in bytes 0 … end-1, which is added when it is new. */
  indexOf(name: Uint8Array, end: number): number {
    hashBothLanes(name, 0, end, this.#hash);
    const low = this.#hash[0]!;
    const high = this.#hash[1]!;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (low << 2) & mask;
    for (let index = slots[at + 2]!; index > 0; index = slots[at + 2]!) {
      if (slots[at] === low && slots[at + 1] === high) return index - 1;
      at = (at + 4) & mask;
    }
    slots[at] = low;
    slots[at + 1] = high;
    slots[at + 2] = this.count + 1;
    return this.#add(name, end, low, high);
  }

  #add(name: Uint8Array, end: number, low: number, high: number): number {
    const index = this.count++;
    if (this.count > this.low.length) this.#growKeys();
    this.low[index] = low;
    this.high[index] = high;
    if (this.keepNames) this.#keepName(index, name, end);
    if (8 * this.count > this.#slots.length) this.#growSlots();
    return index;
  }

  #keepName(index: number, name: Uint8Array, end: number): void {
    const start = this.nameStart[index]!;
    if (start + end > this.nameBytes.length) this.nameBytes = grown(this.nameBytes, Math.max(2 * this.nameBytes.length, start + end));
    for (let i = 0; i < end; i++) this.nameBytes[start + i] = name[i]!;
    this.nameStart[index + 1] = start + end;
  }

  #growKeys(): void {
    const capacity = 2 * this.low.length;
    this.low = grown(this.low, capacity);
    this.high = grown(this.high, capacity);
    this.nameStart = grown(this.nameStart, capacity + 1);
  }

  #growSlots(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let at = (this.low[index]! << 2) & mask;
      while (slots[at + 2]! > 0) at = (at + 4) & mask;
      slots[at] = this.low[index]!;
      slots[at + 1] = this.high[index]!;
      slots[at + 2] = index + 1;
    }
    this.#slots = slots;
  }
}

/** The same content in a longer array. */
export function grown<T extends Uint8Array | Uint32Array | Int32Array | Float32Array>(array: T, length: number): T {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
}
