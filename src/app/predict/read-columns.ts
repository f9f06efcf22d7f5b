import type { ColumnRequest } from '../../engine/table-files.js';
import type { PredictorParts } from '../../model/predictor.js';
import { type InputFile, requestedColumns } from './check-inputs.js';
import { type KeepRule, type KeptColumn, keptColumns } from './kept-columns.js';
import { reservedNames } from './prediction-columns.js';

/** The columns that are read of a file: what the model needs, the ids first, and after it what is only kept. */
export interface ReadColumns {
  readonly model: readonly ColumnRequest[];
  /** The index is the place among all that are read. */
  readonly kept: readonly (KeptColumn & { readonly index: number })[];
}

/** The same, of a file. */
interface FileColumns extends ReadColumns {
  readonly all: readonly ColumnRequest[];
}

/** Each column is read once in each form, also where it is both coded and kept. Failures: those of `keptColumns`. */
export function readColumns(
  { parts, idColumn, keep }: { readonly parts: PredictorParts; readonly idColumn: string; readonly keep: KeepRule },
  input: Pick<InputFile, 'path' | 'columns'>,
): FileColumns {
  const model = requestedColumns({ parts, idColumn }, input);
  const all = [...model];
  const kept = keptColumns(keep, { ...input, idColumn, taken: reservedNames() }).map((column) => {
    const known = all.findIndex(({ name, as }) => name.normalize('NFC') === column.name && as === column.as);
    const index = known === -1 ? all.push({ name: column.name, as: column.as }) - 1 : known;
    return { ...column, index };
  });
  return { model, kept, all };
}
