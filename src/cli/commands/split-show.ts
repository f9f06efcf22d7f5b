import { existsSync } from 'node:fs';
import { tableOfCsv } from '../../app/formats/table-of-csv.js';
import { withTables } from '../../app/with-tables.js';
import { splitFiles } from '../../artifacts/files/split-files.js';
import { ROLES } from '../../artifacts/split.js';
import { fail } from '../../core/failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import type { DuckDbEngine } from '../../engine/duckdb/duckdb-engine.js';
import type { FileInFolders } from '../../engine/folder-columns.js';
import { formatCount } from '../../report/format.js';
import { computeSplitReport, type SplitReport } from '../../report/split/split-report.js';
import { splitReportHtml } from '../../report/split/split-report-html.js';
import { splitReportText } from '../../report/split/split-report-text.js';
import { loadSplitRows } from '../../report/split/split-rows.js';
import { partitionFile } from '../../runner/partition-file.js';
import { type FinishedRun, openFinishedRun } from '../../runner/run-store.js';
import { isCsv } from '../../stages/source/csv-partition.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionPath } from '../parse-option.js';
import { textTable } from '../text/text-table.js';

const SHOWN_CODES = 20;

/** `millrace split show`: rows by code and role, and what the test rows give away, measured anew from the split file and the data. */
export async function splitShow(input: CommandInput): Promise<Outcome> {
  const run = openFinishedRun(input.global.workspace, argument(input, 0));
  const file = splitFiles(run.folder).split;
  if (!existsSync(file))
    throw fail('usage.missing-run', {
      what: 'this run has no split',
      where: file,
      got: 'no such file',
      wanted: 'a run that got as far as its bundle',
    });
  const { report, leakedGroupRowCount } = await withTables(input.global, async (tables, folder) => ({
    report: await measure(run, file, tables, { folder, signal: input.signal }),
    leakedGroupRowCount: await tables.countLeakedRows(file),
  }));
  const page = optionPath(input, 'html') ?? null;
  if (page !== null) writeFileAtomic(page, splitReportHtml(report, run.run));
  const text = describe(run.run, report, leakedGroupRowCount, input.options.all === true ? report.codes.length : SHOWN_CODES);
  return { json: { run: run.run, split: file, page, roles: ROLES, leakedGroupRowCount, ...report }, text: `${text}\n\n${page ?? file}` };
}

/** Texts are not kept in a run: they are read from its inputs, which must still be there. */
async function measure(
  { manifest }: FinishedRun,
  file: string,
  tables: DuckDbEngine,
  scratch: { readonly folder: string; readonly signal: AbortSignal },
): Promise<SplitReport> {
  const { config, inputs, workingDirectory } = manifest;
  const partitions = inputs.filter(({ role }) => role === 'partition').map((input) => partitionFile(input, workingDirectory));
  const gone = partitions.find(({ file: partition }) => !existsSync(partition))?.file;
  if (gone !== undefined) {
    throw fail('usage.missing-file', {
      what: 'the texts of this run are not there any more',
      where: gone,
      got: 'no such file',
      wanted: 'the partitions that the run read',
      hint: `${file} still says which row had which role`,
    });
  }
  const { id, text } = config.data;
  const services = { tables, signal: scratch.signal, store: { scratch: async () => scratch.folder } };
  const files: FileInFolders[] = [];
  for (const partition of partitions) {
    const ofCsv = { ...partition, path: partition.file, texts: [id, ...text], numbers: [], kept: [] };
    files.push(isCsv(partition.file) ? (await tableOfCsv(ofCsv, services)).input : partition);
  }
  const rows = await loadSplitRows({ tables, splitReader: tables }, file, files, { id, text });
  return computeSplitReport(rows, config.split.seed);
}

function describe(run: string, report: SplitReport, leakedGroupRowCount: number, shownCodes: number): string {
  const { codes, leak, notes } = splitReportText(report, shownCodes);
  const isCut = shownCodes < report.codes.length;
  return [
    `split of run ${run}: ${formatCount(report.rowCount)} rows of ${formatCount(report.codes.length)} codes`,
    `test rows whose group is also in another role: ${formatCount(leakedGroupRowCount)}`,
    '',
    textTable(codes[0] ?? [], codes.slice(1)),
    '',
    textTable(leak[0] ?? [], leak.slice(1)),
    '',
    ...notes,
    ...(isCut ? ['--all shows every code'] : []),
  ].join('\n');
}
