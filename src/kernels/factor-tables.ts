import { BATCH_DOCUMENTS, type LinearLayout, TABLE_BYTES, writeTable } from './linear-layout.js';

/**
 * Addresses of the three tables through which the kernel sees W = A·B as two layers of weight rows:
 *   enter  h = Σ_j x_j A[j]         documents of the batch, rows of A, scores h
 *   leave  s = b + Σ_k h_k B[k]     rows of B, scores of the codes; the h lie at `factors.hidden`
 *   back   the gradient of h        as `enter`, with ∂loss/∂h for scores: what the rows of A are moved by
 */
export interface FactorTables {
  readonly enter: number;
  readonly leave: number;
  readonly back: number;
}

/** Where the tables lie. */
export function factorTables({ factors: { tables } }: LinearLayout): FactorTables {
  return { enter: tables, leave: tables + TABLE_BYTES, back: tables + 2 * TABLE_BYTES };
}

/**
 * Writes the tables of a slice and what never changes between batches. Called once, on clean memory. Slices after the first
 * add to the scores that the one before left; see `addRows` in assembly/scores.ts.
 */
export function openFactors(layout: LinearLayout, memory: WebAssembly.Memory, sliceIndex = 0): void {
  const { rank, factors, zeros } = layout;
  const { enter, leave, back } = factorTables(layout);
  const left = { ...layout, weights: factors.left, stride: rank, classCount: rank, intercept: sliceIndex === 0 ? zeros : 0 };
  writeTable({ ...left, scores: factors.hidden }, memory, enter);
  writeTable({ ...layout, weights: factors.right }, memory, leave);
  const gradient = { scores: factors.hiddenGradient, squares: factors.hiddenSquares };
  writeTable({ ...left, ...gradient, active: factors.hiddenActive, activeCounts: factors.hiddenActiveCounts }, memory, back);
  activateBlocks(layout, memory);
}

/** Marks every block of ∂loss/∂h as active. In a gradient over codes small blocks are skipped; in this one none is. */
function activateBlocks({ rank, factors }: LinearLayout, memory: WebAssembly.Memory): void {
  const blocks = rank / 4;
  const active = new Uint32Array(memory.buffer, factors.hiddenActive, blocks * BATCH_DOCUMENTS);
  active.forEach((_, a) => {
    active[a] = 16 * (a % blocks);
  });
  new Uint32Array(memory.buffer, factors.hiddenActiveCounts, BATCH_DOCUMENTS).fill(blocks);
}
