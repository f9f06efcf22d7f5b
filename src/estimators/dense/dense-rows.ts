import { fail } from '../../core/failure.js';
import { loadLibrary } from '../../core/process/load-library.js';
import { formatSize } from '../../core/size.js';
import { entriesOf, type LabelledRows } from '../../ml/labelled-rows.js';

/** A matrix of the package ml-matrix, as far as it is used here. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
  set(row: number, column: number, value: number): Matrix;
  to1DArray(): number[];
}

/** A node of a tree of the package ml-cart: one that splits has both sides. */
export interface CartNode {
  readonly left?: CartNode;
  readonly right?: CartNode;
  readonly splitColumn?: number;
  readonly splitValue?: number;
  readonly distribution?: Matrix;
}

/** The dense packages, as far as they are used here; see `src/build/bundle-libraries.mjs`. */
interface DensePackages {
  readonly Matrix: (new (rows: number, columns: number) => Matrix) & { columnVector(values: readonly number[]): Matrix };
  readonly LogisticRegression: new (options: {
    numSteps: number;
    learningRate: number;
  }) => {
    train(rows: Matrix, labels: Matrix): void;
    readonly classifiers: readonly { readonly weights: Matrix }[];
  };
  readonly RandomForestClassifier: new (
    options: object,
  ) => {
    train(rows: Matrix, labels: readonly number[]): void;
    /** By tree: the column of the rows that each of its own columns is. */
    readonly indexes: readonly (readonly number[])[];
    readonly estimators: readonly { readonly root: CartNode }[];
  };
}

/** The packages ml-logistic-regression, ml-random-forest and ml-matrix. Loaded where a fit needs them, 60 kB. */
export function densePackages(): DensePackages {
  return loadLibrary('ml') as DensePackages;
}

/** Bytes of one dense matrix of the packages. */
export function denseBytes(rowCount: number, columnCount: number): number {
  return 8 * rowCount * columnCount;
}

/** Rows as the packages take them: the values of features 0 … columnCount−1, which are the most frequent ones. */
export function denseRows(rows: LabelledRows, columnCount: number): Matrix {
  const matrix = new (densePackages().Matrix)(rows.row.length, columnCount);
  for (let i = 0; i < rows.row.length; i++) {
    const { ids, values, from, to } = entriesOf(rows, i);
    for (let e = from; e < to && ids[e]! < columnCount; e++) matrix.set(i, ids[e]!, values[e]!);
  }
  return matrix;
}

/** `resources.memory` for a fit whose dense rows are more than fits may take. */
export function requireDenseRoom(kind: string, rowCount: number, columnCount: number, byteCount: number, limit: number): void {
  if (byteCount <= limit) return;
  throw fail('resources.memory', {
    what: `a fit of ${kind} does not fit in the memory`,
    where: 'resources.memory (--memory)',
    got: `${formatSize(byteCount)} for ${rowCount} rows × ${columnCount} features, none of them left out, where ${formatSize(limit)} may be used`,
    wanted: 'dense rows that fit: this kind is for small sets',
    hint: 'lower denseFeatures in its grid, give more --memory, or take the kind without "ml-", which keeps rows sparse',
  });
}

/** `usage.wrong-value` for rows that count unequally: the packages count each row once. */
export function requireEqualWeights(kind: string, { weight }: Pick<LabelledRows, 'weight'>): void {
  const other = weight.find((own) => own !== weight[0]);
  if (other === undefined) return;
  throw fail('usage.wrong-value', {
    what: `${kind} counts every row once`,
    where: 'data.weights.training',
    got: `rows of weight ${weight[0]} and ${other} (scaled to a mean of 1)`,
    wanted: 'no training weights',
    hint: 'leave data.weights.training out, or search another kind',
  });
}
