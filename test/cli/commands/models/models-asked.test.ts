import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelsLive, modelsWhich } from '../../../../src/cli/commands/models/models-asked.js';
import { type Digest, digestBytes } from '../../../../src/core/digest.js';
import { DuckDbEngine } from '../../../../src/engine/duckdb/duckdb-engine.js';
import { FsRegistry } from '../../../../src/registry/fs/fs-registry.js';
import { temporaryFolder } from '../../../model/toy-model.js';
import { commandInput } from '../../command-input.js';

/** Digests whose first eight digits are alike, and one that is not. */
const [ONE, LIKE_ONE, OTHER] = ['aaaaaaaa1'.padEnd(64, '0'), 'aaaaaaaa2'.padEnd(64, '0'), 'bbbbbbbb'.padEnd(64, '0')] as [Digest, Digest, Digest];

async function makeRegistry(): Promise<{ folder: string; registry: FsRegistry }> {
  const folder = temporaryFolder();
  const registry = new FsRegistry(join(folder, 'workspace'));
  for (const [index, modelDigest] of [ONE, LIKE_ONE, OTHER].entries()) {
    await registry.register({ name: 'jobs', modelDigest, bundle: `/b${index}`, run: `run${index}` });
  }
  return { folder, registry };
}

describe('millrace models live', () => {
  const MOVES = [
    { time: '2026-11-01T10:00:00.000Z', alias: 'champion', from: null, to: 1, why: { kind: 'run', reason: 'the first model' } },
    { time: '2026-11-02T00:00:00.000Z', alias: 'anchor', from: null, to: 3 },
    { time: '2026-11-03T10:00:00.000Z', alias: 'champion', from: 1, to: 2, why: { kind: 'promote', reason: 'approved' } },
    { time: '2026-11-05T10:00:00.000Z', alias: 'champion', from: 2, to: 1, why: { kind: 'rollback', reason: 'worse' } },
  ];

  async function live(at?: string, name = 'jobs') {
    const { folder } = await makeRegistry();
    writeFileSync(join(folder, 'workspace/registry/jobs/log.jsonl'), MOVES.map((move) => `${JSON.stringify(move)}\n`).join(''));
    return modelsLive(commandInput(folder, [name], at === undefined ? {} : { at }));
  }

  test.each([
    ['2026-11-01T10:00', 'jobs@1', '2026-11-03T10:00:00.000Z'],
    ['2026-11-03', 'jobs@1', '2026-11-03T10:00:00.000Z'],
    ['2026-11-03T10:00:00Z', 'jobs@2', '2026-11-05T10:00:00.000Z'],
    ['2026-11-03T10:30+01:00', 'jobs@1', '2026-11-03T10:00:00.000Z'],
    [undefined, 'jobs@1', null],
  ])('at %s answers %s', async (at, model, until) => {
    expect((await live(at)).json).toMatchObject({ model, until });
  });

  test('says why it went live, and what came after it', async () => {
    expect((await live('2026-11-04')).text).toBe(
      [
        'jobs@2 was the champion at 2026-11-04T00:00:00.000Z',
        '  since    2026-11-03T10:00:00.000Z: promote, approved',
        '  until    2026-11-05T10:00:00.000Z, then jobs@1',
        '  run      run1',
        `  model    ${LIKE_ONE}`,
      ].join('\n'),
    );
  });

  test('says from when on there was a champion, and which name may be meant', async () => {
    await expect(live('2026-11-01T09:59')).rejects.toMatchObject({
      detail: { code: 'usage.missing-model', wanted: 'a time from 2026-11-01T10:00:00.000Z on' },
    });
    await expect(live('2026-11-04', 'job')).rejects.toMatchObject({ detail: { code: 'usage.missing-model', hint: 'did you mean jobs?' } });
  });

  test.each(['yesterday', '2026-11', '2026-02-31', '2026-11-03T25:00', '2026-11-03Z', '2999-01-01', ''])('refuses %j as a time', async (at) => {
    await expect(live(at)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: 'command line: --at', got: at } });
  });
});

