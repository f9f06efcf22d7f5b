import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../core/failure.js';
import { withFileFailures } from '../core/files/file-failure.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeFileAtomic } from '../core/files/write-atomic.js';
import type { TableFiles } from '../engine/table-files.js';
import type { TaskMapper } from '../engine/task-engine.js';
import { ROW_COLUMNS, TRUTH_COLUMNS } from '../tasks/synth-coicop/encode-rows.js';
import { PLANTED_ROWS } from '../tasks/synth-coicop/settings.js';
import type { SynthBlocksOutput } from '../tasks/synth-coicop/synth-coicop-blocks.js';
import { VARIETIES } from '../tasks/synth-coicop/varieties.js';
import { createWorld } from '../tasks/synth-coicop/world.js';
import type { Tasks } from '../tasks/task-table.js';
import { coicopCodebook } from './coicop-codebook.js';
import { type PartitionPlan, planPartitions } from './plan-partitions.js';
import { type SynthSummary, summarise } from './summarise.js';

/** What to make up, how much of it, and where it goes. */
export interface SynthOptions {
  readonly name: 'coicop';
  /** At least PLANTED_ROWS (1,000): the planted codes stand among the first rows. */
  readonly rows: number;
  readonly seed: number;
  /** Folder to fill, an absolute path: `partitions/part-*.parquet`, `codebook.csv`, `truth.parquet`, `synth.json`. */
  readonly out: string;
  /** Codes in all, from 338 to 64 times as many: those of the leaves are divided evenly into varieties. Absent: 338. */
  readonly codes?: number;
  /** Files to spread the rows over, in row order; default 8, at most one a block of rows. */
  readonly partitions?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (rowsDone: number, rows: number) => void;
}

const SUMMARY_FILE = 'synth.json';
/** Ids have nine digits. */
const MAX_ROWS = 1e9;
const DEFAULT_PARTITIONS = 8;

/**
 * Writes synthetic rows, their codebook and the truth about what was planted. The rows depend on version, `rows` and `seed` only,
 * never on the number of workers; a longer file begins with the rows of a shorter one. `synth.json` is written last.
 * Fails with `usage.wrong-value` for options out of range and for a folder that holds files of others.
 */
export async function synthesise(options: SynthOptions, tables: TableFiles, tasks: TaskMapper<Tasks>): Promise<SynthSummary> {
  checkOptions(options);
  const { out } = options;
  return withFileFailures(out, async () => {
    const partitionFolder = clearFolder(out);
    const textFolder = mkdtempSync(join(out, '.text-'));
    try {
      const plans = planPartitions(options.rows, options.partitions ?? DEFAULT_PARTITIONS, textFolder);
      const outputs = await writePartitions(plans, partitionFolder, options, tables, tasks);
      const truthFiles = plans.flatMap((plan) => plan.pieces.map((piece) => piece.truthFile));
      await tables.convertText(truthFiles, TRUTH_COLUMNS, join(out, 'truth.parquet'));
      writeFileAtomic(join(out, 'codebook.csv'), coicopCodebook(options.codes));
      const summary = summarise(options, plans.length, outputs);
      writeFileAtomic(join(out, SUMMARY_FILE), `${JSON.stringify(summary, null, 2)}\n`);
      return summary;
    } finally {
      rmSync(textFolder, { recursive: true, force: true });
    }
  });
}

function checkOptions({ name, rows, seed, partitions, codes }: SynthOptions): void {
  if (name !== 'coicop') throw wrongValue('NAME', String(name), 'coicop');
  if (!Number.isSafeInteger(rows) || rows < PLANTED_ROWS || rows > MAX_ROWS)
    throw wrongValue('--rows', String(rows), `a whole number from ${PLANTED_ROWS} to ${MAX_ROWS}`);
  if (!Number.isSafeInteger(seed) || seed < 0) throw wrongValue('--seed', String(seed), 'a whole number from 0 on');
  const leafCount = createWorld().leaves.length;
  if (codes !== undefined && (!Number.isSafeInteger(codes) || codes < leafCount || codes > leafCount * VARIETIES.length))
    throw wrongValue('--codes', String(codes), `a whole number from ${leafCount} to ${leafCount * VARIETIES.length}`);
  if (partitions !== undefined && (!Number.isSafeInteger(partitions) || partitions < 1)) {
    throw wrongValue('--partitions', String(partitions), 'a whole number from 1 on');
  }
}

function wrongValue(where: string, got: string, wanted: string): Error {
  return fail('usage.wrong-value', { what: 'synthetic data cannot be made this way', where, got, wanted });
}

/** Makes the folder of partitions. Removes what an earlier run of ours left there; files of others are never touched. */
function clearFolder(out: string): string {
  const folder = join(out, 'partitions');
  makeFolder(folder);
  const found = readdirSync(folder);
  if (found.length > 0 && !existsSync(join(out, SUMMARY_FILE))) {
    throw fail('usage.wrong-value', {
      what: 'the folder for synthetic data already holds files that it did not make',
      where: folder,
      got: `${found.length} files, and no ${SUMMARY_FILE} beside`,
      wanted: 'an empty or new folder, or one that this command filled',
      hint: 'name another folder with --out, or delete this one',
    });
  }
  rmSync(join(out, SUMMARY_FILE), { force: true });
  for (const name of found) if (/^part-\d+\.parquet$/.test(name)) rmSync(join(folder, name));
  return folder;
}

/** While the pool draws a partition, the table engine writes the one before it. */
async function writePartitions(
  plans: readonly PartitionPlan[],
  folder: string,
  { rows, seed, codes, signal, onProgress }: SynthOptions,
  tables: TableFiles,
  tasks: TaskMapper<Tasks>,
): Promise<SynthBlocksOutput[]> {
  const outputs: SynthBlocksOutput[] = [];
  let writing: Promise<void> = Promise.resolve();
  for (const plan of plans) {
    const inputs = plan.pieces.map((piece) => ({ ...piece, seed, ...(codes === undefined ? {} : { codes }) }));
    const drawing = tasks.map('synth-coicop-blocks', inputs, signal === undefined ? {} : { signal });
    const [drawn] = await Promise.all([drawing, writing]);
    outputs.push(...drawn);
    writing = writePartition(plan, folder, tables);
    // When drawing fails first, nobody waits for this one any more; its failure must not end the process.
    writing.catch(() => undefined);
    onProgress?.(plan.firstRow + plan.rowCount, rows);
  }
  await writing;
  return outputs;
}

async function writePartition(plan: PartitionPlan, folder: string, tables: TableFiles): Promise<void> {
  const rowFiles = plan.pieces.map((piece) => piece.rowsFile);
  await tables.convertText(rowFiles, ROW_COLUMNS, join(folder, plan.fileName));
  for (const rowFile of rowFiles) rmSync(rowFile);
}
