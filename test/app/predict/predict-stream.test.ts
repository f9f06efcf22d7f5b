import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EncodedFormat } from '../../../src/app/formats/write-rows.js';
import { predictStream, type StreamPredictions } from '../../../src/app/predict/predict-stream.js';
import { openBundle } from '../../../src/model/bundle/open-bundle.js';
import type { Predictor } from '../../../src/model/predictor.js';
import { openWorkbench, type Workbench } from '../../contract/stage-context.js';
import { TEXTS, writeToyBundle } from '../../model/toy-model.js';

let bench: Workbench;
let model: Predictor;
let bundle: string;
beforeAll(async () => {
  bench = await openWorkbench();
  bundle = (await writeToyBundle(bench.folder)).target;
  model = await openBundle(bundle);
  mkdirSync(join(bench.folder, 'ws'));
});
afterAll(() => bench.close());

type Options = Partial<Pick<StreamPredictions, 'keep' | 'idColumn' | 'k' | 'maxUnseenShare'>>;

async function code(format: EncodedFormat, input: AsyncIterable<Uint8Array>, options: Options = {}, onWrite: (bytes: Buffer) => void = () => {}) {
  const pieces: Buffer[] = [];
  const write = async (bytes: string | Uint8Array) => {
    pieces.push(Buffer.from(bytes));
    onWrite(Buffer.from(bytes));
  };
  const fixed = { workspace: join(bench.folder, 'ws'), projectFolder: bench.folder, workerCount: 2, memoryBytes: 2 ** 30, emit: () => {} };
  const rules = { idColumn: undefined, keep: [], k: 1, reviewBelow: undefined, allowMissing: false, maxUnseenShare: undefined };
  const signal = new AbortController().signal;
  const counts = await predictStream({ ...fixed, ...rules, ...options, model: `${bundle}/`, format, input, write, signal });
  return { counts, bytes: Buffer.concat(pieces) };
}

/** Bytes cut into pieces of so many. */
async function* cut(bytes: string | Uint8Array, size: number): AsyncGenerator<Buffer> {
  const all = Buffer.from(bytes as string);
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

const lines = (bytes: Buffer): Record<string, unknown>[] =>
  bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const MANY = Array.from({ length: 600 }, (_, row) => `${TEXTS[row % TEXTS.length]} ${row}`);
const scores = (texts: readonly string[]) => model.predict(texts).map(({ score }) => score);

test.each([7, 1000, 1 << 16])(
  'JSON Lines come out in order, in pieces of %i bytes in, with nested and large values that are kept',
  async (size) => {
    const input = MANY.map((text, row) => JSON.stringify({ text, at: { row }, day: null }).replace('}', `,"n":9007199254740993}`)).join('\n');
    const { bytes, counts } = await code('jsonl', cut(input, size), { keep: ['at', 'day'] });
    const out = lines(bytes);
    expect(out.map(({ score }) => score)).toEqual(scores(MANY));
    expect(out[599]).toMatchObject({ id: null, at: '{"row":599,"n":9007199254740993}', day: null });
    expect(counts.rowCount).toBe(600);
  },
  30_000,
);

test('CSV and TSV have a header in and out, and the ids that rows bring', async () => {
  for (const [format, mark] of [
    ['csv', ','],
    ['tsv', '\t'],
  ] as const) {
    const { bytes } = await code(format, cut([`id${mark}text`, ...TEXTS.map((text, row) => `${row}${mark}${text}`)].join('\n'), 11));
    const [head, ...rows] = bytes
      .toString()
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(mark)) as [string[], ...string[][]];
    expect(head).toEqual(['id', 'code', 'title', 'score', 'decision', 'review', 'reason', 'modelDigest']);
    expect(rows.map((cells) => [cells[0], Number(cells[3])])).toEqual(scores(TEXTS).map((score, row) => [String(row), score]));
  }
});

test('Arrow streams come and go batch by batch', async () => {
  const table = new Table({ text: vectorFromArray([...TEXTS]) });
  const { bytes } = await code('arrow', cut(tableToIPC(table, 'stream'), 100), { keep: 'all', k: 2 });
  const out = tableFromIPC(bytes);
  expect([...(out.getChild('score') ?? [])]).toEqual(scores(TEXTS));
  expect([...(out.getChild('text') ?? [])]).toEqual(TEXTS);
});

test('a row is answered while the pipe stays open and no other has come', async () => {
  let answered: () => void = () => {};
  const firstAnswer = new Promise<void>((resolve) => {
    answered = resolve;
  });
  async function* input(): AsyncGenerator<Buffer> {
    yield Buffer.from('{"text":"rye bread"}\n');
    await firstAnswer;
    yield Buffer.from('{"text":"milk"}\n');
  }
  const { counts } = await code('jsonl', input(), {}, (bytes) => {
    if (bytes.includes('"code"')) answered();
  });
  expect(counts.rowCount).toBe(2);
});

test('nothing in is nothing out', async () => {
  expect((await code('jsonl', cut('', 1))).bytes.toString()).toBe('');
  expect((await code('csv', cut('id,text\n', 3))).bytes.toString()).toMatch(/^id,code,/);
});

test('rows before one that cannot be read are written, and the message names its line', async () => {
  const written: string[] = [];
  const input = '{"text":"milk"}\n{"text":"bread"}\nmilk\n';
  const coded = code('jsonl', cut(input, 1000), {}, (bytes) => written.push(bytes.toString()));
  await expect(coded).rejects.toMatchObject({ detail: { code: 'data.unreadable', where: 'standard input, line 3' } });
  expect(written.join('').trimEnd().split('\n')).toHaveLength(2);
});

test('a stream without the texts of the model, or without ids that were named, is refused', async () => {
  await expect(code('jsonl', cut('{"txt":"milk"}\n', 100))).rejects.toMatchObject({ detail: { code: 'data.missing-column' } });
  await expect(code('jsonl', cut('{"text":"milk"}\n', 100), { idColumn: 'nr' })).rejects.toMatchObject({ detail: { code: 'data.missing-column' } });
});
