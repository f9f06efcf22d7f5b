/** Documents a mini-batch: part of the algorithm, so that the bytes of a model depend on it. */
export const BATCH_DOCUMENTS = 64;

/** Score of a code that does not exist: its probability is 0 in f32 and f64 alike. */
export const CLOSED = -1e30;

/** Mini-batches are laid out in memory several at a time: at most so many, and no more than take so many bytes of entries, unless one does. */
const MOST_HELD_BATCHES = 16;
const HELD_BYTES = 256 * 1024;

/** What the memory of a fit must hold, or one slice of it. */
export interface LinearShape {
  /** Weight rows. */
  readonly featureCount: number;
  readonly classCount: number;
  /** The most matrix entries that one mini-batch holds. */
  readonly batchEntries: number;
  /** Weight rows whose f64 gradient is held at once; 0 when none is needed. Changes no byte of any result. */
  readonly gradientRows: number;
  /** Documents whose probabilities the exact solver keeps; 0 for the fast solver, at least a batch for the exact one. */
  readonly probabilityDocuments: number;
  /** Columns of the factor A in W = A·B, a multiple of 4; 0 or absent when W is fitted itself. */
  readonly rank?: number;
  /** Whether there is room for W: a fit by factors needs it only where its weights are wanted. Absent: there is. */
  readonly holdsWeights?: boolean;
}

/** Layout tables that a fit by factors has beside its own. */
const FACTOR_TABLES = 3;

/** What a block of four codes needs while a batch moves its columns of B: a count, and for each document a u32 and a vector. */
const COLUMN_MOVE_BYTES = 16 + (4 + 16) * BATCH_DOCUMENTS;

/** Weight-sized vectors that the exact solver holds beside the weights. */
export const EXACT_VECTORS = 5;

/**
 * Addresses inside a fit's memory, in bytes. The layout table itself lies at `table`: u32 fields in the order of
 * `TABLE_FIELDS`. The kernel (assembly/linear.ts) reads it by the same field numbers.
 */
export interface LinearLayout extends LinearShape {
  readonly table: number;
  readonly rank: number;
  readonly stride: number;
  /** featureCount rows, or none, and behind them the intercept. */
  readonly weights: number;
  readonly state: number;
  /** Mini-batches whose documents lie in memory at once, and the bytes from one to the next. Change no byte of any result. */
  readonly heldBatches: number;
  readonly batchBytes: number;
  /** Of the first of these, as ids, values, labels and document weights. */
  readonly offsets: number;
  readonly ids: number;
  readonly values: number;
  readonly labels: number;
  readonly documentWeights: number;
  readonly scores: number;
  readonly active: number;
  readonly activeCounts: number;
  readonly squares: number;
  readonly losses: number;
  /** The code with the highest score of each document of the batch at work. */
  readonly choices: number;
  readonly intercept: number;
  readonly interceptState: number;
  /** First of the exact solver's vectors; each is featureCount + 1 rows, the last one being the intercept's part. */
  readonly vectors: number;
  readonly squareSums: number;
  readonly spread: number;
  readonly codeSums: number;
  readonly spreadSums: number;
  readonly probabilities: number;
  readonly wide: number;
  readonly gradient: number;
  readonly entropies: number;
  /** Of a certificate: shares of the codes (f64). Of a fit with `Targets`, which has no certificate: see `setTargets` (f32). */
  readonly mixture: number;
  readonly norms: number;
  /** A row of zeros as long as a weight row and as a row of A. */
  readonly zeros: number;
  /**
   * 1 where weight rows that no document moved yet count as zero, whatever lies there: what a fast fit begins with instead of
   * clearing them all. 0 where every row holds its own numbers.
   */
  readonly blank: 0 | 1;
  /** What the scores of the batch at work are sums of, 8 bytes an entry; see `gatherTerms` in assembly/scores.ts. */
  readonly terms: number;
  /** Where the factors of W lie; see `factor-tables.ts`. */
  readonly factors: FactorLayout;
  readonly byteCount: number;
  /** The same without what only the first slice of a fit holds. */
  readonly furtherByteCount: number;
}

/** W = A·B with A of featureCount × rank and B of rank × stride, and what a mini-batch needs between the two: h = Σ_j x_j A[j]. */
export interface FactorLayout {
  /** Tables of the three layers; see `factorTables`. */
  readonly tables: number;
  readonly left: number;
  readonly right: number;
  /** Σ g² Σ h² of each column of B so far; stride entries. */
  readonly rightSquares: number;
  /** Room for the moves of all columns by a mini-batch; see `updateColumns` in assembly/factors.ts. */
  readonly moves: number;
  readonly hidden: number;
  readonly hiddenGradient: number;
  readonly hiddenActive: number;
  readonly hiddenActiveCounts: number;
  readonly hiddenSquares: number;
}

/** Fields of the table from address 0 on, four bytes each. */
const TABLE_FIELDS = [
  'weights',
  'state',
  'stride',
  'classCount',
  'offsets',
  'ids',
  'values',
  'labels',
  'documentWeights',
  'scores',
  'active',
  'activeCounts',
  'squares',
  'losses',
  'intercept',
  'interceptState',
  'wide',
  'gradient',
  'entropies',
  'mixture',
  'blank',
  'terms',
] as const satisfies readonly (keyof LinearLayout)[];

