import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../src/app/open-pool.js';
import { DigestBuilder } from '../../src/core/digest.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import type { TaskEngine } from '../../src/engine/task-engine.js';
import { type SynthOptions, synthesise } from '../../src/synth/synthesise.js';
import { BLOCK_ROWS, SYNTH_VERSION } from '../../src/tasks/synth-coicop/settings.js';
import type { Tasks } from '../../src/tasks/task-table.js';

const ROWS = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'millrace-synth-'));
const HEAP = { workerHeapBytes: 2 ** 29 };
let tables: DuckDbEngine;
let one: TaskEngine<Tasks>;
let two: TaskEngine<Tasks>;

beforeAll(async () => {
  tables = await DuckDbEngine.open({ threads: 2, memoryBytes: 5e8, temporaryFolder: join(folder, 'duckdb') });
  one = openPool(1, HEAP);
  two = openPool(2, HEAP);
});

afterAll(async () => {
  await one.close();
  await two.close();
  await tables.close();
  rmSync(folder, { recursive: true });
});

function options(out: string, changed: Partial<SynthOptions> = {}): SynthOptions {
  return { name: 'coicop', rows: ROWS, seed: 11, out: join(folder, out), ...changed };
}

describe('synthesise', () => {
  it('writes the same rows and truth with one worker and with two', async () => {
    await synthesise(options('one'), tables, one);
    await synthesise(options('two'), tables, two);
    expect(await digestRows('two')).toBe(await digestRows('one'));
    expect(await digestTable('two', 'truth.parquet')).toBe(await digestTable('one', 'truth.parquet'));
    expect(readFileSync(join(folder, 'two/codebook.csv'), 'utf8')).toBe(readFileSync(join(folder, 'one/codebook.csv'), 'utf8'));
  });

  it('writes the same rows, in order, into any number of partitions', async () => {
    const summary = await synthesise(options('three', { partitions: 3 }), tables, two);
    expect(summary.partitions).toBe(3);
    expect(partitionFiles('three')).toEqual(['part-0.parquet', 'part-1.parquet', 'part-2.parquet']);
    expect(await digestRows('three')).toBe(await digestRows('one'));
  });

  it('begins a longer file with the rows of a shorter one', async () => {
    await synthesise(options('short', { rows: BLOCK_ROWS + 100, partitions: 1 }), tables, two);
    await synthesise(options('long', { rows: 3 * BLOCK_ROWS, partitions: 1 }), tables, two);
    const long = await readCells('long', 'partitions/part-0.parquet', BLOCK_ROWS + 100);
    expect(await readCells('short', 'partitions/part-0.parquet')).toEqual(long);
  });

  it('keeps a truth file beside the rows whose counts are those of the rows and of synth.json', async () => {
    const summary = await synthesise(options('truth'), tables, two);
    const rows = (await Promise.all(partitionFiles('truth').map((name) => readCells('truth', `partitions/${name}`)))).flat();
    const truth = await readCells('truth', 'truth.parquet');
    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(truth.map((row) => row.id)).toEqual(rows.map((row) => row.id));
    expect(byId.size).toBe(ROWS);
    for (const kind of ['plain', 'small', 'duplicate', 'conflict'])
      expect(truth.filter((row) => row.kind === kind)).toHaveLength(summary.kinds[kind] as number);
    const wrong = truth.filter((row) => byId.get(row.id)?.label !== row.trueCode);
    expect(wrong).toEqual(truth.filter((row) => row.labelNoise === 'true' || row.kind === 'conflict'));
    for (const copy of truth.filter((row) => row.copyOf !== null)) expect(byId.get(copy.id)?.text).toBe(byId.get(copy.copyOf as string)?.text);
    for (const [code, size] of Object.entries(summary.smallCodes)) expect(rows.filter((row) => row.label === code)).toHaveLength(size);
    expect(JSON.parse(readFileSync(join(folder, 'truth/synth.json'), 'utf8'))).toEqual({ ...summary, version: SYNTH_VERSION });
  });

  it('leaves no temporary files', () => {
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['codebook.csv', 'partitions', 'synth.json', 'truth.parquet']);
  });

  it('replaces what it wrote before, fewer partitions included', async () => {
    await synthesise(options('again', { partitions: 5 }), tables, two);
    await synthesise(options('again', { partitions: 2 }), tables, two);
    expect(partitionFiles('again')).toEqual(['part-0.parquet', 'part-1.parquet']);
  });

  it('does not touch a folder with files of others', async () => {
    const partitions = join(folder, 'foreign/partitions');
    mkdirSync(partitions, { recursive: true });
    writeFileSync(join(partitions, 'part-0.parquet'), 'mine');
    await expect(synthesise(options('foreign'), tables, two)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value' } });
    expect(readFileSync(join(partitions, 'part-0.parquet'), 'utf8')).toBe('mine');
  });

  it('refuses fewer rows than the planted codes need', async () => {
    await expect(synthesise(options('few', { rows: 999 }), tables, two)).rejects.toMatchObject({
      detail: { code: 'usage.wrong-value', where: '--rows' },
    });
  });
});

function partitionFiles(out: string): string[] {
  return readdirSync(join(folder, out, 'partitions')).sort();
}

async function readCells(out: string, file: string, count = Number.MAX_SAFE_INTEGER): Promise<Record<string, string | null>[]> {
  const path = join(folder, out, file);
  const { columns, rowCount } = await tables.describe(path);
  const names = columns.map((column) => column.name);
  const rows: Record<string, string | null>[] = [];
  for await (const chunk of tables.scan(
    path,
    names.map((name) => ({ name, as: 'text' as const })),
    0,
    Math.min(count, rowCount),
  )) {
    for (let i = 0; i < chunk.rowCount; i++)
      rows.push(Object.fromEntries(names.map((name, c) => [name, (chunk.columns[c]?.[i] ?? null) as string | null])));
  }
  return rows;
}

async function digestTable(out: string, ...files: string[]): Promise<string> {
  const digest = new DigestBuilder();
  for (const file of files) for (const row of await readCells(out, file)) digest.add(`${JSON.stringify(row)}\n`);
  return digest.finish();
}

function digestRows(out: string): Promise<string> {
  return digestTable(out, ...partitionFiles(out).map((name) => `partitions/${name}`));
}
