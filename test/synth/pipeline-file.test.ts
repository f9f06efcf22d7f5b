import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { matchFiles } from '../../src/core/files/match-files.js';
import { writePipelineFile } from '../../src/synth/pipeline-file.js';

const project = mkdtempSync(join(tmpdir(), 'millrace-pipeline-'));

function filled(...path: string[]): string {
  const out = join(project, ...path);
  mkdirSync(join(out, 'partitions'), { recursive: true });
  writeFileSync(join(out, 'partitions', 'part-0.parquet'), '');
  return out;
}

describe('the pipeline file beside synthetic rows', () => {
  test.each([['plain'], ['[x] {y} "z" (1)'], ["o'clock: #1"]])('finds them from the project folder, in %j', async (name) => {
    const out = filled('synth', name);
    const { data } = await loadPipeline(writePipelineFile(out, project));
    expect(matchFiles([data.partitions as string], project).files).toEqual([`synth/${name}/partitions/part-0.parquet`]);
    expect(data.codebook).toBe(`synth/${name}/codebook.csv`);
  });

  test('names a folder elsewhere by its whole path', async () => {
    const out = filled('elsewhere');
    const { data } = await loadPipeline(writePipelineFile(out, join(project, 'synth')));
    expect(data.codebook).toBe(join(out, 'codebook.csv'));
  });

  test('stays as somebody changed it', () => {
    const out = filled('changed');
    const file = writePipelineFile(out, project);
    writeFileSync(file, 'name: mine\n');
    writePipelineFile(out, project);
    expect(readFileSync(file, 'utf8')).toBe('name: mine\n');
  });
});
