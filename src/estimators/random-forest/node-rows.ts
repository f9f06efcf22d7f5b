import { hasFeature, type TreeRows } from './tree-rows.js';

/** The rows of a tree, ordered so that those of each node lie side by side, and what the codes of one node weigh. */
export class NodeRows {
  readonly order: Uint32Array;
  /** Weight of each code in the node that was totalled last, their sum, and the sum of their squares. */
  readonly totals: Float64Array;
  total = 0;
  totalSquares = 0;
  /** Codes of that node, in the order in which rows bring them. */
  readonly codes: number[] = [];
  readonly #absent: Uint32Array;

  constructor(
    readonly rows: TreeRows,
    /** Of each row in this tree: 0 for one that was not drawn. */
    readonly weight: Float64Array,
    codeCount: number,
  ) {
    this.order = Uint32Array.from(weight.keys()).filter((row) => weight[row]! > 0);
    this.totals = new Float64Array(codeCount);
    this.#absent = new Uint32Array(this.order.length);
  }

  /** Totals the rows from … to-1. */
  totalUp(from: number, to: number): void {
    for (const code of this.codes) this.totals[code] = 0;
    this.codes.length = 0;
    this.total = 0;
    for (let i = from; i < to; i++) {
      const row = this.order[i]!;
      const code = this.rows.label[row]!;
      if (this.totals[code] === 0) this.codes.push(code);
      this.totals[code]! += this.weight[row]!;
      this.total += this.weight[row]!;
    }
    this.totalSquares = this.codes.reduce((sum, code) => sum + this.totals[code]! * this.totals[code]!, 0);
  }

  /** Puts the rows without a feature first, each side in the order it had; returns where the others begin. */
  split(from: number, to: number, feature: number): number {
    let absent = 0;
    let kept = to;
    for (let i = to - 1; i >= from; i--) {
      const row = this.order[i]!;
      if (hasFeature(this.rows, row, feature)) this.order[--kept] = row;
      else this.#absent[absent++] = row;
    }
    for (let i = 0; i < absent; i++) this.order[from + i] = this.#absent[absent - 1 - i]!;
    return kept;
  }
}
