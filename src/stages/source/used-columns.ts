import type { PipelineConfig } from '../../config/pipeline-config.js';
import { suiteColumns } from '../../config/suite-columns.js';

/**
 * What a column's type must be: `text` may also be whole numbers, read by their decimal text; `any` is any single value, and so is
 * `category`, whose values are brought into a canonical form, so that a file may hold whole numbers and another one floats or texts.
 */
export type ColumnUse = 'text' | 'number' | 'category' | 'any';

/** A column that the pipeline reads. */
export interface UsedColumn {
  readonly name: string;
  /** The config path that names it, or what it is to the model that reads it. */
  readonly key: string;
  readonly use: ColumnUse;
  /** What to do where it is missing; left out: to name the right column at the config path. */
  readonly remedy?: string;
}

/** The columns of the partitions that a pipeline reads, in the order of the config. */
export function usedColumns({ data, split, evaluate }: PipelineConfig): readonly UsedColumn[] {
  const columns: UsedColumn[] = [
    { name: data.id, key: 'data.id', use: 'text' },
    ...data.text.map((name, i): UsedColumn => ({ name, key: `data.text[${i}]`, use: 'text' })),
    { name: data.label, key: 'data.label', use: 'text' },
    ...data.covariates.map((covariate, i): UsedColumn => {
      const key = `data.covariates[${i}]`;
      return typeof covariate === 'string' ? { name: covariate, key, use: 'category' } : { name: covariate.column, key, use: 'number' };
    }),
  ];
  if (data.weights.training !== null) columns.push({ name: data.weights.training, key: 'data.weights.training', use: 'number' });
  if (data.weights.evaluation !== null) columns.push({ name: data.weights.evaluation, key: 'data.weights.evaluation', use: 'number' });
  if (split.groupBy !== 'text') columns.push({ name: split.groupBy, key: 'split.groupBy', use: 'any' });
  if (split.reportLeak !== null) columns.push({ name: split.reportLeak, key: 'split.reportLeak', use: 'any' });
  if (split.test !== null) columns.push({ name: split.test.column, key: 'split.test.column', use: 'any' });
  columns.push(...suiteColumns({ evaluate }).map((column): UsedColumn => ({ ...column, use: 'any' })));
  return columns;
}
