import type { Comparison, ComparisonFacts } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { type Split, TEST } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { whyNotDrawnByCode } from '../../evaluation/design.js';
import { comparedFigure } from '../../evaluation/figures/figures.js';
import { codeLosses } from '../../evaluation/paired/code-losses.js';
import { codeScores } from '../../evaluation/paired/code-scores.js';
import type { ComparedRows } from '../../evaluation/paired/compared-rows.js';
import { gateReach } from '../../evaluation/paired/gate-power.js';
import { type PairedDifference, pairedDifference } from '../../evaluation/paired-difference.js';
import { rowsToJudge } from '../../evaluation/rows-to-judge.js';
import type { BundleManifest } from '../../model/bundle/bundle-format.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import type { RegisteredVersion } from '../../registry/registry.js';
import { scoreRows } from '../../training/score-rows.js';
import type { StageContext } from '../stage-context.js';
import { championCodes } from './champion-codes.js';
import { type CandidateSide, comparableRows } from './comparable-rows.js';
import { compareAnswers } from './compare-answers.js';
import { decide } from './decide.js';
import { type DesignWeights, designWeights } from './design-weights.js';

interface Candidate extends CandidateSide {
  readonly split: Split;
  readonly matrix: FeatureMatrix;
}

/** Scores the candidate and a rival, the champion or the anchor, on the shared rows and lets the gate decide. */
export async function compareWithChampion(
  input: Candidate,
  champion: RegisteredVersion,
  manifest: BundleManifest,
  rival: 'champion' | 'anchor',
  context: StageContext,
): Promise<Comparison> {
  const { config } = context;
  const { prepared, split, fit, matrix } = input;
  const name = `${champion.name}@${champion.version}`;
  // Its bytes were checked when its manifest was read.
  const parts = await loadBundle(champion.bundle, { verify: false });
  // Rows marked seen have their text in another role of the candidate's own split.
  const test = rowsToJudge(prepared, split, TEST, fit.model).rows.filter((row) => split.details?.seen?.[row] !== 1);
  const found = await comparableRows(test, input, { name: rival, bundle: champion.bundle, manifest, parts }, context);
  if ('reason' in found) return cannotTell(config, name, found.reason, found.rowCount);
  const { rows, chosen, shared } = found;
  const scored = await scoreRows(context.training, fit, matrix, rows, chosen.modelLabel, { topCount: 1, temperatures: [] });
  const answers = {
    ours: Array.from(scored.top, (index) => fit.model.codes[index]!),
    theirs: await championCodes(parts, rows, prepared, context),
  };
  const design = config.gate.weights === 'design' && whyNotDrawnByCode(config.split) === null ? designWeights(prepared, rows) : null;
  const { judged, codes } = compareAnswers(answers, chosen, {
    shared,
    ours: [...prepared.codes, ...fit.model.codes],
    theirs: parts.model.codes,
    rowCodes: prepared.codes,
    weight: design?.weight ?? chosen.weight,
  });
  const paired = pairedDifference(judged, comparedFigure(config.gate.metric), config.gate.confidence);
  const facts = tellFacts(paired, judged, codes, design, config);
  const told =
    rival === 'anchor' ? facts : { ...facts, codeScores: codeScores(judged).map((each) => ({ ...each, code: codes[each.code] as string })) };
  const comparison = { ...describe(paired, told.weights, config, name, rows.length), told };
  return shared.level === null
    ? comparison
    : { ...comparison, level: shared.level, reason: `at level ${shared.level}, the finest that both share: ${comparison.reason}` };
}

function tellFacts(
  { counts, discordantUnits }: PairedDifference,
  judged: ComparedRows,
  codes: readonly string[],
  design: DesignWeights | null,
  { gate: { margin, confidence } }: PipelineConfig,
): ComparisonFacts {
  const { losses, ...byCode } = codeLosses(judged);
  const { count, firstOnly, secondOnly } = counts;
  return {
    weights: design === null ? 'plain' : 'design',
    unspokenShare: design?.unspokenShare ?? null,
    groupCount: new Set(judged.group).size,
    discordantCount: discordantUnits,
    ...gateReach({ count, either: (firstOnly + secondOnly) / count, margin, confidence }),
    byCode: { ...byCode, losses: losses.map((loss) => ({ ...loss, code: codes[loss.code] as string })) },
  };
}

function describe(
  paired: PairedDifference,
  weights: ComparisonFacts['weights'],
  { gate }: PipelineConfig,
  champion: string,
  sharedRowCount: number,
): Comparison {
  const { candidate, champion: championValue, difference, lowerBound, low, high } = paired;
  const rows = weights === 'design' ? 'for rows as they come (groups of a code as many as in the data)' : 'at the given supports';
  const estimand = `expected difference in ${gate.metric} ${rows}, candidate minus champion`;
  return {
    kind: 'comparison',
    ...decide(paired, gate),
    champion,
    metric: gate.metric,
    sharedRowCount,
    candidate,
    championValue,
    difference,
    lowerBound,
    interval: { low, high, confidence: gate.confidence, estimand, unit: 'group' },
    margin: gate.margin,
  };
}

/** A comparison that was not made, or not finished, for a reason. */
export function cannotTell(config: PipelineConfig, champion: string, reason: string, sharedRowCount = 0): Comparison {
  return undecided(config, { decision: 'cannot-tell', reason, champion }, sharedRowCount);
}

/** A comparison without figures. */
export function undecided({ gate }: PipelineConfig, outcome: Pick<Comparison, 'decision' | 'reason' | 'champion'>, sharedRowCount = 0): Comparison {
  const figures = { candidate: null, championValue: null, difference: null, lowerBound: null, interval: null };
  return { kind: 'comparison', ...outcome, metric: gate.metric, sharedRowCount, ...figures, margin: gate.margin };
}
