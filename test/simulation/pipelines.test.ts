import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPipeline, openBundle, runPipeline } from '../../src/app/index.js';
import { Rng } from '../../src/core/rng.js';
import { draws, IS_SAMPLE, keepResult, median, resumedDraws } from './keep-result.js';
import { PlantedTexts } from './planted-texts.js';

// Whole pipelines: rows of a new population are drawn, split, fitted, calibrated, a threshold is planned; then fresh rows of the same
// population are coded with the bundle. A promise is broken where more of the automatic ones are wrong than were promised.

const ROWS = 3000;
const FRESH = 10_000;
const CONFIDENCE = 0.9;
const HOURS = 3 * 3_600_000;

/** What fresh rows say of a threshold: share and error of those above it, and the share above the best one for the target. */
interface Kept {
  readonly share: number;
  readonly error: number;
  readonly best: number;
}

async function runOnce(seed: number, targets: readonly number[]): Promise<readonly Kept[]> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-simulated-'));
  try {
    const rng = Rng.fromSeed(31).fork(`pipeline ${seed}`);
    const texts = new PlantedTexts(rng);
    const lines = Array.from({ length: ROWS }, () => texts.draw(rng)).map(({ text, code }, row) => `r${row},${text},${code}\n`);
    await writeFile(join(folder, 'rows.csv'), `id,text,label\n${lines.join('')}`);
    await writeFile(join(folder, 'p.yaml'), pipelineOf(seed));
    const fresh = Array.from({ length: FRESH }, () => texts.draw(rng));
    const kept: Kept[] = [];
    for (const target of targets) {
      const config = await loadPipeline(join(folder, 'p.yaml'), [`review.target={error: ${target}, confidence: ${CONFIDENCE}}`]);
      const { made } = await runPipeline({ config, workspace: join(folder, 'workspace'), projectFolder: folder });
      const model = await openBundle(made.bundle.folder);
      const coded = model.predict(fresh.map(({ text }) => text)).map(({ code, score }, i) => ({ score: score ?? 0, wrong: code !== fresh[i]!.code }));
      kept.push(onFreshRows(coded, model.reviewThreshold ?? Number.POSITIVE_INFINITY, target));
    }
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const pipelineOf = (seed: number): string => `
name: simulated
data: { partitions: rows.csv, id: id, text: [text], label: label }
split: { seed: ${seed} }
features: { words: [1, 1], chars: [3, 4], maxFeatures: 32768 }
search: { maxPasses: 4, grid: { l2: [1e-5], classWeight: [none], rank: [full], average: [1] } }
resources: { workers: 1, memory: 1GiB }
`;

function onFreshRows(rows: readonly { readonly score: number; readonly wrong: boolean }[], threshold: number, target: number): Kept {
  const accepted = rows.filter(({ score }) => score >= threshold);
  const wrongOf = (some: typeof rows): number => some.reduce((count, { wrong }) => count + Number(wrong), 0);
  let [wrong, best] = [0, 0];
  rows
    .toSorted((a, b) => b.score - a.score)
    .forEach((row, i) => {
      wrong += Number(row.wrong);
      if (wrong <= target * (i + 1)) best = (i + 1) / rows.length;
    });
  return { share: accepted.length / rows.length, error: wrongOf(accepted) / Math.max(1, accepted.length), best };
}

it(
  'keeps promises of whole pipelines as often as promised, at little cost in coverage',
  async () => {
    const count = draws(500, 5);
    const targets = [0.1, 0.05];
    const least = [0.85, 0.4];
    const runs = await resumedDraws('pipelines', count, (seed) => runOnce(seed, targets));
    targets.forEach((target, i) => {
      const found = runs.map((run) => run[i]!);
      const broken = found.filter(({ error }) => error > target).length;
      const reached = median(found.filter(({ best }) => best >= 0.2).map(({ share, best }) => share / best));
      const none = found.filter(({ share }) => share === 0).length;
      const best = median(found.map((each) => each.best));
      keepResult('pipelines', `promises of ${target}`, { pipelines: count, broken, withoutPromise: none, medianBest: best, medianCoverage: reached });
      // 500 · 0.1 and its noise; of 5 hardly ever more than 2.
      expect(broken).toBeLessThanOrEqual(draws(63, 3));
      if (!IS_SAMPLE) expect(reached).toBeGreaterThanOrEqual(least[i]!);
    });
  },
  HOURS,
);
