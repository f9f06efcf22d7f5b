import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { type Baselines, type ConfiguredSet, compareBaselines } from '../../../app/compare/baselines/compare-baselines.js';
import { withTables } from '../../../app/with-tables.js';
import { fail } from '../../../core/failure.js';
import { writeFileAtomic } from '../../../core/files/write-atomic.js';
import { compareUtf8 } from '../../../core/utf8-order.js';
import type { Column } from '../../../engine/table-files.js';
import { baselineColumns, baselineNote } from '../../../report/compare/baselines/baseline-columns.js';
import { baselinesMarkdown } from '../../../report/compare/baselines/baselines-markdown.js';
import { baselinesPage } from '../../../report/compare/baselines/baselines-page.js';
import { formatNumber } from '../../../report/format.js';
import { argumentList, type CommandInput, type Outcome } from '../../command.js';
import { loadRunConfig } from '../../load-run-config.js';
import { optionPath } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';

/** Whether a name of the command line is that of a pipeline file. */
export function isPipelineFile(name: string): boolean {
  return /\.ya?ml$/.test(name) && !name.includes('=');
}

/** Kinds of models on equal terms: every kind of `search.estimators`, on the set of each pipeline file. */
export async function compareKinds(input: CommandInput): Promise<Outcome> {
  const { workspace, projectFolder } = input.global;
  const sets = await readSets(input);
  const found = await compareBaselines({ sets, workspace, projectFolder, signal: input.signal, emit: input.emit });
  const written = await writeAll(found, input);
  const rows = found.sets.flatMap((set) => set.rows);
  return {
    json: { kind: 'baselines', sets: found.sets.map(({ rows: _, ...set }) => set), rows, meanRanks: found.meanRanks, ...written },
    text: describe(found, written),
  };
}

/** A set a pipeline file, and with `--tsv` a set a file of that folder, on the terms of the first pipeline. */
async function readSets(input: CommandInput): Promise<readonly ConfiguredSet[]> {
  const names = argumentList(input, 0);
  const files = names.filter(isPipelineFile);
  const settings = names.filter((name) => !isPipelineFile(name));
  const wrong = settings.find((name) => !name.includes('=') && !name.startsWith('~'));
  if (wrong !== undefined) throw wrongName(wrong);
  const folder = optionPath(input, 'tsv');
  const given = folder === undefined ? files.map((file) => ({ file, own: [] as readonly string[] })) : tsvSets(files[0] as string, folder);
  const sets: ConfiguredSet[] = [];
  for (const { file, own } of given) {
    const config = await loadRunConfig(file, [...own, ...settings], input);
    sets.push({ name: config.name, pipelineFile: file, config });
  }
  return sets;
}

function tsvSets(file: string, folder: string) {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tsv'))
    .map(({ name }) => name)
    .sort(compareUtf8);
  if (found.length === 0) {
    const wanted = 'files NAME.tsv with the columns id, text and label';
    throw fail('data.no-match', {
      what: 'there are no sets to compare kinds on',
      where: `--tsv ${folder}`,
      got: 'no file that ends with .tsv',
      wanted,
    });
  }
  return found.map((name) => ({
    file,
    own: [`name=${parse(name).name}`, `data={ partitions: ${JSON.stringify(join(folder, name))}, id: id, text: [text], label: label }`],
  }));
}

function wrongName(got: string): Error {
  return fail('usage.wrong-value', {
    what: 'kinds of models are compared by pipeline files',
    where: 'command line: compare',
    got,
    wanted: 'pipeline files, and settings for all of them, key=value or ~key',
    hint: 'two models or runs are compared without a pipeline file',
  });
}

interface Written {
  readonly html: string | null;
  readonly markdown: string | null;
  readonly parquet: string | null;
}

async function writeAll({ sets, meanRanks }: Baselines, input: CommandInput): Promise<Written> {
  const written = {
    html: optionPath(input, 'html') ?? null,
    markdown: optionPath(input, 'markdown') ?? null,
    parquet: optionPath(input, 'parquet') ?? null,
  };
  if (written.html !== null) writeFileAtomic(written.html, baselinesPage(sets, meanRanks));
  if (written.markdown !== null) writeFileAtomic(written.markdown, baselinesMarkdown(sets, meanRanks));
  const { parquet } = written;
  if (parquet !== null) await withTables(input.global, (tables) => tables.writeTable(parquet, parquetColumns({ sets, meanRanks })));
  return written;
}

/** A row a set and kind. */
function parquetColumns({ sets }: Baselines): readonly Column[] {
  const rows = sets.flatMap((set) => set.rows);
  const text = (name: string, of: (row: (typeof rows)[number]) => string): Column => ({ name, type: 'text', values: rows.map(of) });
  const number = (name: string, of: (row: (typeof rows)[number]) => number | null): Column => ({ name, type: 'float64', values: rows.map(of) });
  return [
    text('set', (row) => row.set),
    text('estimator', (row) => row.estimator),
    text('chosen', (row) => row.chosen),
    text('run', (row) => row.run),
    text('splitDigest', (row) => row.splitDigest),
    text('modelDigest', (row) => row.modelDigest),
    number('trialCount', (row) => row.trialCount),
    number('rank', (row) => row.rank),
    number('validation', (row) => row.validation),
    ...(['macroF1', 'accuracy'] as const).flatMap((name) => [
      number(name, (row) => row.metrics[name]),
      number(`${name}Low`, (row) => row.intervals[name]?.low ?? null),
      number(`${name}High`, (row) => row.intervals[name]?.high ?? null),
      number(`${name}SeedMean`, (row) => row.repeats?.figures[name].mean ?? null),
      number(`${name}SeedDeviation`, (row) => row.repeats?.figures[name].deviation ?? null),
    ]),
    ...(['top5', 'logLoss', 'ece', 'brier'] as const).map((name) => number(name, (row) => row.metrics[name])),
    ...(['difference', 'low', 'high', 'pValue', 'holmPValue'] as const).map((name) => number(`toBest_${name}`, (row) => row.toBest?.[name] ?? null)),
    number('fitCpuSeconds', (row) => row.costs.fitCpuSeconds),
    number('peakRssMb', (row) => row.costs.peakRssMb),
    number('textsPerCpuSecond', (row) => row.costs.textsPerCpuSecond),
    number('bundleBytes', (row) => row.costs.bundleBytes),
  ];
}

function describe({ sets, meanRanks }: Baselines, written: Written): string {
  const parts = sets.flatMap((set) => {
    const columns = baselineColumns(set);
    const table = textTable(
      columns.map(({ name }) => name),
      set.rows.map((row) => columns.map(({ show }) => show(row))),
    );
    const settings = set.rows.map(({ estimator, chosen }) => `  ${estimator}: ${chosen}`);
    return [set.name, '', table, '', baselineNote(set), '', 'chosen by validation:', ...settings, ''];
  });
  const ranks = meanRanks.map(({ estimator, meanRank, setCount }) => [estimator, formatNumber(meanRank), String(setCount)]);
  const files = Object.values(written).filter((file) => file !== null);
  return [...parts, ...(ranks.length === 0 ? [] : [textTable(['estimator', 'mean rank', 'sets'], ranks), '']), ...files].join('\n').trimEnd();
}