describe('millrace models which', () => {
  const which = async (asked: string, prepare: (folder: string) => unknown = () => {}) => {
    const { folder, registry } = await makeRegistry();
    await registry.register({ name: 'shops', modelDigest: OTHER, bundle: '/s', run: 'run9' });
    await prepare(folder);
    return modelsWhich(commandInput(folder, [asked]));
  };
  const modelsOf = async (...given: Parameters<typeof which>) =>
    ((await which(...given)).json.models as { model: string }[]).map(({ model }) => model);

  test('finds a model by its digest, or by digits that no other begins with, under every name', async () => {
    expect(await modelsOf(ONE)).toEqual(['jobs@1']);
    expect(await modelsOf('aaaaaaaa2')).toEqual(['jobs@2']);
    const { json, text } = await which('bbbbbbbb');
    expect(json).toMatchObject({ modelDigest: OTHER, models: [{ model: 'jobs@3', run: 'run2' }, { model: 'shops@1' }] });
    expect(text).toContain('jobs@3, registered ');
  });

  test('refuses digits that several models begin with, and names those', async () => {
    await expect(which('aaaaaaaa')).rejects.toMatchObject({
      detail: { code: 'usage.wrong-value', wanted: `one of ${ONE} (jobs@1), ${LIKE_ONE} (jobs@2)` },
    });
  });

  test.each(['aaaaaaa', 'AAAAAAAA1', 'jobs@1', 'nowhere/'])('refuses %j, which is no digest and no file', async (asked) => {
    await expect(which(asked)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', got: asked } });
  });

  test('says when no registered version has the digest', async () => {
    await expect(which('cccccccc')).rejects.toMatchObject({ detail: { code: 'usage.missing-model', got: 'cccccccc' } });
  });

  test('reads the record of a folder of predictions', async () => {
    const record = JSON.stringify({ version: 1, modelDigest: LIKE_ONE, settings: {}, files: {} });
    const write = (text: string) => (folder: string) => {
      mkdirSync(join(folder, 'coded'));
      writeFileSync(join(folder, 'coded/predict.json'), text);
    };
    expect(await modelsOf('coded', write(record))).toEqual(['jobs@2']);
    expect(await modelsOf('coded/predict.json', write(record))).toEqual(['jobs@2']);
    await expect(which('coded', write('{'))).rejects.toMatchObject({ detail: { code: 'artifact.corrupt' } });
    await expect(which('workspace')).rejects.toMatchObject({ detail: { code: 'usage.missing-file' } });
  });

  test('reads the column of a Parquet file', async () => {
    const write = (column: string, values: readonly (string | null)[]) => async (folder: string) => {
      const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'spill') });
      await tables.writeTable(join(folder, 'a.parquet'), [{ name: column, type: 'text', values }]);
      await tables.close();
    };
    expect(await modelsOf('a.parquet', write('modelDigest', [ONE, ONE]))).toEqual(['jobs@1']);
    const refused = [
      [write('modelDigest', [ONE, OTHER]), 'usage.wrong-value'],
      [write('modelDigest', []), 'usage.wrong-value'],
      [write('modelDigest', ['aaaaaaaa1']), 'usage.wrong-value'],
      [write('code', ['x']), 'data.missing-column'],
      [(folder: string) => writeFileSync(join(folder, 'a.parquet'), 'no table'), 'data.unreadable'],
    ] as const;
    for (const [prepare, code] of refused) await expect(which('a.parquet', prepare)).rejects.toMatchObject({ detail: { code } });
    const unknown = which('a.parquet', write('modelDigest', [digestBytes('unknown')]));
    await expect(unknown).rejects.toMatchObject({ detail: { code: 'usage.missing-model', where: 'a.parquet' } });
  });
});
