import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import { digestOfFileSync, digestsOf, type Ended, type Fixture, makeFixture, run, start } from './fixture.js';

let fixture: Fixture;
let workspace: string;
let original: Ended;
let runFolder: string;
/** Every file of the data, and the run's manifest and weights, as they were. */
let before: ReadonlyMap<string, Buffer>;

interface Report {
  readonly verdict: string;
  readonly firstDifference: { readonly stage: string; readonly where: string; readonly file: string; readonly kind: string } | null;
  readonly firstArtifact: Report['firstDifference'];
  readonly changes: readonly { readonly what: string; readonly where: string }[];
  readonly environment: readonly { readonly path: string }[] | null;
}

beforeAll(async () => {
  fixture = await makeFixture();
  workspace = fixture.makeWorkspace();
  original = await run(fixture, workspace);
  digestsOf(original);
  runFolder = join(workspace, 'runs', original.json.run as string);
  const files = [...fixture.partitions, join(fixture.folder, 'data/codebook.csv'), join(runFolder, 'run.json'), join(runFolder, 'bundle/model.bin')];
  before = new Map(files.map((file) => [file, readFileSync(file)]));
});

afterEach(() => {
  for (const [file, content] of before) writeFileSync(file, content);
});

afterAll(() => fixture.remove());

async function reproduce(
  what = original.json.run as string,
  ...options: string[]
): Promise<{ exitCode: number | null; report: Report; stderr: string }> {
  const end = await start(fixture, ['reproduce', what, ...options, '--workspace', workspace, '--json']).ended;
  return { exitCode: end.exitCode, report: end.json as unknown as Report, stderr: end.stderr };
}

describe('a reproduction', () => {
  test('of an untouched run is identical, also with other workers and memory', async () => {
    const { exitCode, report, stderr } = await reproduce(original.json.run, '--workers', '2', '--memory', '2GiB');
    expect([exitCode, report.verdict, report.firstDifference, report.changes], stderr).toEqual([0, 'identical', null, []]);
  });

  test('leaves nothing behind in the workspace', () => {
    expect(readdirSync(workspace).sort()).toEqual(['registry', 'runs', 'store']);
  });

  test('is not disturbed by a partition that came later', async () => {
    const later = join(fixture.folder, 'data/part-9.parquet');
    cpSync(fixture.partitions[0] as string, later);
    const { report } = await reproduce();
    renameSync(later, join(fixture.folder, 'part-9.parquet'));
    expect(report.verdict).toBe('identical');
  });

  test('finds the data where it has moved to', async () => {
    const moved = join(fixture.folder, 'elsewhere');
    renameSync(join(fixture.folder, 'data'), moved);
    const lost = await reproduce();
    const found = await reproduce(original.json.run, '--data', moved);
    renameSync(moved, join(fixture.folder, 'data'));

    expect(lost.exitCode).toBe(2);
    expect(found.report.verdict).toBe('identical');
  });

  test('starts from a bundle alone, without the workspace', async () => {
    const handed = join(fixture.folder, 'handed/over');
    mkdirSync(handed, { recursive: true });
    cpSync(join(runFolder, 'bundle'), handed, { recursive: true });
    const { report, stderr } = await reproduce(`${handed}/`);
    expect(report.verdict, stderr).toBe('identical');
  });
});

describe('a reproduction fails and says where', () => {
  test('when one row of the data has changed', async () => {
    const file = fixture.partitions[1] as string;
    await fixture.rewrite(file, (row, index) => (index === 17 ? { ...row, text: 'changed text 1 g' } : row));

    const { exitCode, report } = await reproduce();

    expect([exitCode, report.verdict]).toEqual([12, 'different']);
    expect(report.firstDifference).toMatchObject({ stage: 'source', where: 'data/part-1.parquet' });
    expect(report.firstArtifact).toMatchObject({ stage: 'prepare', where: expect.stringContaining('row 17, id r617') as string });
    expect(report.changes).toContainEqual(expect.objectContaining({ what: 'input file', where: 'data/part-1.parquet' }));
  });

  test('when the seed in the manifest was edited', async () => {
    const file = join(runFolder, 'run.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { config: { split: { seed: number } } };
    manifest.config.split.seed = 4711;
    writeFileSync(file, JSON.stringify(manifest));

    const { exitCode, report } = await reproduce();

    expect([exitCode, report.verdict]).toEqual([12, 'different']);
    expect(report.firstDifference).toMatchObject({
      stage: 'split',
      kind: 'split',
      where: expect.stringMatching(/^row \d+, id r\d+, column role$/) as string,
    });
    expect(report.changes).toContainEqual(expect.objectContaining({ what: 'manifest', where: 'split.seed' }));
  });

  test('when one weight of the bundle was flipped', async () => {
    const file = join(runFolder, 'bundle/model.bin');
    const bytes = readFileSync(file);
    bytes.writeUInt8((bytes.at(-5) as number) ^ 0x40, bytes.length - 5);
    writeFileSync(file, bytes);

    const { exitCode, report } = await reproduce();

    expect(exitCode).toBe(12);
    expect(['different', 'same decisions']).toContain(report.verdict);
    expect(report.firstDifference).toMatchObject({
      stage: 'bundle',
      file: 'model.bin',
      where: expect.stringMatching(/^weight of feature \d+, code \d+$/) as string,
    });
  });

  test('when the codebook was edited', async () => {
    const file = join(fixture.folder, 'data/codebook.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(',paint,', ',paints,'));

    const { exitCode, report } = await reproduce();

    expect(exitCode).toBe(12);
    expect(report.firstDifference).toMatchObject({ stage: 'source', kind: 'codebook', where: 'data/codebook.csv' });
    expect(report.firstArtifact).toMatchObject({ stage: 'bundle', file: 'codebook.json', where: expect.stringContaining('titles') as string });
  });
});

test('the files of these tests are as they were', () => {
  for (const [file, content] of before) expect(digestOfFileSync(file)).toBe(digestBytes(content));
});
