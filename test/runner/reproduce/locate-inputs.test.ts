import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pipelineConfig } from '../../../src/config/pipeline-config.js';
import { digestBytes } from '../../../src/core/digest.js';
import { linkInputs, locateInputs } from '../../../src/runner/reproduce/locate-inputs.js';
import type { InputFile } from '../../../src/runner/run/inputs.js';

const FILES = { 'data/a/1.parquet': 'one', 'data/b/1.parquet': 'two', 'data/codebook.csv': 'codes' };

function makeData(): { folder: string; inputs: InputFile[] } {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-inputs-'));
  const inputs = Object.entries(FILES).map(([path, content]): InputFile => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    return { role: path.endsWith('.csv') ? 'codebook' : 'partition', path, digest: digestBytes(content), byteCount: content.length };
  });
  return { folder, inputs };
}

describe('the inputs of an earlier run', () => {
  test('are found where they were', async () => {
    const { folder, inputs } = makeData();
    const located = await locateInputs(inputs, { workingDirectory: folder, dataFolder: null, projectFolder: folder });
    expect(located.map(({ file }) => file)).toEqual(inputs.map(({ path }) => join(folder, path)));
    expect(located.map(({ digest }) => digest)).toEqual(inputs.map(({ digest }) => digest));
  });

  test('are found under the folder to which the data has moved, in their subfolders', async () => {
    const { folder, inputs } = makeData();
    const moved = mkdtempSync(join(tmpdir(), 'millrace-moved-'));
    renameSync(join(folder, 'data'), join(moved, 'elsewhere'));
    const located = await locateInputs(inputs, { workingDirectory: folder, dataFolder: join(moved, 'elsewhere'), projectFolder: folder });
    expect(located.map(({ digest }) => digest)).toEqual(inputs.map(({ digest }) => digest));
  });

  test('that have changed are found with the digest that they have now', async () => {
    const { folder, inputs } = makeData();
    writeFileSync(join(folder, 'data/b/1.parquet'), 'three');
    const located = await locateInputs(inputs, { workingDirectory: folder, dataFolder: null, projectFolder: folder });
    expect(located.map(({ input, digest }) => input.digest === digest)).toEqual([true, false, true]);
  });

  test('that are gone are named, with what is wanted', async () => {
    const { folder, inputs } = makeData();
    renameSync(join(folder, 'data/b/1.parquet'), join(folder, 'data/b/2.parquet'));
    await expect(locateInputs(inputs, { workingDirectory: folder, dataFolder: null, projectFolder: folder })).rejects.toMatchObject({
      detail: { code: 'usage.missing-file', where: 'data/b/1.parquet' },
    });
  });
});

describe('a folder of links', () => {
  test('shows the inputs under the paths that the run knew, and the configuration names no other files', async () => {
    const { folder, inputs } = makeData();
    writeFileSync(join(folder, 'data/a/2.parquet'), 'came later');
    const config = pipelineConfig.parse({ name: 'x', data: { partitions: 'data/**/*.parquet', codebook: 'data/codebook.csv' } });
    const located = await locateInputs(inputs, { workingDirectory: folder, dataFolder: null, projectFolder: folder });

    const linked = linkInputs(located, config, mkdtempSync(join(tmpdir(), 'millrace-links-')), folder);

    for (const [path, content] of Object.entries(FILES)) expect(readFileSync(join(linked.workingDirectory, path), 'utf8')).toBe(content);
    expect(linked.config.data.partitions).toEqual(['data/a/1.parquet', 'data/b/1.parquet']);
    expect(linked.config.data.codebook).toBe('data/codebook.csv');
  });

  test('shows the correspondence, and the split that was continued under the run that it came from', async () => {
    const { folder } = makeData();
    const workspace = mkdtempSync(join(tmpdir(), 'millrace-links-'));
    mkdirSync(join(folder, 'w/runs/old'), { recursive: true });
    writeFileSync(join(folder, 'old-to-new.csv'), 'old,new');
    writeFileSync(join(folder, 'w/runs/old/split.parquet'), 'roles');
    const inputs: InputFile[] = [
      { role: 'correspondence', path: 'old-to-new.csv', digest: digestBytes('old,new'), byteCount: 7 },
      { role: 'split', path: 'w/runs/old/split.parquet', digest: digestBytes('roles'), byteCount: 5, run: 'old' },
    ];
    const config = pipelineConfig.parse({ name: 'x', data: { partitions: '*', correspondence: 'old-to-new.csv' }, split: { from: 'champion' } });
    const located = await locateInputs(inputs, { workingDirectory: folder, dataFolder: null, projectFolder: folder });

    const linked = linkInputs(located, config, join(workspace, 'links'), join(workspace, 'runs'));

    expect(readFileSync(join(linked.workingDirectory, 'old-to-new.csv'), 'utf8')).toBe('old,new');
    expect(readFileSync(join(workspace, 'runs/old/split.parquet'), 'utf8')).toBe('roles');
    expect(linked.config.data.correspondence).toBe('old-to-new.csv');
    expect(linked.config.split.from).toBe('old');
  });

  test('keeps paths that climb out of the working directory inside itself', async () => {
    const { folder, inputs } = makeData();
    mkdirSync(join(folder, 'work/deep'), { recursive: true });
    const climbing = inputs.map((input) => ({ ...input, path: `../../${input.path}` }));
    const config = pipelineConfig.parse({ name: 'x', data: { partitions: '../../data/**/*.parquet' } });
    const located = await locateInputs(climbing, { workingDirectory: join(folder, 'work/deep'), dataFolder: null, projectFolder: folder });
    const target = mkdtempSync(join(tmpdir(), 'millrace-links-'));

    const { workingDirectory } = linkInputs(located, config, target, folder);

    expect(readFileSync(join(workingDirectory, '../../data/a/1.parquet'), 'utf8')).toBe('one');
    expect(join(workingDirectory, '../../../data').startsWith(target)).toBe(true);
  });
});
