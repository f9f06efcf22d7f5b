import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import { readEnvironment } from '../../src/runner/run/environment.js';
import { Run } from '../../src/runner/run/run.js';
import { listRunOutlines, OUTLINE_FILE, writeOutline } from '../../src/runner/run-outline.js';
import { readManifestFile } from '../../src/runner/run-store.js';
import type { Store } from '../../src/store/store.js';

const environment = await readEnvironment({});
let workspace: string;
let folder: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'millrace-outline-'));
  const config = pipelineConfig.parse({ name: 'small', data: { partitions: 'x' } });
  const run = new Run({ workspace, projectFolder: workspace, config, store: {} as Store, environment, listen: () => {} });
  run.begin([]);
  folder = run.folder;
  run.finish({ modelDigest: 'ab' });
});

describe('the list of runs', () => {
  test('says the same with the outline as from the manifest', () => {
    const { run, ...withOutline } = { run: folder, ...listRunOutlines(workspace)[0] };
    rmSync(join(folder, OUTLINE_FILE));
    const fromManifest = listRunOutlines(workspace)[0];
    expect(withOutline).toMatchObject({ state: 'done', isPruned: false, outline: { pipeline: 'small', results: { modelDigest: 'ab' } } });
    expect(fromManifest).toMatchObject({ ...withOutline, outline: { pipeline: 'small', status: 'done', results: { modelDigest: 'ab' } } });
  });

  test('believes the manifest where the outline is torn, of a newer release or of another manifest', () => {
    for (const text of ['{"ver', 'null', '{"version":2}']) {
      writeFileSync(join(folder, OUTLINE_FILE), text);
      expect(listRunOutlines(workspace)[0]).toMatchObject({ state: 'done', outline: { pipeline: 'small' } });
    }
    writeFileSync(join(folder, 'run.json'), '{"version":99}');
    expect(listRunOutlines(workspace)[0]).toMatchObject({ state: 'damaged', outline: null });
  });

  test('of a run without manifest tells how it ended, whatever its outline says', () => {
    rmSync(join(folder, 'run.json'));
    expect(listRunOutlines(workspace)[0]).toMatchObject({ state: 'killed', outline: null });
  });

  test('of 1,000 runs takes less than a second, also where manifests are long', () => {
    const manifest = readManifestFile(join(folder, 'run.json'));
    const longText = ' '.repeat(50_000);
    writeOutline(folder, manifest, longText.length);
    const outline = readFileSync(join(folder, OUTLINE_FILE));
    writeFileSync(join(folder, 'run.json'), longText);
    for (let i = 0; i < 1000; i++) {
      const other = join(workspace, 'runs', `20250101T${String(i).padStart(6, '0')}-abcdef`);
      mkdirSync(other);
      writeFileSync(join(other, 'run.json'), longText);
      writeFileSync(join(other, OUTLINE_FILE), outline);
    }
    // The processor's time: how busy the machine is beside it says nothing.
    const before = process.cpuUsage();
    expect(listRunOutlines(workspace)).toHaveLength(1001);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(1e6);
  });
});
