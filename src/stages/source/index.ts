import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Codebook } from '../../artifacts/codebook.js';
import type { Source, SourcePartition } from '../../artifacts/source.js';
import { digestFile } from '../../core/digest.js';
import { fail } from '../../core/failure.js';
import { matchFiles, skippedEvents } from '../../core/files/match-files.js';
import { findColumn } from '../../engine/table-files.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../stage-context.js';
import { checkSchemas, type DescribedFile } from './check-schema.js';
import { sourceCost } from './cost.js';
import { type DigestedPartition, describePartitions, type FoundPartition, refuseChange, tablesOfCsv } from './partitions.js';
import { readCodebook } from './read-codebook.js';
import { readCorrespondence } from './read-correspondence.js';
import { type UsedColumn, usedColumns } from './used-columns.js';

/** Finds the partitions, checks their schemas before anything long starts, digests every byte that the run uses, and makes tables of CSV files. */
export const sourceStage: Stage<Record<never, never>, Source> = stageOf({
  name: 'source',
  cost: sourceCost,
  async *pieces(_input, context) {
    const { data } = context.config;
    const folder = context.projectFolder;
    const codebook = await readCodebookFile(context, folder);
    const correspondence = await readCorrespondenceFile(context, folder, codebook.codebook);
    const { files: paths, skipped } = matchFiles(typeof data.partitions === 'string' ? [data.partitions] : data.partitions, folder);
    for (const event of skippedEvents('source', skipped)) context.emit(event);
    const used = usedColumns(context.config);
    const found = await describePartitions(paths, used, context);
    checkSchemas(found, used);
    const digested: DigestedPartition[] = [];
    for (const partition of found) {
      context.signal.throwIfAborted();
      digested.push({ ...partition, ...(await digestPartition(resolve(folder, partition.path), partition)) });
      context.emit({ type: 'progress', stage: 'source', unit: 'partitions', done: digested.length, total: found.length });
    }
    const partitions = yield* tablesOfCsv(digested, used, context);
    return {
      kind: 'source',
      partitions,
      rowCount: partitions.reduce((sum, partition) => sum + partition.rowCount, 0),
      columns: describeUsed(found, used),
      ...codebook,
      ...correspondence,
    };
  },
});

/** What the columns of the pipeline are, by the first file that has values in them. */
function describeUsed(files: readonly DescribedFile[], used: readonly UsedColumn[]): Source['columns'] {
  return used.map(({ name, key }) => {
    const kinds = files.map(({ columns }) => findColumn(columns, name)?.kind ?? 'nothing');
    return { name, key, kind: kinds.find((kind) => kind !== 'nothing') ?? 'nothing' };
  });
}

async function readCodebookFile({ config }: StageContext, folder: string): Promise<Pick<Source, 'codebook' | 'codebookDigest'>> {
  const { codebook: path, level } = config.data;
  if (path === null && level !== null) {
    throw fail('usage.wrong-value', {
      what: 'labels cannot be cut to a level without a codebook',
      where: 'data.level',
      got: String(level),
      wanted: 'data.codebook beside it, or data.level: null',
    });
  }
  if (path === null) return { codebook: null, codebookDigest: null };
  const file = existingFile(folder, path, 'data.codebook', 'a CSV file with code, title, parent');
  return { codebook: readCodebook(path, file), codebookDigest: await digestFile(file) };
}

async function readCorrespondenceFile(
  { config }: StageContext,
  folder: string,
  codebook: Codebook | null,
): Promise<Pick<Source, 'correspondence' | 'correspondenceDigest'>> {
  const path = config.data.correspondence;
  if (path === null) return { correspondence: null, correspondenceDigest: null };
  const file = existingFile(folder, path, 'data.correspondence', 'a CSV file with old, new, weight');
  return { correspondence: readCorrespondence(path, file, codebook), correspondenceDigest: await digestFile(file) };
}

function existingFile(folder: string, path: string, where: string, wanted: string): string {
  const file = resolve(folder, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
  throw fail('usage.missing-file', { what: 'there is no such file', where, got: path, wanted });
}

async function digestPartition(file: string, { path, stamp }: FoundPartition): Promise<Pick<SourcePartition, 'digest' | 'byteCount'>> {
  const digest = await digestFile(file);
  refuseChange(file, path, stamp);
  return { digest, byteCount: statSync(file).size };
}
