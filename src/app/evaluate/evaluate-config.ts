import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { fail } from '../../core/failure.js';
import { folderValues } from '../../core/folder-values.js';
import type { TableFiles } from '../../engine/table-files.js';
import { describeCsv, isCsv, readCsvHead } from '../../stages/source/csv-partition.js';

/** What the command line says about the data; undefined: as the run that made the bundle. */
export interface DataOptions {
  /** Globs, and a file that they match, relative to the project folder. */
  readonly pattern: string | readonly string[];
  readonly file: string;
  /** Absolute path. */
  readonly projectFolder: string;
  readonly id: string | undefined;
  readonly text: readonly string[] | undefined;
  readonly label: string | undefined;
  /** `none`: every row counts once. */
  readonly weight: string | undefined;
  readonly codebook: string | undefined;
  /** Whether the data may lack covariates, which then count as missing in every row. */
  readonly allowMissing: boolean;
}

/**
 * The settings of the run that made a bundle, turned to other data: which files, what their columns are called, and nothing that
 * only a split needs. A codebook or correspondence that is not there any more is left out, with a warning, unless labels must be
 * cut to a level. `usage.wrong-value` for another number of text columns than the model reads.
 */
export async function evaluateConfig(
  config: PipelineConfig,
  options: DataOptions,
  tables: TableFiles,
  warn: (message: string) => void,
): Promise<PipelineConfig> {
  // Selections of test rows, and files of other suites.
  const { evaluate: _, ...own } = config;
  const { data, split } = own;
  const text = options.text ?? data.text;
  if (text.length !== data.text.length) {
    throw fail('usage.wrong-value', {
      what: 'the model reads another number of text columns',
      where: 'command line: --text',
      got: text.join(', '),
      wanted: `${data.text.length}, in the order of ${data.text.join(', ')}`,
    });
  }
  const file = resolve(options.projectFolder, options.file);
  const columns = isCsv(file) ? describeCsv(await readCsvHead(file, options.file, [...text, split.groupBy])) : (await tables.describe(file)).columns;
  const names = [...columns.map(({ name }) => name), ...Object.keys(folderValues(options.file, data.folderColumns))];
  const has = (name: string): boolean => names.includes(name.normalize('NFC'));
  const lacks = (name: string): boolean => {
    const isLacked = options.allowMissing && !has(name);
    if (isLacked) warn(`the data has no column ${name}: it counts as missing in every row`);
    return isLacked;
  };
  const groupBy = has(split.groupBy) ? split.groupBy : 'text';
  if (split.groupBy !== 'text') {
    const known =
      groupBy === 'text' ? `the data has no column ${split.groupBy}: they are known by id alone` : `they are known by id and ${groupBy}, not by text`;
    warn(`the model's split is grouped by ${split.groupBy}, so of rows that trained it: ${known}`);
  }
  const ifThere = (path: string | null, isNeeded: boolean) => fileIfThere(path, isNeeded, options.projectFolder, warn);
  const evaluation = options.weight === undefined ? data.weights.evaluation : options.weight === 'none' ? null : options.weight;
  return {
    ...own,
    data: {
      ...data,
      partitions: options.pattern,
      id: options.id ?? data.id,
      text,
      label: options.label ?? data.label,
      covariates: data.covariates.filter((covariate) => !lacks(typeof covariate === 'string' ? covariate : covariate.column)),
      codebook: options.codebook ?? ifThere(data.codebook, data.level !== null),
      correspondence: ifThere(data.correspondence, false),
      weights: { training: null, evaluation },
    },
    split: { ...split, groupBy, from: null, test: null, folds: null, reportLeak: null },
  };
}

function fileIfThere(path: string | null, isNeeded: boolean, folder: string, warn: (message: string) => void): string | null {
  if (path === null || isNeeded || existsSync(resolve(folder, path))) return path;
  warn(`${path} of the run is not there: labels are taken as they are`);
  return null;
}
