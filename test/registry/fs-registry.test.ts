import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import { describeRegistry } from './registry-contract.js';

const makeWorkspace = () => mkdtempSync(join(tmpdir(), 'millrace-registry-'));

const BY_HAND = { kind: 'promote', reason: 'by hand' } as const;

describeRegistry('FsRegistry', () => new FsRegistry(makeWorkspace()));

test('processes that register at the same moment all get their own number', async () => {
  const workspace = makeWorkspace();
  const script = `
    const [workspace, module, who] = process.argv.slice(1);
    const { FsRegistry } = await import(module);
    const registry = new FsRegistry(workspace);
    for (let i = 0; i < 5; i++) {
      const { version } = await registry.register({ name: 'jobs', modelDigest: who + i, bundle: '/b', run: 'r' });
      await registry.setAlias('jobs', 'champion', version, { kind: 'promote', reason: who });
    }
  `;
  const module = new URL('../../dist/registry/fs/fs-registry.js', import.meta.url).href;
  const children = ['a', 'b', 'c'].map((who) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, workspace, module, who], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));

  const registry = new FsRegistry(workspace);
  const versions = await registry.list('jobs');

  expect(codes).toEqual([0, 0, 0]);
  expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  const history = await registry.history('jobs');
  expect(history).toHaveLength(15);
  expect(history.slice(1).map(({ from }) => from)).toEqual(history.slice(0, -1).map(({ to }) => to));
});

test('moves of a release before there was a way back still lead back', async () => {
  const workspace = makeWorkspace();
  const registry = new FsRegistry(workspace);
  for (const run of ['r1', 'r2']) await registry.register({ name: 'jobs', modelDigest: digestBytes(run), bundle: `/${run}`, run });
  const moves = [
    { time: '2026-11-01T00:00:00.000Z', alias: 'champion', from: null, to: 1 },
    { time: '2026-11-02T00:00:00.000Z', alias: 'champion', from: 1, to: 2 },
  ];
  writeFileSync(join(workspace, 'registry/jobs/log.jsonl'), moves.map((move) => `${JSON.stringify(move)}\n`).join(''));

  expect(await registry.rollBack('jobs', 'champion', 'worse')).toBe(1);
});

test('a clock that jumps back does not change what was live when', async () => {
  const workspace = makeWorkspace();
  const registry = new FsRegistry(workspace);
  await registry.register({ name: 'jobs', modelDigest: digestBytes('a'), bundle: '/a', run: 'r1' });
  await registry.register({ name: 'jobs', modelDigest: digestBytes('b'), bundle: '/b', run: 'r2' });
  await registry.setAlias('jobs', 'champion', 1, BY_HAND);
  const log = join(workspace, 'registry/jobs/log.jsonl');
  const later = '2999-01-01T00:00:00.000Z';
  writeFileSync(log, `${JSON.stringify({ ...JSON.parse(readFileSync(log, 'utf8')), time: later })}\n`);

  await registry.setAlias('jobs', 'champion', 2, BY_HAND);

  expect((await registry.history('jobs')).map(({ time }) => time)).toEqual([later, later]);
  expect((await registry.byAliasAt('jobs', 'champion', new Date(later)))?.version).toBe(2);
});

describe('a damaged record', () => {
  async function makeRegistry(): Promise<{ registry: FsRegistry; folder: string }> {
    const workspace = makeWorkspace();
    const registry = new FsRegistry(workspace);
    for (const name of ['jobs', 'shops']) {
      for (const run of ['r1', 'r2']) await registry.register({ name, modelDigest: digestBytes(run), bundle: `/${run}`, run });
      await registry.setAlias(name, 'champion', 2, BY_HAND);
    }
    return { registry, folder: join(workspace, 'registry') };
  }

  test.each([
    ['cut short', '{"name":"jobs","ver'],
    ['empty', ''],
    ['of another shape', '[]'],
    ['of another version', '{"name":"jobs","version":2,"modelDigest":"d","bundle":"/b","run":"r","registeredAt":"t"}'],
  ])('of a version, %s, is named, passed by in lists, and its number is not given again', async (_, text) => {
    const { registry, folder } = await makeRegistry();
    const file = join(folder, 'jobs/versions/1.json');
    writeFileSync(file, text);

    expect((await registry.damages()).map(({ name, failure }) => [name, failure.detail.code, failure.detail.where])).toEqual([
      ['jobs', 'artifact.corrupt', file],
    ]);
    expect((await registry.list()).map(({ name, version }) => `${name}@${version}`)).toEqual(['jobs@2', 'shops@1', 'shops@2']);
    await expect(registry.byVersion('jobs', 1)).rejects.toThrow(file);
    expect((await registry.byAlias('jobs', 'champion'))?.version).toBe(2);
    expect((await registry.register({ name: 'jobs', modelDigest: digestBytes('new'), bundle: '/n', run: 'n' })).version).toBe(3);
    expect((await registry.register({ name: 'jobs', modelDigest: digestBytes('r1'), bundle: '/r1', run: 'r1' })).version).toBe(4);
  });

  test('of moves leaves its name without aliases, names the line, and touches no other name', async () => {
    const { registry, folder } = await makeRegistry();
    const log = join(folder, 'jobs/log.jsonl');
    writeFileSync(log, `${readFileSync(log, 'utf8')}{"time":"20`);

    await expect(registry.byAlias('jobs', 'champion')).rejects.toThrow(`${log}, line 2`);
    await expect(registry.setAlias('jobs', 'champion', 1, BY_HAND)).rejects.toThrow('damaged');
    expect((await registry.byAlias('shops', 'champion'))?.version).toBe(2);
    expect(await registry.damages('shops')).toEqual([]);
  });
});
