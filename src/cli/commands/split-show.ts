import { existsSync } from 'node:fs';
import { openRunPartitions } from '../../app/run-partitions.js';
import { withTables } from '../../app/with-tables.js';
import { splitFiles } from '../../artifacts/files/split-files.js';
import { ROLES } from '../../artifacts/split.js';
import { fail } from '../../core/failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import type { DuckDbEngine } from '../../engine/duckdb/duckdb-engine.js';
import { formatCount } from '../../report/format.js';
import { computeSplitReport, type SplitReport } from '../../report/split/split-report.js';
import { splitReportHtml } from '../../report/split/split-report-html.js';
import { splitReportText } from '../../report/split/split-report-text.js';
import { loadSplitRows } from '../../report/split/split-rows.js';
import { type FinishedRun, openFinishedRun } from '../../runner/run-store.js';
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
  const { id, text } = manifest.config.data;
  const services = { tables, signal: scratch.signal, store: { scratch: async () => scratch.folder } };
  const files = await openRunPartitions(manifest, `${file} still says which row had which role`, services);
  const rows = await loadSplitRows({ tables, splitReader: tables }, file, files, { id, text });
  return computeSplitReport(rows, manifest.config.split.seed);
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
