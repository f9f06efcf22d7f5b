import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { addCounts } from '../../../src/app/predict/code-file.js';
import { OutputFolder } from '../../../src/app/predict/output-folder.js';
import type { FinishedFile } from '../../../src/app/predict/prediction-record.js';
import { digestBytes } from '../../../src/core/digest.js';
import { makeFolder } from '../../integration/make-folder.js';

const root = makeFolder('millrace-outputs-');
const [MODEL, OTHER] = [digestBytes('a model'), digestBytes('another model')];
const INPUT = digestBytes('an input');
const CALLER = { signal: new AbortController().signal, emit: () => {} };
let outFolder: string;
let turn = 0;
beforeEach(() => {
  outFolder = join(root, `out-${turn++}`);
  mkdirSync(outFolder);
});

const output = (name: string): string => join(outFolder, name);
const open = (names: readonly string[], { model = MODEL, k = 1, replace = false } = {}) =>
  OutputFolder.open({ outFolder, modelDigest: model, settings: { k }, outputs: names.map(output), replace }, CALLER);

async function write(folder: OutputFolder, name: string, content: string): Promise<FinishedFile> {
  const file = folder.hiddenFile(output(name));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return folder.keep(output(name), { ...addCounts([]), input: name, inputDigest: INPUT });
}

async function publish(names: readonly string[], options: Parameters<typeof open>[1] = {}): Promise<void> {
  const folder = await open(names, options);
  const files = new Map<string, FinishedFile>();
  for (const name of names) files.set(output(name), await write(folder, name, `${name} ${options.model ?? MODEL}`));
  folder.publish(files);
  folder.close();
}

test('outputs become visible all together, with the record of whose they are and nothing else beside them', async () => {
  const folder = await open(['a.parquet', 'deep/b.parquet']);
  const a = await write(folder, 'a.parquet', 'a');
  expect(existsSync(output('a.parquet'))).toBe(false);
  const b = await write(folder, 'deep/b.parquet', 'b');
  folder.publish(
    new Map([
      [output('a.parquet'), a],
      [output('deep/b.parquet'), b],
    ]),
  );
  folder.close();
  expect(readdirSync(outFolder).sort()).toEqual(['a.parquet', 'deep', 'predict.json']);
  expect(JSON.parse(readFileSync(output('predict.json'), 'utf8'))).toMatchObject({
    modelDigest: MODEL,
    files: { 'deep/b.parquet': { inputDigest: INPUT, outputDigest: digestBytes('b') } },
  });
});

test('what was finished before the command ended is known to the next one, and forgotten where the input has changed', async () => {
  const first = await open(['a.parquet']);
  const a = await write(first, 'a.parquet', 'a');
  first.close();
  const second = await open(['a.parquet']);
  expect(await second.find(output('a.parquet'), INPUT)).toEqual(a);
  expect(await second.find(output('a.parquet'), digestBytes('other bytes'))).toBeUndefined();
  second.close();
  const ofOtherModel = await open(['a.parquet'], { model: OTHER });
  expect(ofOtherModel.knows(output('a.parquet'))).toBe(false);
  ofOtherModel.close();
  expect(readdirSync(outFolder)).toEqual([]);
});

test('a command that was killed while outputs became visible goes on', async () => {
  const first = await open(['a.parquet', 'b.parquet']);
  const a = await write(first, 'a.parquet', 'a');
  const b = await write(first, 'b.parquet', 'b');
  renameSync(first.hiddenFile(output('a.parquet')), output('a.parquet'));
  first.close();
  const second = await open(['a.parquet', 'b.parquet']);
  expect(await second.find(output('a.parquet'), INPUT)).toEqual(a);
  expect(await second.find(output('b.parquet'), INPUT)).toEqual(b);
  second.publish(
    new Map([
      [output('a.parquet'), a],
      [output('b.parquet'), b],
    ]),
  );
  second.close();
  expect(readdirSync(outFolder).sort()).toEqual(['a.parquet', 'b.parquet', 'predict.json']);
});

test('an output that was changed since is made anew', async () => {
  await publish(['a.parquet']);
  const folder = await open(['a.parquet']);
  expect(await folder.find(output('a.parquet'), INPUT)).toBeDefined();
  writeFileSync(output('a.parquet'), 'changed');
  expect(await folder.find(output('a.parquet'), INPUT)).toBeUndefined();
  folder.close();
});

test('predictions of another model or of other options are refused, and with --replace all of them are gone', async () => {
  await publish(['a.parquet', 'b.parquet']);
  const refused = { detail: { code: 'usage.wrong-value', hint: expect.stringContaining('--replace') as string } };
  await expect(open(['a.parquet'], { model: OTHER })).rejects.toMatchObject(refused);
  await expect(open(['c.parquet'], { k: 2 })).rejects.toMatchObject(refused);
  expect(readdirSync(outFolder).sort()).toEqual(['a.parquet', 'b.parquet', 'predict.json']);
  await publish(['a.parquet'], { model: OTHER, replace: true });
  expect(readdirSync(outFolder).sort()).toEqual(['a.parquet', 'predict.json']);
  expect(readFileSync(output('a.parquet'), 'utf8')).toBe(`a.parquet ${OTHER}`);
});

test('a command that is to replace and fails leaves what was there', async () => {
  await publish(['a.parquet']);
  const folder = await open(['a.parquet'], { model: OTHER, replace: true });
  await write(folder, 'a.parquet', 'of the other');
  folder.discard();
  folder.close();
  expect(readFileSync(output('a.parquet'), 'utf8')).toBe(`a.parquet ${MODEL}`);
});

test('a file that no record names, or a record that makes no sense, is not touched unless it is to be replaced', async () => {
  writeFileSync(output('a.parquet'), 'mine');
  await expect(open(['a.parquet'])).rejects.toMatchObject({ detail: { what: expect.stringContaining('no record names') as string } });
  await publish(['a.parquet'], { replace: true });
  writeFileSync(output('predict.json'), '{"version":1,"files":{"../../etc":{}}}');
  await expect(open(['b.parquet'])).rejects.toMatchObject({ detail: { code: 'usage.wrong-value' } });
});

test('files of the same model join those that are there', async () => {
  await publish(['a.parquet']);
  await publish(['b.parquet']);
  expect(Object.keys((JSON.parse(readFileSync(output('predict.json'), 'utf8')) as { files: object }).files)).toEqual(['a.parquet', 'b.parquet']);
});
