import type { Bundle } from '../../artifacts/bundle.js';
import type { Calibration, Comparison, Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { readJsonArtifact, writeJsonArtifact } from '../../artifacts/files/json-artifact.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { Failure } from '../../core/failure.js';
import type { BundleManifest } from '../../model/bundle/bundle-format.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import type { RegisteredVersion } from '../../registry/registry.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../stage-context.js';
import { cannotTell, compareWithChampion, undecided } from './compare-with-champion.js';

const VERSION = 3;

type Input = {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly bundle: Bundle;
  readonly evaluation: Evaluation;
  readonly fit: Fit;
  readonly matrix: FeatureMatrix;
  readonly calibration: Calibration;
};

/** Compares the candidate with the champion on rows that neither was made with; see `decide` for the gate. */
export const compareStage: Stage<Input, Comparison> = stageOf({
  name: 'compare',
  async *pieces(input, context) {
    const { config } = context;
    const champion = await context.registry.byAlias(config.name, 'champion');
    const isJudged = input.evaluation.metrics.rowCount > 0;
    if (champion === undefined) {
      return isJudged
        ? undecided(config, { decision: 'no-champion', reason: 'this is the first model', champion: null })
        : undecided(config, { decision: 'cannot-tell', reason: 'no test row was judged', champion: null });
    }
    const name = `${champion.name}@${champion.version}`;
    if (champion.modelDigest === input.bundle.modelDigest) {
      return undecided(config, { decision: 'unchanged', reason: `the champion ${name} is this very model`, champion: name });
    }
    if (!isJudged) return cannotTell(config, name, 'no test row was judged');
    const manifest = await openChampion(champion, context);
    return manifest === undefined
      ? cannotTell(config, name, `the bundle of ${name} cannot be read`)
      : yield* compare(input, champion, manifest, context);
  },
});

/** The champion's manifest after a check of every byte; undefined, with a warning, when it is damaged or gone. */
async function openChampion(champion: RegisteredVersion, { emit }: StageContext): Promise<BundleManifest | undefined> {
  try {
    return await verifyBundle(champion.bundle);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    emit({ type: 'warning', stage: 'compare', message: `${champion.name}@${champion.version}: ${error.message}` });
    return undefined;
  }
}

async function* compare(input: Input, champion: RegisteredVersion, manifest: BundleManifest, context: StageContext): Pieces<Comparison> {
  const { gate, name } = context.config;
  const fingerprint: Json = {
    version: VERSION,
    // Both models, and the rows that the champion was made with.
    candidate: input.bundle.modelDigest,
    champion: champion.modelDigest,
    championVersion: champion.version,
    championSplit: manifest.splitDigest,
    // Which rows with which codes, groups, weights and features.
    shards: input.prepared.shards.map((shard) => shard.key),
    split: input.split.splitDigest,
    seenRowCount: input.split.details?.seenTestRowCount ?? 0,
    matrix: input.matrix.key,
    codebook: input.source.codebookDigest,
    // How the champion's codes are turned into ours.
    correspondence: input.source.correspondenceDigest ?? null,
    level: context.config.data.level,
    // What the champion's columns are called here.
    columns: [
      ...context.config.data.text,
      ...context.config.data.covariates.map((covariate) => (typeof covariate === 'string' ? covariate : covariate.column)),
    ],
    gate: { metric: gate.metric, margin: gate.margin, confidence: gate.confidence },
    name,
  };
  const stored = yield* piece('comparison', fingerprint, async (folder) => {
    const comparison = await compareWithChampion(input, champion, manifest, context);
    await writeJsonArtifact(folder, comparison);
    return { decision: comparison.decision, reason: comparison.reason };
  });
  return readJsonArtifact(stored.folder, 'comparison');
}
