import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fail } from '../../core/failure.js';
import { matchFiles, patternOf } from '../../core/files/match-files.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import { shellWord } from '../../core/terminal/shell-word.js';
import type { TableFiles } from '../../engine/table-files.js';
import { firstPipeline, yamlText } from './first-pipeline.js';
import { type GuessedColumns, guessColumns } from './guess-columns.js';
import { lookAtFile } from './look-at-file.js';

/** A file or pattern of files to make a pipeline for, and where. */
export interface FirstPipelineRequest {
  readonly input: string;
  /** The pipeline file, relative to the project folder; by the name of the input unless given. */
  readonly out: string | undefined;
  /** Absolute path: relative paths start here. */
  readonly projectFolder: string;
}

/** What was written, and what the next command is. */
export interface WrittenPipeline {
  /** Relative to the project folder, as it was given. */
  readonly pipeline: string;
  readonly guessed: GuessedColumns;
  readonly rowCount: number;
  readonly next: string;
  /** Keys that nothing was guessed for. */
  readonly missing: readonly string[];
}

/**
 * Looks at the first file that `input` names and writes a pipeline for all of them. Never over a file that is there.
 * Failures: `usage.wrong-value` where one is, `data.no-match`, and `data.*` of a file that cannot be read.
 */
export async function writeFirstPipeline({ input, out, projectFolder }: FirstPipelineRequest, tables: TableFiles): Promise<WrittenPipeline> {
  const isFile = statSync(resolve(projectFolder, input), { throwIfNoEntry: false })?.isFile() === true;
  const partitions = isFile ? patternOf(input) : input;
  const [first] = matchFiles([partitions], projectFolder).files;
  const name = nameOf(input);
  const pipeline = out ?? `${name}.yaml`;
  refuseExisting(pipeline, projectFolder);
  const table = await lookAtFile(first as string, projectFolder, tables);
  const guessed = guessColumns(table);
  const file = shellWord(pipeline);
  writeFileAtomic(resolve(projectFolder, pipeline), firstPipeline({ name, partitions, file, table, guessed }));
  const missing = (['id', 'text', 'label'] as const).filter((key) => guessed[key] === null);
  const settings = missing.map((key) => ` data.${key}=COLUMN`).join('');
  return { pipeline, guessed, rowCount: table.rowCount, next: `millrace run ${file}${settings}`, missing };
}

/** A name of the letters that a pipeline may have. */
function nameOf(input: string): string {
  const letters = basename(input)
    .replace(/(\.(csv|tsv|parquet))?(\.gz)?$/i, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return letters === '' ? 'mine' : letters;
}

function refuseExisting(pipeline: string, projectFolder: string): void {
  if (!existsSync(resolve(projectFolder, pipeline))) return;
  throw fail('usage.wrong-value', {
    what: 'the pipeline file is there already',
    where: pipeline,
    got: 'a file of that name',
    wanted: 'a name that is free',
    hint: `give another one: --out ${yamlText(`other-${basename(pipeline)}`)}`,
  });
}
