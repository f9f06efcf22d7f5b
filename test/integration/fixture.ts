import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import type { Column } from '../../src/engine/table-files.js';

const COMMON_CODES = 6;
const ROWS_A_COMMON_CODE = 45;
const RARE_CODES = 9;
const PARTITIONS = ['one.parquet', 'sub/two.parquet', 'three.parquet'];

interface Row {
  readonly id: string;
  readonly text: string | null;
  readonly label: string;
}

/**
 * A folder with some 300 rows of data/nsi in three partitions, with a categorical and a numeric covariate and both weights, common
 * codes and codes of 1 to 3 rows, a repeated row, equal texts under two codes and a text that is null; and `pipeline.yaml` over it.
 */
export async function writeFixture(folder: string): Promise<void> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'spill') });
  try {
    const rows = withOddities(pickRows(await readRows(tables)));
    for (const [index, name] of PARTITIONS.entries()) {
      const file = join(folder, 'data', name);
      mkdirSync(join(file, '..'), { recursive: true });
      await tables.writeTable(file, columnsOf(rows.filter((_, row) => row % PARTITIONS.length === index)));
    }
    const codes = [...new Set(rows.map(({ label }) => label))];
    writeFileSync(join(folder, 'data', 'codebook.csv'), ['code,title,parent', ...codes.map((code) => `${code},${code},`), ''].join('\n'));
  } finally {
    await tables.close();
  }
  writeFileSync(join(folder, 'pipeline.yaml'), PIPELINE);
}

// Both kinds of ids, sparse and full rows, every block, stems and stop words: what could come out otherwise elsewhere.
const PIPELINE = `name: elsewhere
data:
  partitions: data/**/*.parquet
  codebook: data/codebook.csv
  covariates: [mode, { column: length, bins: 8 }]
  weights: { training: trust, evaluation: share }
text: { stem: en, stopWords: en }
features: { words: [1, 2], chars: [3, 4], minDocumentFrequency: 1, maxFeatures: 4096 }
search:
  maxPasses: 6
  grid: { l2: [1e-4, 1e-5], classWeight: [{ power: 0.5 }], ids: [vocabulary, hashed] }
`;

async function readRows(tables: DuckDbEngine): Promise<Row[]> {
  const rows: Row[] = [];
  const columns = ['id', 'text', 'label'].map((name) => ({ name, as: 'text' as const }));
  for await (const { rowCount, columns: cells } of tables.scan('data/nsi/part-0.parquet', columns, 0, 3000)) {
    const [ids, texts, labels] = cells as [string[], string[], string[]];
    for (let i = 0; i < rowCount; i++) rows.push({ id: ids[i] as string, text: texts[i] as string, label: labels[i] as string });
  }
  return rows;
}

function pickRows(rows: readonly Row[]): Row[] {
  const byCode = new Map<string, Row[]>();
  for (const row of rows) byCode.set(row.label, [...(byCode.get(row.label) ?? []), row]);
  const codes = [...byCode].sort(([, one], [, other]) => other.length - one.length);
  const common = codes.slice(0, COMMON_CODES).map(([, found]) => found.slice(0, ROWS_A_COMMON_CODE));
  const rare = [1, 2, 3].flatMap((count) => codes.filter(([, found]) => found.length === count).slice(0, RARE_CODES / 3)).map(([, found]) => found);
  const picked = new Set([...common, ...rare].flat());
  return rows.filter((row) => picked.has(row));
}

function withOddities(rows: readonly Row[]): Row[] {
  const [first, second] = rows as readonly [Row, Row];
  const otherCode = rows.find(({ label }) => label !== second.label) as Row;
  return [...rows, first, { ...otherCode, id: 'same-text-other-code', text: second.text }, { ...first, id: 'no-text', text: null }];
}

function columnsOf(rows: readonly Row[]): Column[] {
  const lengths = rows.map(({ text }) => (text === null ? 0 : text.length));
  return [
    { name: 'id', type: 'text', values: rows.map(({ id }) => id) },
    { name: 'text', type: 'text', values: rows.map(({ text }) => text) },
    { name: 'label', type: 'text', values: rows.map(({ label }) => label) },
    { name: 'mode', type: 'text', values: lengths.map((length) => ['web', 'paper', 'phone', null][length % 4] as string | null) },
    { name: 'length', type: 'float64', values: lengths.map((length) => (length % 7 === 0 ? null : length / 3)) },
    { name: 'trust', type: 'float64', values: lengths.map((length) => 1 + (length % 5) / 7) },
    { name: 'share', type: 'float64', values: lengths.map((length) => 0.1 + (length % 11) / 9) },
  ];
}
