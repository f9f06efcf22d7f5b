import { existsSync } from 'node:fs';
import { fail } from '../core/failure.js';
import type { FileInFolders } from '../engine/folder-columns.js';
import type { Manifest } from '../runner/manifest.js';
import { partitionFile } from '../runner/partition-file.js';
import { isCsv } from '../stages/source/csv-partition.js';
import { tableOfCsv } from './formats/table-of-csv.js';
import type { TableServices } from './formats/table-to-read.js';

/**
 * The partitions that a run read, as tables with its ids and texts: texts are not kept in a run. `usage.missing-file` where one is gone;
 * `stillThere` says what can be done without them.
 */
export async function openRunPartitions(
  { config, inputs, workingDirectory }: Manifest,
  stillThere: string,
  services: TableServices,
): Promise<readonly FileInFolders[]> {
  const partitions = inputs.filter(({ role }) => role === 'partition').map((input) => partitionFile(input, workingDirectory));
  const gone = partitions.find(({ file }) => !existsSync(file))?.file;
  if (gone !== undefined) {
    throw fail('usage.missing-file', {
      what: 'the texts of this run are not there any more',
      where: gone,
      got: 'no such file',
      wanted: 'the partitions that the run read',
      hint: stillThere,
    });
  }
  const { id, text } = config.data;
  const files: FileInFolders[] = [];
  for (const partition of partitions) {
    const ofCsv = { ...partition, path: partition.file, texts: [id, ...text], numbers: [], kept: [] };
    files.push(isCsv(partition.file) ? (await tableOfCsv(ofCsv, services)).input : partition);
  }
  return files;
}
