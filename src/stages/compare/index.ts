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
import { whyNotDrawnByCode } from '../../evaluation/design.js';
import type { BundleManifest } from '../../model/bundle/bundle-format.js';
import { originOf } from '../../model/bundle/bundle-origin.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import { anchorOf } from '../../registry/anchor.js';
import type { RegisteredVersion } from '../../registry/registry.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../stage-context.js';
import { cannotTell, compareWithChampion, undecided } from './compare-with-champion.js';
import { countEarlierJudgements } from './earlier-judgements.js';
import { withAnchor } from './with-anchor.js';

const VERSION = 4;

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
    const besideChampion = yield* compare(input, champion, 'champion', context);
    const earlierJudgements = await countEarlierJudgements(config, input.bundle.modelDigest, context.registry);
    if (earlierJudgements >= MANY_JUDGEMENTS) context.emit({ type: 'warning', stage: 'compare', message: tiredRows(earlierJudgements) });
    const comparison = { ...besideChampion, earlierJudgements };
    const anchor = await anchorOf(context.registry, config.name);
    if (anchor === undefined || anchor.version === champion.version || comparison.decision !== 'promote') return comparison;
    return withAnchor(comparison, yield* compareWithAnchor(input, anchor, context));
  },
});

/** So often may test rows judge before fresh ones are asked for. */
const MANY_JUDGEMENTS = 20;

function tiredRows(count: number): string {
  return `test rows drawn like these have judged ${count} models before: what passes may by now owe something to their chance; take fresh ones (another split.seed, or split.test with later rows)`;
}

/** The anchor's own model passes beside it, whatever the rows say. */
async function* compareWithAnchor(input: Input, anchor: RegisteredVersion, context: StageContext): Pieces<Comparison> {
  const name = `${anchor.name}@${anchor.version}`;
  if (anchor.modelDigest === input.bundle.modelDigest)
    return undecided(context.config, { decision: 'unchanged', reason: 'it is this very model', champion: name });
  const comparison = yield* compare(input, anchor, 'anchor', context);
  return comparison.newCodebook === true
    ? { ...comparison, decision: 'unchanged', reason: 'it speaks another codebook and binds no more' }
    : comparison;
}

function speaksOurs(manifest: BundleManifest, { source }: Input, { config }: StageContext): boolean {
  return manifest.codebookDigest === source.codebookDigest && originOf(manifest, 'a registered model').config.data.level === config.data.level;
}

/** The manifest after a check of every byte; undefined, with a warning, when it is damaged or gone. */
async function openRival(champion: RegisteredVersion, { emit }: StageContext): Promise<BundleManifest | undefined> {
  try {
    return await verifyBundle(champion.bundle);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    emit({ type: 'warning', stage: 'compare', message: `${champion.name}@${champion.version}: ${error.message}` });
    return undefined;
  }
}

async function* compare(input: Input, champion: RegisteredVersion, rival: 'champion' | 'anchor', context: StageContext): Pieces<Comparison> {
  const manifest = await openRival(champion, context);
  if (manifest === undefined)
    return cannotTell(context.config, `${champion.name}@${champion.version}`, `the bundle of ${champion.name}@${champion.version} cannot be read`);
  const { gate, name } = context.config;
  const fingerprint: Json = {
    version: VERSION,
    // Both models, and the rows that the champion was made with.
    candidate: input.bundle.modelDigest,
    champion: champion.modelDigest,
    rival,
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
    gate: { metric: gate.metric, margin: gate.margin, confidence: gate.confidence, weights: gate.weights },
    // Whether test rows can be weighed back to the data.
    drawnByCode: whyNotDrawnByCode(context.config.split) === null,
    name,
  };
  const stored = yield* piece('comparison', fingerprint, async (folder) => {
    const comparison = await compareWithChampion(input, champion, manifest, rival, context);
    await writeJsonArtifact(folder, comparison);
    return { decision: comparison.decision, reason: comparison.reason };
  });
  const comparison = await readJsonArtifact(stored.folder, 'comparison');
  return speaksOurs(manifest, input, context) ? comparison : { ...comparison, newCodebook: true };
}