/** What a layout table holds. */
export type LayoutTable = Pick<LinearLayout, (typeof TABLE_FIELDS)[number]>;

/** Bytes of a layout table. */
export const TABLE_BYTES = 4 * TABLE_FIELDS.length;
/** Weight rows whose norms are summed together: a fixed number, so that sums do not depend on workers. */
export const NORM_BLOCK_ROWS = 1024;

/** Rounds a code count up to a multiple of 4, so that weight rows start on 16 bytes. */
export function strideOf(classCount: number): number {
  return Math.ceil(classCount / 4) * 4;
}

/**
 * Lays a fit out in memory from `base` on (above the module's own data). `byteCount` is what the memory must hold;
 * it may exceed 4 GiB, which one memory cannot: `sliceLinear` then cuts the weight rows into slices.
 */
export function layOut(shape: LinearShape, base: number): LinearLayout {
  let next = Math.ceil(base / 64) * 64;
  const take = (bytes: number): number => {
    const address = next;
    next += Math.ceil(bytes / 64) * 64;
    return address;
  };
  const stride = strideOf(shape.classCount);
  const table = take(TABLE_BYTES);
  const exact = shape.probabilityDocuments > 0;
  const vectorBytes = 4 * stride * (shape.featureCount + 1);
  const weightRows = shape.holdsWeights === false ? 0 : shape.featureCount;
  const heldBatches = Math.max(1, Math.min(MOST_HELD_BATCHES, Math.floor(HELD_BYTES / (8 * shape.batchEntries))));
  const firstBatch = next;
  const batch = {
    offsets: take(4 * (BATCH_DOCUMENTS + 1)),
    ids: take(4 * shape.batchEntries),
    values: take(4 * shape.batchEntries),
    labels: take(4 * BATCH_DOCUMENTS),
    documentWeights: take(4 * BATCH_DOCUMENTS),
  };
  const batchBytes = next - firstBatch;
  take((heldBatches - 1) * batchBytes);
  const layout = {
    ...shape,
    table,
    stride,
    blank: 0 as const,
    heldBatches,
    batchBytes,
    ...batch,
    scores: take(4 * stride * BATCH_DOCUMENTS),
    active: take(stride * BATCH_DOCUMENTS),
    activeCounts: take(4 * BATCH_DOCUMENTS),
    terms: take(8 * shape.batchEntries),
    squares: take(4 * BATCH_DOCUMENTS),
    losses: take(8 * BATCH_DOCUMENTS),
    choices: take(4 * BATCH_DOCUMENTS),
    interceptState: take(4 * stride),
    zeros: take(4 * Math.max(shape.rank ?? 0, stride)),
    norms: take(16 * Math.ceil((shape.featureCount + 1) / NORM_BLOCK_ROWS)),
    state: take(16 * shape.featureCount),
    weights: take(4 * stride * (weightRows + 1)),
    vectors: take(exact ? EXACT_VECTORS * vectorBytes : 0),
    squareSums: take(exact ? 4 * (shape.featureCount + 1) : 0),
    spread: take(exact ? 4 * stride : 0),
    codeSums: take(8 * stride),
    spreadSums: take(exact ? 8 * stride : 0),
    wide: take(shape.gradientRows > 0 ? 8 * stride * BATCH_DOCUMENTS : 0),
    entropies: take(8 * BATCH_DOCUMENTS),
    mixture: take(8 * stride),
    gradient: take(8 * stride * shape.gradientRows),
  };
  const rank = shape.rank ?? 0;
  const factors = layOutFactors(rank, shape.featureCount, stride, take);
  const furtherByteCount = next;
  const probabilities = take(4 * stride * shape.probabilityDocuments);
  const intercept = layout.weights + 4 * stride * weightRows;
  return { ...layout, rank, factors, probabilities, intercept, byteCount: next, furtherByteCount };
}

function layOutFactors(rank: number, featureCount: number, stride: number, take: (bytes: number) => number): FactorLayout {
  const documents = rank === 0 ? 0 : BATCH_DOCUMENTS;
  return {
    tables: take(rank === 0 ? 0 : FACTOR_TABLES * TABLE_BYTES),
    left: take(4 * rank * featureCount),
    right: take(4 * rank * stride),
    rightSquares: take(rank === 0 ? 0 : 4 * stride),
    moves: take(rank === 0 ? 0 : (stride / 4) * COLUMN_MOVE_BYTES),
    hidden: take(4 * rank * documents),
    hiddenGradient: take(4 * rank * documents),
    hiddenActive: take(rank * documents),
    hiddenActiveCounts: take(4 * documents),
    hiddenSquares: take(4 * documents),
  };
}

/** Writes a table that the kernel reads: the layout's own, or one like it elsewhere. */
export function writeTable(layout: LayoutTable & Partial<Pick<LinearLayout, 'table'>>, memory: WebAssembly.Memory, at = layout.table ?? 0): void {
  const table = new Uint32Array(memory.buffer, at, TABLE_FIELDS.length);
  TABLE_FIELDS.forEach((field, index) => {
    table[index] = layout[field];
  });
}
