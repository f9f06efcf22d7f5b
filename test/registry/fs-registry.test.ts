import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import type { AliasMove } from '../../src/registry/registry.js';
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
  // As a release wrote it that did not link moves.
  const { chain: _, ...move } = JSON.parse(readFileSync(log, 'utf8')) as AliasMove;
  writeFileSync(log, `${JSON.stringify({ ...move, time: later })}\n`);

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

describe('the log of moves is a chain', () => {
  const linesOf = (log: string): string[] => readFileSync(log, 'utf8').trimEnd().split('\n');
  const withoutLink = (line: string): string => {
    const { chain: _, ...move } = JSON.parse(line) as AliasMove;
    return JSON.stringify(move);
  };

  /** Five moves between two versions. */
  async function makeLog(): Promise<{ registry: FsRegistry; log: string }> {
    const workspace = makeWorkspace();
    const registry = new FsRegistry(workspace);
    for (const run of ['r1', 'r2']) await registry.register({ name: 'jobs', modelDigest: digestBytes(run), bundle: `/${run}`, run });
    for (const version of [1, 2, 1, 2, 1]) await registry.setAlias('jobs', 'champion', version, BY_HAND);
    return { registry, log: join(workspace, 'registry/jobs/log.jsonl') };
  }

  test('in which each move holds the digest of the one before', async () => {
    const { registry, log } = await makeLog();
    const moves = linesOf(log).map((line) => JSON.parse(line) as AliasMove);
    expect(moves.map(({ chain }) => chain?.before)).toEqual([null, ...moves.slice(0, -1).map(({ chain }) => chain?.own)]);
    expect(new Set(moves.map(({ chain }) => chain?.own)).size).toBe(5);
    expect(await registry.damages()).toEqual([]);
    // Another spelling of the same values is the same log.
    writeFileSync(
      log,
      linesOf(log)
        .map((line) => `${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse()))}\n`)
        .join(''),
    );
    expect(await registry.damages()).toEqual([]);
  });

  test.each([
    ['a reason that was changed', 3, 'changed', (lines: string[]) => lines.with(2, lines[2]!.replace('by hand', 'by them'))],
    ['the last move changed', 5, 'changed', (lines: string[]) => lines.with(4, lines[4]!.replace('"to":1', '"to":2'))],
    ['a time without end', 2, 'changed', (lines: string[]) => lines.with(1, lines[1]!.replace('{', '{"x":1e999,'))],
    ['a move taken out', 3, 'does not follow', (lines: string[]) => lines.toSpliced(2, 1)],
    ['the first taken out', 1, 'does not follow', (lines: string[]) => lines.slice(1)],
    ['a move that comes twice', 4, 'does not follow', (lines: string[]) => lines.toSpliced(3, 0, lines[2]!)],
    ['two that changed places', 2, 'does not follow', (lines: string[]) => lines.with(1, lines[2]!).with(2, lines[1]!)],
    ['a move without its link', 4, 'not linked', (lines: string[]) => lines.with(3, withoutLink(lines[3]!))],
    ['a move torn in the middle', 5, '{"time', (lines: string[]) => lines.with(4, lines[4]!.slice(0, 40))],
    ['a link that is none', 2, '{"time', (lines: string[]) => lines.with(1, lines[1]!.replace(/"chain":\{.*\}\}/, '"chain":7}'))],
  ])('so that %s is found and named', async (_, line, got, change) => {
    const { registry, log } = await makeLog();
    writeFileSync(
      log,
      change(linesOf(log))
        .map((each) => `${each}\n`)
        .join(''),
    );

    const [damage] = await registry.damages('jobs');

    expect(damage?.failure.detail).toMatchObject({ code: 'artifact.corrupt', where: `${log}, line ${line}`, got: expect.stringContaining(got) });
    await expect(registry.byAlias('jobs', 'champion')).rejects.toThrow(`${log}, line ${line}`);
  });

  test('that goes on from moves of an older release, the last of which it holds fast', async () => {
    const { registry, log } = await makeLog();
    const older = linesOf(log).map(withoutLink);
    writeFileSync(log, older.map((line) => `${line}\n`).join(''));
    expect(await registry.damages()).toEqual([]);

    await registry.setAlias('jobs', 'champion', 2, BY_HAND);

    expect(await registry.history('jobs')).toHaveLength(6);
    expect(linesOf(log).slice(0, 5)).toEqual(older);
    writeFileSync(log, readFileSync(log, 'utf8').replace(older[4]!, older[4]!.replace('by hand', 'by them')));
    expect((await registry.damages())[0]?.failure.detail.where).toBe(`${log}, line 6`);
  });
});
