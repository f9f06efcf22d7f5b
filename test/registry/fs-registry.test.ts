import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import { describeRegistry } from './registry-contract.js';

const makeWorkspace = () => mkdtempSync(join(tmpdir(), 'millrace-registry-'));

describeRegistry('FsRegistry', () => new FsRegistry(makeWorkspace()));

test('processes that register at the same moment all get their own number', async () => {
  const workspace = makeWorkspace();
  const script = `
    const [workspace, module, who] = process.argv.slice(1);
    const { FsRegistry } = await import(module);
    const registry = new FsRegistry(workspace);
    for (let i = 0; i < 5; i++) {
      const { version } = await registry.register({ name: 'jobs', modelDigest: who + i, bundle: '/b', run: 'r' });
      await registry.setAlias('jobs', 'champion', version);
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

test('a clock that jumps back does not change what was live when', async () => {
  const workspace = makeWorkspace();
  const registry = new FsRegistry(workspace);
  await registry.register({ name: 'jobs', modelDigest: digestBytes('a'), bundle: '/a', run: 'r1' });
  await registry.register({ name: 'jobs', modelDigest: digestBytes('b'), bundle: '/b', run: 'r2' });
  await registry.setAlias('jobs', 'champion', 1);
  const log = join(workspace, 'registry/jobs/log.jsonl');
  const later = '2999-01-01T00:00:00.000Z';
  writeFileSync(log, `${JSON.stringify({ ...JSON.parse(readFileSync(log, 'utf8')), time: later })}\n`);

  await registry.setAlias('jobs', 'champion', 2);

  expect((await registry.history('jobs')).map(({ time }) => time)).toEqual([later, later]);
  expect((await registry.byAliasAt('jobs', 'champion', new Date(later)))?.version).toBe(2);
});
