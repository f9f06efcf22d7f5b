import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundlePack, bundleUnpack } from '../../../src/cli/commands/bundle.js';
import { digestBytes } from '../../../src/core/digest.js';
import { DuckDbEngine } from '../../../src/engine/duckdb/duckdb-engine.js';
import { FACTS, temporaryFolder, toyContent, writeToyBundle } from '../../model/toy-model.js';
import { commandInput } from '../command-input.js';

const ROWS = [
  ['a', '01.1', 'train', 'g1'],
  ['b', '01.2', 'test', 'g2'],
] as const;
const SPLIT_DIGEST = digestBytes(ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** A bundle that names the split above, which lies beside it unless the rows are others. */
async function toyRun(rows: readonly (readonly string[])[] = ROWS): Promise<string> {
  const folder = temporaryFolder();
  await writeToyBundle(folder, toyContent(), { ...FACTS, splitDigest: SPLIT_DIGEST }, 2);
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'spill') });
  const columns = ['id', 'code', 'role', 'group'].map((name, i) => ({ name, type: 'text' as const, values: rows.map((row) => row[i] as string) }));
  await tables.writeTable(join(folder, 'split.parquet'), columns);
  await tables.close();
  return folder;
}

describe('millrace bundle', () => {
  test('packs a model with its split and unpacks both, laid out as a run', async () => {
    const folder = await toyRun();

    const packed = await bundlePack(commandInput(folder, ['./bundle'], { out: 'model.tar', withSplit: true }));
    const unpacked = await bundleUnpack(commandInput(folder, ['model.tar'], { out: 'there' }));

    expect(packed.json).toMatchObject({ archive: join(folder, 'model.tar'), splitDigest: SPLIT_DIGEST, withSplit: true });
    expect(unpacked.json).toEqual({
      archive: join(folder, 'model.tar'),
      bundle: join(folder, 'there/bundle'),
      split: join(folder, 'there/split.parquet'),
      modelDigest: packed.json.modelDigest,
      splitDigest: SPLIT_DIGEST,
    });
    expect(unpacked.text).toContain('every byte is as it was packed');
  });

  test('leaves the split behind unless it is asked for', async () => {
    const folder = await toyRun();
    await bundlePack(commandInput(folder, ['./bundle'], { out: 'model.tar' }));
    const { json, text } = await bundleUnpack(commandInput(folder, ['model.tar'], { out: 'there' }));
    expect(json.split).toBeNull();
    expect(text).toContain('was not packed');
    expect(existsSync(join(folder, 'there/split.parquet'))).toBe(false);
  });

  test.each([
    ['of other rows', [['a', '01.1', 'test', 'g1']], 'artifact.corrupt'],
    ['with an id twice', [ROWS[0], ROWS[0]], 'artifact.corrupt'],
  ])('does not pack a split %s', async (_, rows, code) => {
    const folder = await toyRun(rows);
    const packing = bundlePack(commandInput(folder, ['./bundle'], { out: 'model.tar', withSplit: true }));
    await expect(packing).rejects.toMatchObject({ detail: { code, where: join(folder, 'split.parquet') } });
    expect(existsSync(join(folder, 'model.tar'))).toBe(false);
  });

  test('says what is missing: a split, an archive, an option', async () => {
    const folder = temporaryFolder();
    await writeToyBundle(folder, toyContent(), FACTS, 2);
    const pack = (options: Record<string, string | boolean>) => bundlePack(commandInput(folder, ['./bundle'], options));
    await expect(pack({ out: 'x.tar', withSplit: true })).rejects.toMatchObject({ detail: { code: 'usage.missing-file' } });
    await expect(pack({})).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: 'command line: --out' } });
    await expect(bundleUnpack(commandInput(folder, ['x.tar'], { out: 'y' }))).rejects.toMatchObject({ detail: { code: 'usage.missing-file' } });
  });
});
