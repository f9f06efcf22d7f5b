import { estimatorSections } from '../../../config/estimator-sections.js';
import type { PipelineConfig } from '../../../config/pipeline-config.js';
import type { EventListener } from '../../../core/events.js';
import { fail } from '../../../core/failure.js';
import type { Section } from '../../../estimators/kind-settings.js';
import { kindNamed } from '../../../estimators/kinds.js';
import type { Baseline } from '../../../evaluation/baselines/baseline.js';
import { type MeanRank, meanRanks, type RankedSet, rankBaselines } from '../../../evaluation/baselines/rank-baselines.js';
import type { ComparedName } from '../../../evaluation/figures/figures.js';
import { gridPoints } from '../../../stages/search/grid.js';
import { forkBaseline } from './fork-baseline.js';

/** One set with its configuration. */
export interface ConfiguredSet {
  readonly name: string;
  readonly pipelineFile: string;
  readonly config: PipelineConfig;
}

/** All sets of a comparison. */
export interface Baselines {
  readonly sets: readonly RankedSet[];
  /** By estimator, best first: mean of its ranks over the sets that it was run on. */
  readonly meanRanks: readonly MeanRank[];
}

/** Where, and who hears of it. */
export interface BaselinesRequest {
  readonly sets: readonly ConfiguredSet[];
  /** Absolute paths. */
  readonly workspace: string;
  readonly projectFolder: string;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/**
 * Runs every kind of every set, one after the other, each in a process of its own, and compares them: the same split, the same features
 * where a kind reads any. What is done is found, so that the same command goes on where it was stopped. Failures: those of a run, and
 * `usage.wrong-value` for a set with fewer than two kinds or with unequal numbers of trials.
 */
export async function compareBaselines(request: BaselinesRequest): Promise<Baselines> {
  for (const set of request.sets) requireEqualBudget(set);
  const sets: RankedSet[] = [];
  for (const set of request.sets) sets.push(rankBaselines(set.name, set.config.search.metric as ComparedName, await runSet(set, request)));
  return { sets, meanRanks: meanRanks(sets) };
}

async function runSet(
  { name, pipelineFile, config }: ConfiguredSet,
  { workspace, projectFolder, signal, emit }: BaselinesRequest,
): Promise<readonly Baseline[]> {
  const made: Baseline[] = [];
  const sections = sectionsInOrder(config);
  for (const section of sections) {
    emit({ type: 'note', stage: 'compare', message: `${name}: ${section.kind}` });
    // One that is made of others is searched beside them: their trials are found.
    const isCombined = kindNamed(section.kind, 'search.estimators').settings.combines !== undefined;
    const search = { ...config.search, estimators: isCombined ? sections : [section] } as unknown as PipelineConfig['search'];
    const request = { estimator: section.kind, config: { ...config, search }, pipelineFile, workspace, projectFolder };
    made.push(await forkBaseline(request, signal, emit));
  }
  return made;
}

/** Those that are made of others come last, when these are done. */
function sectionsInOrder({ search }: PipelineConfig): readonly Section[] {
  const isCombined = ({ kind }: Section): number => Number(kindNamed(kind, 'search.estimators').settings.combines !== undefined);
  return [...estimatorSections(search)].sort((a, b) => isCombined(a) - isCombined(b));
}

/** As many trials for each kind, or one: a kind without settings of its own has no more. */
function requireEqualBudget({ name, config, pipelineFile }: ConfiguredSet): void {
  const sections = estimatorSections(config.search);
  const where = `search.estimators in ${pipelineFile} (${name})`;
  if (sections.length < 2) {
    const wanted = 'two kinds of models or more in search.estimators';
    throw fail('usage.wrong-value', { what: 'there is nothing to compare', where, got: `${sections.length} kind`, wanted });
  }
  const counts = sections.map(
    (section) =>
      [section.kind, gridPoints({ ...config, search: { ...config.search, estimators: [section] } } as unknown as PipelineConfig, 1).length] as const,
  );
  const several = counts.filter(([, count]) => count > 1);
  if (several.every(([, count]) => count === several[0]?.[1])) return;
  throw fail('usage.wrong-value', {
    what: 'kinds are compared on equal terms only: with as many trials each',
    where,
    got: counts.map(([kind, count]) => `${kind} ${count}`).join(', '),
    wanted: 'as many points in the grid of each kind, or one where there is nothing to choose',
  });
}
