import type { ComparisonFacts } from '../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { type GateReach, gateReach } from '../../evaluation/paired/gate-power.js';
import { listRuns } from '../../runner/run-store.js';

/** What the test rows of a pipeline could tell its gate. */
export interface GateOutlook extends GateReach {
  /** Groups to judge on: those of the newest comparison, else the test share of all rows: about. */
  readonly groupCount: number;
  /** The share of them that one model alone gets right: that of the newest comparison, else `USUAL_DIFFERENCE`. */
  readonly differingShare: number;
  /** The run of that comparison; null when there is none. */
  readonly run: string | null;
  readonly margin: number;
}

/** Two models of one search differ on about so many groups. */
const USUAL_DIFFERENCE = 0.1;

/**
 * Forecasts what a gate by accuracy could tell, before anything is made; a mean over codes needs more rows. Null when the test rows are
 * those from a time on, whose number nobody knows before, and no comparison has been made yet.
 */
export function gateOutlook({ name, gate, split }: PipelineConfig, rowCount: number, workspace: string): GateOutlook | null {
  const earlier = newestComparison(name, workspace);
  if (earlier === undefined && split.test !== null) return null;
  const groupCount = earlier?.told.groupCount ?? Math.floor(rowCount * split.fractions.test);
  if (groupCount === 0) return null;
  const differingShare = earlier === undefined ? USUAL_DIFFERENCE : earlier.told.discordantCount / groupCount;
  const { margin, confidence } = gate;
  return {
    groupCount,
    differingShare,
    run: earlier?.run ?? null,
    margin,
    ...gateReach({ count: groupCount, either: differingShare, margin, confidence }),
  };
}

function newestComparison(name: string, workspace: string): { readonly run: string; readonly told: ComparisonFacts } | undefined {
  for (const { run, manifest } of listRuns(workspace).toReversed()) {
    if (manifest?.pipeline !== name) continue;
    const told = (manifest.results.gate as { readonly told?: ComparisonFacts } | undefined)?.told;
    if (told !== undefined) return { run, told };
  }
  return undefined;
}
