import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPipeline } from '../../../../src/app/index.js';
import { runJson, summarizeRun } from '../../../../src/app/run/run-summary.js';
import { parsePipeline } from '../../../../src/config/load-pipeline.js';
import { DuckDbEngine } from '../../../../src/engine/duckdb/duckdb-engine.js';
import { writeRows } from '../../../cli/write-rows.js';
import { type SmallRow, smallRows } from '../../../stages/small-flow.js';

const ROWS = smallRows(600, 6, 0.5, 3);
const SEED = 7;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-curve-'));
  await write('whole.parquet', ROWS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function write(name: string, rows: readonly SmallRow[]): Promise<void> {
  await writeRows(folder, name, [
    { name: 'id', type: 'text', values: rows.map(({ id }) => id) },
    { name: 'text', type: 'text', values: rows.map(({ text }) => text) },
    { name: 'label', type: 'text', values: rows.map(({ label }) => label) },
  ]);
}

// Words of 1 or 2, of which one wins: a part is fitted with those that did. One pass, so that as many win in every run.
const PIPELINE = `name: curve
split: { seed: ${SEED} }
features: { minDocumentFrequency: 1, words: [1, 1], chars: null }
search: { maxPasses: 1, grid: { l2: [1e-4], words: [[1, 2], [1, 1]] } }
calibration: { method: none }
train: { final: train+validation }
`;

async function run(workspace: string, data: string, ...settings: string[]) {
  const config = parsePipeline(`${PIPELINE}data: { partitions: ${data} }\n`, 'p.yaml', settings);
  const done = await runPipeline({ config, workspace: join(folder, workspace), projectFolder: folder, emit: () => {} });
  return { ...done, folder: join(folder, workspace, 'runs', done.facts.run) };
}

interface PlacedRow {
  readonly id: string;
  readonly code: string;
  readonly role: string;
  readonly group: string;
}

async function readSplit(runFolder: string): Promise<readonly PlacedRow[]> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  const names = ['id', 'code', 'role', 'group'] as const;
  const rows: PlacedRow[] = [];
  try {
    const columns = names.map((name) => ({ name, as: 'text' as const }));
    for await (const chunk of tables.scan(join(runFolder, 'split.parquet'), columns, 0, ROWS.length)) {
      for (let i = 0; i < chunk.rowCount; i++) rows.push(Object.fromEntries(names.map((name, c) => [name, chunk.columns[c]?.[i]])) as never);
    }
  } finally {
    await tables.close();
  }
  return rows;
}

/** What the page about judging says, from the written split alone: every text of these rows is a group of its own. */
function idsOfPart(rows: readonly PlacedRow[], share: number): Set<string> {
  const rank = ({ group }: PlacedRow) => createHash('sha256').update(`millrace-split-1:${SEED}:${group}`).digest('hex');
  const part = new Set(rows.filter(({ role }) => role === 'test' || role === 'calibration').map(({ id }) => id));
  for (const code of new Set(rows.map(({ code }) => code))) {
    const placed = ['train', 'validation'].flatMap((role) => {
      const own = rows.filter((row) => row.code === code && row.role === role).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
      return own.map(({ id }, i) => ({ id, place: (i + 0.5) / own.length }));
    });
    placed.sort((a, b) => a.place - b.place);
    for (const { id } of placed.slice(0, Math.max(1, Math.round(share * placed.length)))) part.add(id);
  }
  return part;
}

test('the figures of a part are those of a run that has no other training rows', async () => {
  const whole = await run('workspace', 'whole.parquet', 'evaluate.learningCurve=[0.2, 0.5]');
  const curve = whole.facts.curve!;
  expect(curve.map(({ share }) => share)).toEqual([0.2, 0.5, 1]);
  const { accuracy, macroF1 } = whole.made.evaluation.metrics;
  expect([curve[2]!.figures.accuracy.value, curve[2]!.figures.macroF1.value]).toEqual([accuracy, macroF1]);
  expect(new Set(curve.map(({ figures }) => figures.macroF1.value)).size).toBe(3);

  const placed = await readSplit(whole.folder);
  const winner = whole.made.matrix.spec.features.words;
  for (const point of curve.slice(0, 2)) {
    const ids = idsOfPart(placed, point.share);
    const name = `part-${point.share}.parquet`;
    await write(
      name,
      ROWS.filter(({ id }) => ids.has(id)),
    );
    const part = await run('workspace', name, `split.from=${whole.facts.run}`, `search.grid={ l2: [1e-4], words: [[${winner}]] }`);
    expect(part.facts.curve).toBeNull();
    const [train, validation, , tested] = part.made.split.rowCounts;
    expect([train! + validation!, tested]).toEqual([point.rowCount, whole.made.split.rowCounts[3]]);
    const { metrics, intervals } = part.made.evaluation;
    for (const figure of ['accuracy', 'macroF1'] as const) {
      const { low, high } = intervals[figure];
      expect(point.figures[figure]).toEqual({ value: metrics[figure], low, high });
    }
  }
});

test('the curve has the same bytes with 1, 2 and 4 workers, and changes nothing else', async () => {
  const runs = [];
  for (const workers of [1, 2, 4])
    runs.push(await run(`w${workers}`, 'whole.parquet', 'evaluate.learningCurve=true', `resources.workers=${workers}`));
  const [one, two, four] = runs.map((done) => {
    const { learningCurve } = runJson(done.facts, done.made);
    const tables = ['0.25', '0.5'].map((share) => readFileSync(join(done.folder, 'learning-curve', share, 'metrics.parquet')).toString('hex'));
    return { learningCurve, tables };
  });
  expect(one!.learningCurve).toHaveLength(3);
  expect(two).toEqual(one);
  expect(four).toEqual(one);
  expect(summarizeRun(runs[0]!.facts, runs[0]!.made)).toContain('by the share of training rows: 25.0 %: accuracy 0.');
  expect(readFileSync(join(runs[0]!.folder, 'report.html'), 'utf8')).toContain('Test figures by the share of training rows');

  const without = await run('without', 'whole.parquet');
  expect(without.made.bundle.modelDigest).toBe(runs[0]!.made.bundle.modelDigest);
  expect(without.made.evaluation).toEqual(runs[0]!.made.evaluation);
  expect(runJson(without.facts, without.made)).not.toHaveProperty('learningCurve');
  expect(readFileSync(join(without.folder, 'report.html'), 'utf8')).not.toContain('Learning curve');
});
