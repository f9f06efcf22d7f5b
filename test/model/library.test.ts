import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { TEXTS, temporaryFolder, writeToyBundle } from './toy-model.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A program of somebody who has installed the package; `npm run build` must have been run. */
const PROGRAM = `
import { openBundle, verifyBundle } from 'millrace';
const [path, ...texts] = process.argv.slice(1);
await verifyBundle(path);
const model = await openBundle(path);
console.log(JSON.stringify({ modelDigest: model.modelDigest, predictions: model.predict(texts, { k: 2 }) }));
`;

/** Opens a bundle once, and codes the texts in two workers that share it. */
const IN_WORKERS = `
async function main({ openBundle }, { Worker }) {
  const [path, ...texts] = process.argv.slice(2);
  const model = (await openBundle(path)).share();
  const answer = () => new Promise((resolve, reject) => {
    new Worker(process.argv[1], { workerData: { model, texts } }).on('message', resolve).on('error', reject);
  });
  console.log(JSON.stringify(await Promise.all([answer(), answer()])));
}
function work({ openShared }, { parentPort, workerData: { model, texts } }) {
  parentPort.postMessage(openShared(model).predict(texts, { k: 2, explain: true }));
}
const start = (millrace, threads) => (threads.isMainThread ? main : work)(millrace, threads);
`;
const PROGRAMS = {
  'program.mjs': `import * as millrace from 'millrace';\nimport * as threads from 'node:worker_threads';${IN_WORKERS}start(millrace, threads);`,
  'program.cjs': `${IN_WORKERS}start(require('millrace'), require('node:worker_threads'));`,
};

describe('the package', () => {
  it.each(Object.entries(PROGRAMS))('codes in workers that share one copy of a model: %s', async (name, program) => {
    const folder = temporaryFolder();
    const { target } = await writeToyBundle(folder);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/millrace'));
    writeFileSync(join(folder, name), program);
    const output = execFileSync(process.execPath, [join(folder, name), target, ...TEXTS], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const expected = JSON.parse(JSON.stringify((await openBundle(target)).predict(TEXTS, { k: 2, explain: true }))) as unknown;
    expect(JSON.parse(output)).toEqual([expected, expected]);
  });

  it('has everything large of a shared model in shared memory', async () => {
    const model = await openBundle((await writeToyBundle(temporaryFolder())).target);
    const arrays = typedArrays(model.share());
    expect(arrays.length).toBeGreaterThan(6);
    expect(arrays.filter(({ buffer }) => !(buffer instanceof SharedArrayBuffer))).toEqual([]);
    expect(model.share()).toBe(model.share());
  });

  it('lets a program open a bundle by its path and code texts, with the same answers', async () => {
    const { target, modelDigest } = await writeToyBundle(temporaryFolder());
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM, target, ...TEXTS], { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ modelDigest, predictions: (await openBundle(target)).predict(TEXTS, { k: 2 }) });
  });
});

/** All typed arrays below a value. */
function typedArrays(value: unknown): readonly Uint8Array[] {
  if (ArrayBuffer.isView(value)) return [value as Uint8Array];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(typedArrays) : [];
}
