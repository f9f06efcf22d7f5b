import { KeyTable } from '../../src/text/key-table.js';
import type { NgramKeys } from '../../src/text/ngram-counter.js';

/** A `KeyTable` that keeps the kind of each n-gram too. */
export class KindTable implements NgramKeys {
  readonly kind: number[] = [];
  readonly keys: KeyTable;

  constructor(keepNames: boolean) {
    this.keys = new KeyTable(keepNames);
  }

  get count(): number {
    return this.keys.count;
  }

  indexOf(name: Uint8Array, end: number, kind: number): number {
    const index = this.keys.indexOf(name, end);
    this.kind[index] ??= kind;
    return index;
  }
}
