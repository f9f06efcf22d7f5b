import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Table as ArrowTable, type Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBundle } from '../../src/app/index.js';
import type { Prediction } from '../../src/model/predictor.js';
import { lastJson, runCli } from '../cli/run-cli.js';
import { writeRows } from '../cli/write-rows.js';
import { readWithParquetJs } from '../engine/parquetjs.js';
import { CODES, TEXTS } from '../model/toy-model.js';
import { startToyServer, type ToyServer } from './toy-server.js';

/** Texts that a way in or out could change: separators, quotes, line ends, other scripts, signs beyond 16 bits, composed and not. */
const AWKWARD = [
  'rye, "bread"\tand\r\nmilk; wine|oil',
  '白パンと牛乳',
  'хлеб ржаной',
  'خبز 🍞 وحليب',
  'cafe\u0301 café',
  'ﬁne ＷＩＮＥ ß ẞ İı',
  "'=1+2",
  '{"text":"milk"}',
  'null',
  '0012',
  'x'.repeat(5000),
];
const ROWS = [...TEXTS, ...AWKWARD].map((text, row) => ({ id: `r${row}`, text }));

let server: ToyServer;
let folder: string;
let said: readonly Prediction[];
beforeAll(async () => {
  server = await startToyServer();
  folder = server.workspace;
  mkdirSync(join(folder, 'in'));
  said = (await openBundle(server.bundle)).predict(ROWS);
});
afterAll(() => server.stop());

/** A score as its bits, so that nothing is equal that is not the same. */
const bits = (score: unknown): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Number(score));
  return view.getBigUint64(0).toString(16);
};
const wanted = (): string[] => said.map(({ code, score }) => `${code} ${bits(score)}`);
const codesAndBits = (rows: readonly { readonly code?: unknown; readonly score?: unknown }[]) =>
  rows.map(({ code, score }) => `${String(code)} ${bits(score)}`);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const delimited = (mark: string): string => [`id${mark}text`, ...ROWS.map(({ id, text }) => `${id}${mark}${quoted(text)}`)].join('\n');
const table = (): ArrowTable =>
  new ArrowTable({ id: vectorFromArray(ROWS.map(({ id }) => id)), text: vectorFromArray(ROWS.map(({ text }) => text)) });
const FILES: Readonly<Record<string, () => string | Uint8Array>> = {
  'rows.csv': () => delimited(','),
  'rows.tsv': () => delimited('\t'),
  'rows.jsonl': () => ROWS.map((row) => JSON.stringify(row)).join('\n'),
  'rows.arrow': () => tableToIPC(table(), 'file'),
};

const millrace = async (...args: string[]): Promise<unknown> => {
  const result = await runCli([...args, '--workspace', folder, '--workers', '1', '--json'], folder);
  expect(result.exitCode, result.stderr).toBe(0);
  return lastJson(result);
};
const rowsOfArrow = (bytes: Uint8Array) =>
  tableFromIPC(bytes)
    .toArray()
    .map((row) => row.toJSON() as { code: string; score: number });
const rowsOfLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { code: string; score: number });

test('files of every format, stdin, the server, the library and evaluate give one score to the bit', async () => {
  await writeRows(folder, 'in/rows.parquet', [
    { name: 'id', type: 'text', values: ROWS.map(({ id }) => id) },
    { name: 'text', type: 'text', values: ROWS.map(({ text }) => text) },
    { name: 'label', type: 'text', values: ROWS.map((_, row) => CODES[row % CODES.length] as string) },
  ]);
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, 'in', name), bytes());

  // Into formats that hold a double as it is.
  for (const name of ['rows.parquet', ...Object.keys(FILES)]) {
    await millrace('predict', 'toy@champion', '--in', `in/${name}`, '--out', `out-${name}`, '--format', 'arrow', '--max-unseen-share', '1');
    expect(codesAndBits(rowsOfArrow(readFileSync(join(folder, `out-${name}`, 'rows.arrow')))), name).toEqual(wanted());
  }
  await millrace('predict', 'toy@champion', '--in', 'in/rows.arrow', '--out', 'lines', '--format', 'jsonl', '--max-unseen-share', '1');
  expect(codesAndBits(rowsOfLines(readFileSync(join(folder, 'lines/rows.jsonl'), 'utf8')))).toEqual(wanted());

  for (const [name, format] of [
    ['rows.jsonl', 'jsonl'],
    ['rows.csv', 'csv'],
  ] as const) {
    const options = ['--in', '-', '--format', format, '--workspace', folder, '--max-unseen-share', '1', '--workers', '1'];
    const { stdout } = await runCli(['predict', 'toy@champion', ...options], folder, {}, [readFileSync(join(folder, 'in', name))]);
    const rows =
      format === 'jsonl'
        ? rowsOfLines(stdout)
        : stdout
            .trimEnd()
            .split('\r\n')
            .slice(1)
            .map((line) => ({ code: line.split(',')[1], score: line.split(',')[3] }));
    expect(codesAndBits(rows), format).toEqual(wanted());
  }

  const answer = await fetch(`${server.address}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: ROWS }),
  });
  expect(codesAndBits(((await answer.json()) as { predictions: readonly Prediction[] }).predictions)).toEqual(wanted());

  const model = await openBundle(server.bundle);
  expect(codesAndBits(rowsOfArrow(tableToIPC(model.predict<Table>(table()))))).toEqual(wanted());

  await millrace('evaluate', 'toy@champion', '--data', 'in/rows.parquet', '--out', 'judged', '--max-unseen-share', '1');
  const judged = new Map((await readWithParquetJs(join(folder, 'judged/predictions.parquet'))).map((row) => [row.id, row]));
  expect(judged.size).toBe(ROWS.length);
  expect(codesAndBits(ROWS.map(({ id }) => ({ code: judged.get(id)?.predicted, score: judged.get(id)?.score })))).toEqual(wanted());
}, 60_000);
