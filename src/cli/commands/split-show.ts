import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '../../artifacts/split.js';
import { fail } from '../../core/failure.js';
import { DuckDbEngine } from '../../engine/duckdb/duckdb-engine.js';
import { formatCount, formatShare } from '../../report/format.js';
import { openRun } from '../../runner/run-store.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { countSplit, type SplitCounts } from '../count-split.js';
import { divideMemory } from '../memory-budget.js';
import { resourcesOf } from '../open-services.js';
import { textTable } from '../text-table.js';

const SHOWN_CODES = 20;

/** `millrace split show`: rows by code and role, counted anew from the split file of a run. */
export async function splitShow(input: CommandInput): Promise<Outcome> {
  const { run, folder } = openRun(input.global.workspace, argument(input, 0));
  const file = join(folder, 'split.parquet');
  if (!existsSync(file)) {
    throw fail('usage.missing-run', {
      what: 'this run has no split',
      where: file,
      got: 'no such file',
      wanted: 'a run that got as far as its bundle',
    });
  }
  const counts = await withTables(input, (tables) => countSplit(file, tables));
  return { json: { run, split: file, roles: ROLES, ...counts }, text: describe(run, file, counts, input.options.all === true) };
}

async function withTables<T>({ global }: CommandInput, work: (tables: DuckDbEngine) => Promise<T>): Promise<T> {
  const { workerCount, memoryBytes } = resourcesOf(global);
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'millrace-split-'));
  const tables = await DuckDbEngine.open({ threads: workerCount, memoryBytes: divideMemory(memoryBytes, workerCount).tablesBytes, temporaryFolder });
  try {
    return await work(tables);
  } finally {
    await tables.close();
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}

function describe(run: string, file: string, { codes, rowCounts, groupCount, leakedTestRowCount }: SplitCounts, all: boolean): string {
  const rowCount = rowCounts.reduce((sum, count) => sum + count, 0);
  const shown = all ? codes : codes.slice(0, SHOWN_CODES);
  const rows = shown.map(({ code, roles }) => [code, ...roles.map(formatCount), formatCount(roles.reduce((sum, count) => sum + count, 0))]);
  const totals = ['all codes', ...rowCounts.map(formatCount), formatCount(rowCount)];
  const shares = ['', ...rowCounts.map((count) => formatShare(count, rowCount)), ''];
  const hidden = codes.length - shown.length;
  return [
    `split of run ${run}: ${formatCount(rowCount)} rows of ${formatCount(codes.length)} codes in ${formatCount(groupCount)} groups`,
    `test rows whose group is also in another role: ${formatCount(leakedTestRowCount)}`,
    '',
    textTable(['code', ...ROLES, 'rows'], [...rows, totals, shares]),
    ...(hidden > 0 ? [`${formatCount(hidden)} smaller codes are not shown (--all shows them)`] : []),
    '',
    file,
  ].join('\n');
}
