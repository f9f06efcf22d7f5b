import type { EventListener } from '../../core/events.js';
import { type ColumnRequest, findColumn } from '../../engine/table-files.js';
import type { PredictorParts } from '../../model/predictor.js';
import { checkSchemas, type DescribedFile } from '../../stages/source/check-schema.js';
import type { UsedColumn } from '../../stages/source/used-columns.js';

/** What files to code must have. */
interface InputRules {
  readonly parts: PredictorParts;
  readonly idColumn: string;
  /** Whether a file may lack covariates. */
  readonly allowMissing: boolean;
}

/**
 * Checks files to code as a run checks its partitions: every column of the model is there, once, with a type that fits. Files may
 * store a column in different ways, since each is read by itself. Covariates that a file may lack are told of. Failures: those of
 * `checkSchemas`.
 */
export function checkInputs(files: readonly DescribedFile[], { parts, idColumn, allowMissing }: InputRules, emit: EventListener): void {
  const texts = parts.spec.textColumns.map((name): UsedColumn => ({ name, key: 'a text of the model', use: 'text', remedy: 'name it so' }));
  const always = [{ name: idColumn, key: 'the ids', use: 'text', remedy: '--id names another column' } as const, ...texts];
  for (const file of files) {
    const isThere = ({ name }: ColumnRequest) => findColumn(file.columns, name) !== undefined;
    const all = covariatesOf(parts);
    const lacked = allowMissing ? all.filter((covariate) => !isThere(covariate)) : [];
    for (const { name } of lacked)
      emit({ type: 'warning', stage: 'predict', message: `${file.path} has no column ${name}: it counts as missing in every row` });
    const covariates = all.filter((covariate) => !lacked.includes(covariate));
    checkSchemas([file], [...always, ...covariates.map(usedCovariate)]);
  }
}

function usedCovariate({ name, as }: ColumnRequest): UsedColumn {
  return {
    name,
    key: 'a covariate of the model',
    use: as === 'number' ? 'number' : 'category',
    remedy: '--allow-missing lets it be missing in every row',
  };
}

/** The columns to read of a file, the ids first. */
export function requestedColumns({ parts, idColumn }: Pick<InputRules, 'parts' | 'idColumn'>, { columns }: DescribedFile): readonly ColumnRequest[] {
  const texts = parts.spec.textColumns.map((name) => ({ name, as: 'text' }) as const);
  return [{ name: idColumn, as: 'text' }, ...texts, ...covariatesOf(parts).filter(({ name }) => findColumn(columns, name) !== undefined)];
}

function covariatesOf({ spec }: PredictorParts): readonly ColumnRequest[] {
  return [
    ...spec.categoricalColumns.map((name) => ({ name, as: 'text' }) as const),
    ...spec.numericColumns.map(({ column }) => ({ name: column, as: 'number' }) as const),
  ];
}
