import { splitFileBeside } from '../../artifacts/files/split-files.js';
import type { SuiteCheck } from '../../artifacts/suite.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { comparedFigure } from '../../evaluation/figures/figures.js';
import { gateReach } from '../../evaluation/paired/gate-power.js';
import { pairedDifference } from '../../evaluation/paired-difference.js';
import { pickRows } from '../../evaluation/rows-to-judge.js';
import type { BundleManifest } from '../../model/bundle/bundle-format.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { RegisteredVersion } from '../../registry/registry.js';
import { championCodes, missingColumns } from '../../stages/compare/champion-codes.js';
import { compareAnswers } from '../../stages/compare/compare-answers.js';
import { FEWEST_GROUPS, sharedCodes } from '../../stages/compare/compare-with-champion.js';
import { decide } from '../../stages/compare/decide.js';
import { unseenRows } from '../../stages/compare/unseen-rows.js';
import type { StageContext } from '../../stages/stage-context.js';
import type { MadeForSuites, SuiteRows } from './suite-rows.js';

interface Rivals {
  readonly candidate: PredictorParts;
  readonly champion: PredictorParts;
  readonly manifest: BundleManifest;
  readonly splitFile: string;
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
  const rivals = {
    candidate: await open(made.bundle.folder),
    champion: await open(champion.bundle),
    manifest: await readManifest(champion.bundle),
    splitFile: splitFileBeside(champion.bundle),
  };
  const checks: SuiteCheck[] = [];
  for (const [name, { margin = gate.margin }] of Object.entries(gate.suites ?? {})) {
    const rows = suites.find(({ suite }) => suite === name);
    if (rows !== undefined) checks.push(await compareOn(rows, margin, made, rivals, context));
  }
  return checks;
}

async function compareOn(suite: SuiteRows, margin: number, made: MadeForSuites, rivals: Rivals, context: StageContext): Promise<SuiteCheck> {
  const { config } = context;
  const { prepared } = suite;
  const unclear = (reason: string, rowCount = 0, groupCount = 0): SuiteCheck => ({
    ...{ suite: suite.suite, decision: 'cannot-tell', reason, margin, sharedRowCount: rowCount, groupCount },
    ...{ candidate: null, championValue: null, difference: null, lowerBound: null, detectableMargin: null },
  });
  const missing = missingColumns(rivals.champion.spec, config.data);
  if (missing.length > 0) return unclear(`the champion reads columns that this pipeline does not name: ${missing.join(', ')}`);
  const own = suite.unseen === null ? suite.rows : Uint32Array.from(suite.unseen, (place) => suite.rows[place]!);
  const search = { test: own, prepared, splitFile: rivals.splitFile, splitDigest: rivals.manifest.splitDigest };
  const rows = await unseenRows(search, context);
  if (rows === undefined) return unclear(`the split of the champion is not beside its bundle as it was: ${rivals.splitFile}`);
  const shared = sharedCodes({ ...made, prepared }, rivals.champion.model.codes, rivals.manifest, config);
  if (shared === undefined) return unclear('another codebook: there is no level at which each code of the champion is one of ours', rows.length);
  const chosen = pickRows(prepared, rows, made.fit.model);
  const groupCount = new Set(chosen.group).size;
  if (groupCount < FEWEST_GROUPS)
    return unclear(`too small to tell: ${groupCount} groups that neither model was made with, fewer than ${FEWEST_GROUPS}`, rows.length, groupCount);
  const answers = {
    ours: await championCodes(rivals.candidate, rows, prepared, context),
    theirs: await championCodes(rivals.champion, rows, prepared, context),
  };
  const { judged } = compareAnswers(answers, chosen, {
    shared,
    ours: [...prepared.codes, ...made.fit.model.codes],
    theirs: rivals.champion.model.codes,
    rowCodes: prepared.codes,
    weight: chosen.weight,
  });
  return { suite: suite.suite, margin, sharedRowCount: rows.length, groupCount, ...describe(judged, { ...config.gate, margin }) };
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
