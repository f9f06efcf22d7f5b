import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvironment, readGitState, requireClean } from '../../../src/runner/run/environment.js';
import { MemoryWatch, treeResidentBytes } from '../../../src/runner/run/memory.js';

const MIB = 2 ** 20;

describe('the state of the code', () => {
  function makeCheckout(): { root: string; git: (...options: string[]) => void } {
    const root = mkdtempSync(join(tmpdir(), 'millrace-git-'));
    const git = (...options: string[]): void => {
      execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...options], { stdio: 'pipe' });
    };
    git('init', '-q');
    writeFileSync(join(root, 'code.ts'), 'one\n');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    return { root, git };
  }

  test('is a commit, clean, when nothing was changed', async () => {
    const { root } = makeCheckout();
    const state = await readGitState(root);
    expect(state).toMatchObject({ dirty: false, diffDigest: null, commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
    expect(() => requireClean(state, root)).not.toThrow();
  });

  test('is dirty with a changed or a new file, and its digest tells changes apart', async () => {
    const { root } = makeCheckout();
    writeFileSync(join(root, 'code.ts'), 'two\n');
    const changed = await readGitState(root);
    writeFileSync(join(root, 'new.ts'), 'three\n');
    const added = await readGitState(root);
    writeFileSync(join(root, 'newer.ts'), 'four\n');
    const again = await readGitState(root);

    expect([changed, added, again].map((state) => state?.dirty)).toEqual([true, true, true]);
    expect(new Set([changed, added, again].map((state) => state?.diffDigest)).size).toBe(3);
    expect(() => requireClean(changed, root)).toThrow('not exactly a commit');
  });

  test('is told beside what Git does not track, of which nothing is read', async () => {
    const { root } = makeCheckout();
    mkdirSync(join(root, 'venv/bin'), { recursive: true });
    symlinkSync(tmpdir(), join(root, 'venv/bin/linked'));
    execFileSync('git', ['init', '-q', join(root, 'nested')]);
    writeFileSync(join(root, 'nested/file'), 'of another repository\n');
    symlinkSync(tmpdir(), join(root, 'data'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await readGitState(root)).toMatchObject({ dirty: true, diffDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  test('is unknown where Git cannot tell', async () => {
    const { root } = makeCheckout();
    writeFileSync(join(root, '.git/index'), 'no index');
    expect(await readGitState(root)).toBeNull();
  });

  test('is unknown outside of a checkout, which --require-clean refuses', async () => {
    const root = mkdtempSync(join(tmpdir(), 'millrace-git-'));
    expect(await readGitState(root)).toBeNull();
    expect(() => requireClean(null, root)).toThrow('no Git checkout');
  });
});

test('the environment names the native libraries of this process with their digests', async () => {
  await import('@duckdb/node-api');
  const { libraries, timeZone, locale } = await readEnvironment({});
  expect(Object.keys(libraries).some((name) => name.includes('duckdb'))).toBe(true);
  expect(timeZone).not.toBe('');
  expect(locale).not.toBe('');
});

describe('peak memory', () => {
  test('sees what this process took, also after it was given back', () => {
    const watch = new MemoryWatch();
    const before = watch.peakBytes();
    let block: Uint8Array | null = new Uint8Array(200 * MIB).fill(1);
    const during = watch.peakBytes();
    block = null;

    expect(block).toBeNull();
    expect(during - before).toBeGreaterThan(100 * MIB);
    expect(watch.peakBytes()).toBeGreaterThanOrEqual(during);
    watch.stop();
  });

  test('counts children', async () => {
    const script = "globalThis.kept = new Uint8Array(150 * 2 ** 20).fill(1); process.stdout.write('ready'); setInterval(() => {}, 1000);";
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');

    const together = treeResidentBytes(process.pid);
    const own = process.memoryUsage.rss();
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(together - own).toBeGreaterThan(140 * MIB);
  });
});
