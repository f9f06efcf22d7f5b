import type { SuiteCheck } from '../../artifacts/suite.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { comparedFigure } from '../../evaluation/figures/figures.js';
import { gateReach } from '../../evaluation/paired/gate-power.js';
import { pairedDifference } from '../../evaluation/paired-difference.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { RegisteredVersion } from '../../registry/registry.js';
import { championCodes } from '../../stages/compare/champion-codes.js';
import { comparableRows, type NotComparable, type RivalSide } from '../../stages/compare/comparable-rows.js';
import { compareAnswers } from '../../stages/compare/compare-answers.js';
import { decide } from '../../stages/compare/decide.js';
import type { StageContext } from '../../stages/stage-context.js';
import type { MadeForSuites, SuiteRows } from './suite-rows.js';

interface Rivals {
  readonly candidate: PredictorParts;
  readonly champion: RivalSide;
}

/** Candidate and champion on each suite that the gate requires, on its rows that neither was made with. */
export async function compareSuites(
  suites: readonly SuiteRows[],
  made: MadeForSuites,
  champion: Pick<RegisteredVersion, 'bundle'>,
  context: StageContext,
): Promise<readonly SuiteCheck[]> {
  const { gate } = context.config;
  const open = (folder: string) => loadBundle(folder, { verify: false });
  const { bundle } = champion;
  const manifest = await readManifest(bundle);
  const rivals = { candidate: await open(made.bundle.folder), champion: { name: 'champion', bundle, manifest, parts: await open(bundle) } as const };
  const checks: SuiteCheck[] = [];
  for (const [name, { margin = gate.margin }] of Object.entries(gate.suites ?? {})) {
    const rows = suites.find(({ suite }) => suite === name);
    if (rows !== undefined) checks.push(await compareOn(rows, margin, made, rivals, context));
  }
  return checks;
}

async function compareOn(suite: SuiteRows, margin: number, made: MadeForSuites, rivals: Rivals, context: StageContext): Promise<SuiteCheck> {
  const { prepared } = suite;
  const own = suite.unseen === null ? suite.rows : Uint32Array.from(suite.unseen, (place) => suite.rows[place]!);
  const found = await comparableRows(own, { ...made, prepared }, rivals.champion, context);
  if ('reason' in found) return cannotTell(suite.suite, margin, found);
  const { rows, chosen, groupCount, shared } = found;
  const { parts } = rivals.champion;
  const answers = {
    ours: await championCodes(rivals.candidate, rows, prepared, context),
    theirs: await championCodes(parts, rows, prepared, context),
  };
  const { judged } = compareAnswers(answers, chosen, {
    shared,
    ours: [...prepared.codes, ...made.fit.model.codes],
    theirs: parts.model.codes,
    rowCodes: prepared.codes,
    weight: chosen.weight,
  });
  return { suite: suite.suite, margin, sharedRowCount: rows.length, groupCount, ...describe(judged, { ...context.config.gate, margin }) };
}

function cannotTell(suite: string, margin: number, { reason, rowCount, tooFew }: NotComparable): SuiteCheck {
  const few = tooFew && `too small to tell: ${tooFew.groupCount} groups that neither model was made with, fewer than ${tooFew.fewest}`;
  return {
    ...{ suite, decision: 'cannot-tell', reason: few ?? reason, margin, sharedRowCount: rowCount, groupCount: tooFew?.groupCount ?? 0 },
    ...{ candidate: null, championValue: null, difference: null, lowerBound: null, detectableMargin: null },
  };
}

function describe(
  judged: Parameters<typeof pairedDifference>[0],
  gate: PipelineConfig['gate'],
): Omit<SuiteCheck, 'suite' | 'margin' | 'sharedRowCount' | 'groupCount'> {
  const paired = pairedDifference(judged, comparedFigure(gate.metric), gate.confidence);
  const { candidate, champion: championValue, difference, lowerBound, counts } = paired;
  const { count, firstOnly, secondOnly } = counts;
  const { detectableMargin } = gateReach({ count, either: (firstOnly + secondOnly) / count, margin: gate.margin, confidence: gate.confidence });
  const { decision, reason } = decide(paired, gate);
  const told = { candidate, championValue, difference, lowerBound, detectableMargin };
  if (decision === 'promote' || decision === 'refuse') return { decision, reason, ...told };
  return { decision: 'cannot-tell', reason: `${reason}; as many rows can tell a margin of ${detectableMargin.toFixed(3)}`, ...told };
}
