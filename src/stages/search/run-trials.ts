import { isDeepStrictEqual } from 'node:util';
import type { FeatureMatrix, FeatureVariants } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Split } from '../../artifacts/split.js';
import type { JudgedOutcome, RungResult, Trial } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import type { KindSettings, Pace } from '../../estimators/kind-settings.js';
import { kindOf } from '../../estimators/kinds.js';
import { type FitRequest, FitToken } from '../../ml/fit.js';
import type { Pieces } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import { type CodebookSource, codebookFingerprint, codebookForFit } from '../../training/codebook-for-fit.js';
import { leastTexts } from '../../training/held-out-matrix.js';
import type { StageContext } from '../stage-context.js';
import { isCombined, mostMembers, withMembers } from './choose-members.js';
import { rankedBy, trialOrder } from './choose-trial.js';
import { describeSettings, type GridPoint, paceOf } from './grid.js';
import { describePasses, dropBehind, isFitted, keepBest, planRungs, type Rung, type RungTrial, reachOf } from './halving.js';
import { joinFolds } from './join-folds.js';
import { pairedError } from './paired-error.js';
import { makeFits, type SearchFit, scoresOf } from './search-fits.js';
import { VariantRows } from './variant-rows.js';
import { type View, viewsOf } from './views.js';

/** Raised when the algorithm of a trial changes in a way that its other fingerprint fields do not show. */
const TRIAL_VERSION = 6;

/** Best codes of a validation row whose scores a trial keeps: 80 bytes a row, in 8 MB for 100,000 rows; those of all codes would take 40 times as much with 800. */
const KEPT_SCORES = 8;

/** What trials are fitted on and judged by. */
export interface SearchInput {
  readonly source: CodebookSource;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly features: FeatureVariants;
}

/**
 * The trials of all points, in grid order: with `search.halving` most of them after short fits only. The bytes of a fit
 * never depend on the other points; which points are fitted in full does.
 */
export async function* runTrials(points: readonly GridPoint[], input: SearchInput, context: StageContext): Pieces<readonly Trial[]> {
  const views = viewsOf(input.split, context.config.search.validation);
  const search = new Search(points, views, input, context);
  try {
    return yield* fitAll(points, search, context);
  } finally {
    await search.close();
  }
}

/** One trial of all points, fitted in full over all views. */
export async function* runTrial(number: number, points: readonly GridPoint[], input: SearchInput, context: StageContext): Pieces<Trial> {
  const search = new Search(points, viewsOf(input.split, context.config.search.validation), input, context);
  try {
    // One that is made of others needs all of them, which are found where they are done.
    if (isCombined(points[number] as GridPoint)) return (yield* fitAll(points, search, context))[number] as Trial;
    const [trial] = yield* search.fitTrials([number], null);
    return { ...(trial as Trial), seconds: search.secondsOf(number) };
  } finally {
    await search.close();
  }
}

/** Rung by rung, then those that are left in full, then those that are made of others. */
async function* fitAll(points: readonly GridPoint[], search: Search, context: StageContext): Pieces<readonly Trial[]> {
  const { halving } = context.config.search;
  const paces = points.map(paceOf);
  const [single, combined] = [false, true].map((wanted) => [...points.keys()].filter((index) => isCombined(points[index] as GridPoint) === wanted));
  const rungs = halving
    ? planRungs(
        (single as number[]).map((index) => paces[index] as Pace),
        mostMembers(points),
      )
    : [];
  const results = points.map((): RungResult[] => []);
  const trials: Trial[] = [];
  let left = single as number[];
  for (const rung of rungs) {
    const fitted = yield* search.fitTrials(
      left.filter((index) => isFitted(paces[index] as Pace, rung)),
      rung,
    );
    for (const trial of fitted) results[trial.trial]?.push({ rung: rung.rung, passes: rung.passes, score: search.scoreOf(trial) });
    const kept = new Set(search.keep(fitted, rung));
    const dropped = fitted.filter((trial) => !kept.has(trial.trial));
    for (const trial of dropped) trials[trial.trial] = { ...trial, halving: { rungs: results[trial.trial] ?? [], droppedAt: rung.rung } };
    left = left.filter((index) => trials[index] === undefined);
    const message = `halving: of ${fitted.length} trials after ${describePasses(rung.passes)}, ${kept.size} go on`;
    context.emit({ type: 'note', stage: 'search', message });
  }
  for (const trial of yield* search.fitTrials(left, null)) {
    trials[trial.trial] = halving ? { ...trial, halving: { rungs: results[trial.trial] ?? [], droppedAt: null } } : trial;
  }
  const members = trials.filter((trial) => trial !== undefined);
  for (const trial of yield* search.combine(combined as number[], members)) trials[trial.trial] = trial;
  return trials.map((trial) => ({ ...trial, seconds: search.secondsOf(trial.trial) }));
}

/** Fits points of the grid, in full or for a rung, over all views; keeps what several of them share. */
class Search {
  readonly #metric: keyof Trial['validation'];
  readonly #seconds: number[];
  /** Short fits by trial and fold: what longer ones begin with. */
  readonly #held = new Map<string, FitToken>();
  /** Trials of the rung under way that may still go on. */
  #soFar: readonly Trial[] = [];
  #rows: VariantRows | undefined;
  #doneCount = 0;
  #expectedCount = 0;
  #unit = '';

  /** Those that are made of others have their members from `combine` on. */
  readonly points: GridPoint[];

  constructor(
    points: readonly GridPoint[],
    readonly views: readonly View[],
    readonly input: SearchInput,
    readonly context: StageContext,
  ) {
    this.points = [...points];
    this.#metric = context.config.search.metric;
    this.#seconds = points.map(() => 0);
  }

  /** Seconds of all fits of a trial so far. */
  secondsOf(trial: number): number {
    return this.#seconds[trial] ?? 0;
  }

  scoreOf(trial: Trial): number {
    return trial.validation[this.#metric];
  }

  /** The numbers of those that go on from a rung, given all of it. */
  keep(fitted: readonly Trial[], rung: Rung): readonly number[] {
    const best = this.#best(fitted, rung);
    return (rung.dropsBehind ? dropBehind(best, (trial, first) => this.#errorOf(trial, first)) : best).map(({ trial }) => trial);
  }

  #best(fitted: readonly Trial[], rung: Rung): readonly (Trial & RungTrial)[] {
    const order = trialOrder(this.points.map(({ settings }) => settings));
    return keepBest(fitted.map((trial) => this.#rank(trial, rung)).sort(order), rung);
  }

  #rank(trial: Trial, { passes }: Rung): Trial & RungTrial {
    const { settings } = this.points[trial.trial] as GridPoint;
    const ranked = rankedBy(trial, this.#metric);
    // A fit that was not cut short reaches no more than it has.
    const isWhole = isDeepStrictEqual(kindOf(settings).settings.shortened(settings, passes), settings);
    const score = isWhole ? ranked.score : reachOf(ranked.score, trial.passes);
    return { ...ranked, score, ...paceOf(this.points[trial.trial] as GridPoint) };
  }

  #errorOf(trial: Trial, first: Trial): number {
    return pairedError([trial, first], { prepared: this.input.prepared, views: this.views, metric: this.#metric });
  }

  /** The trials with these numbers, once those that they are made of are known. */
  async *combine(trials: readonly number[], members: readonly Trial[]): Pieces<readonly Trial[]> {
    if (trials.length === 0) return [];
    for (const trial of trials) this.points[trial] = withMembers(this.points[trial] as GridPoint, members, this.#metric);
    return yield* this.fitTrials(trials, null);
  }

  /** The trials with these numbers, in that order; variant by variant, so that one matrix is in use at a time. */
  async *fitTrials(trials: readonly number[], rung: Rung | null): Pieces<readonly Trial[]> {
    const fitted = new Map<number, Trial>();
    this.#soFar = [];
    this.#begin(trials.length * this.views.length, rung);
    for (const variantIndex of this.input.features.variants.keys()) {
      const own = trials.filter((trial) => (this.points[trial] as GridPoint).variantIndex === variantIndex);
      for (const trial of yield* this.#fitVariant(own, variantIndex, rung)) fitted.set(trial.trial, trial);
    }
    return trials.map((trial) => fitted.get(trial) as Trial);
  }

  async close(): Promise<void> {
    await this.#rows?.close();
  }

  async *#fitVariant(trials: readonly number[], variantIndex: number, rung: Rung | null): Pieces<readonly Trial[]> {
    const matrix = this.input.features.variants[variantIndex] as FeatureMatrix;
    const rows = await this.#rowsOf(matrix);
    const fits = trials.flatMap((trial) => this.views.map((view) => this.#fitOf(trial, matrix, view, rung, rows)));
    const pending = new Map(trials.map((trial) => [trial, this.views.length]));
    const made = new Map<SearchFit, StoredArtifact>();
    const onFit = (fit: SearchFit, artifact: StoredArtifact, isNew: boolean): void => {
      const { trial } = fit;
      const { seconds, validation } = artifact.meta as unknown as JudgedOutcome;
      made.set(fit, artifact);
      this.#seconds[trial] = this.secondsOf(trial) + seconds;
      this.#tell(1);
      const left = (pending.get(trial) ?? 0) - 1;
      pending.set(trial, left);
      if (left > 0) return;
      const finished = this.#trialOf(
        trial,
        matrix,
        fits.filter((own) => own.trial === trial).map((own) => made.get(own) as StoredArtifact),
      );
      if (rung !== null) {
        this.#letGo(finished, rung);
        return;
      }
      this.context.onTrial?.({ ...finished, seconds: this.secondsOf(trial) });
      if (!isNew) return;
      const event = { trial, label: this.#labelOf(trial), score: validation[this.#metric], seconds: this.secondsOf(trial) };
      this.context.emit({ type: 'trial-finished', ...event });
    };
    const heldCount = rung === null ? undefined : rung.keptCount * this.views.length;
    const artifacts = yield* makeFits({ fits, matrixBytes: () => rows.byteCount, heldCount, onFit }, this.context);
    return trials.map((trial, index) => this.#trialOf(trial, matrix, artifacts.slice(index * this.views.length, (index + 1) * this.views.length)));
  }

  /** Releases the fits of whoever will not go on, whatever is still to come: others can only push a trial further back. */
  #letGo(finished: Trial, rung: Rung): void {
    const known = [...this.#soFar, finished];
    const kept = new Set(this.#best(known, rung).map(({ trial }) => trial));
    this.#soFar = known.filter(({ trial }) => kept.has(trial));
    for (const { trial } of known.filter((each) => !kept.has(each.trial))) {
      for (const { fold } of this.views) this.#held.get(`${trial} ${fold}`)?.release();
    }
  }

  /** The rows of the variant that was used last stay: every rung asks for the same. */
  async #rowsOf(matrix: FeatureMatrix): Promise<VariantRows> {
    if (this.#rows?.matrix === matrix) return this.#rows;
    await this.#rows?.close();
    this.#rows = new VariantRows(this.input, matrix, leastTexts(matrix, this.context.config), this.context);
    return this.#rows;
  }

  #fitOf(trial: number, matrix: FeatureMatrix, view: View, rung: Rung | null, rows: VariantRows): SearchFit {
    const { config } = this.context;
    const { settings: own } = this.points[trial] as GridPoint;
    const kind = kindOf(own);
    const settings = rung === null ? own : kind.settings.shortened(own, rung.passes);
    return {
      trial,
      kind,
      // Everything that decides a fit: its settings, the matrix and order of its rows, who has which role and code, the kernel.
      fingerprint: {
        version: TRIAL_VERSION,
        settings: { ...settings } as unknown as Json,
        metric: config.search.metric,
        matrix: matrix.key,
        split: this.input.split.splitDigest,
        weights: { ...config.data.weights },
        partitions: this.input.prepared.shards.map((shard) => shard.key),
        ...kind.fingerprint(),
        ...codebookFingerprint(kind, settings, this.input.source),
        ...view.fingerprint,
        // Which n-grams the rows of a fold would not have as new texts.
        ...(view.fold === null ? {} : { least: leastTexts(matrix, this.context.config) }),
      },
      request: async (): Promise<FitRequest<KindSettings>> => {
        const { known, validation, training } = await rows.of(view, config.split.seed);
        return {
          settings,
          featureCount: matrix.table.featureCount,
          codes: known.codes,
          ...codebookForFit(kind, settings, this.input.source, known.codes),
          rows: training.rows(settings.classWeight),
          validation: { ...validation, topCount: KEPT_SCORES },
          metric: config.search.metric,
          certify: false,
          keep: false,
          ...this.#holding(`${trial} ${view.fold}`, rung),
        };
      },
    };
  }

  #holding(fit: string, rung: Rung | null): Pick<FitRequest<KindSettings>, 'holdAs' | 'goOnFrom'> {
    const goOnFrom = this.#held.get(fit);
    if (rung === null) return { goOnFrom };
    const holdAs = new FitToken();
    this.#held.set(fit, holdAs);
    return { goOnFrom, holdAs };
  }

  #trialOf(trial: number, matrix: FeatureMatrix, artifacts: readonly StoredArtifact[]): Trial {
    const { variantIndex, settings } = this.points[trial] as GridPoint;
    const metas = artifacts.map(({ meta }) => meta as unknown as JudgedOutcome);
    const folds = this.views.map(({ fold }) => fold);
    const { variant, table } = matrix;
    return {
      trial,
      label: this.#labelOf(trial),
      variantIndex,
      variant,
      featureCount: table.featureCount,
      settings,
      scores: artifacts.map(scoresOf),
      ...joinFolds(metas, folds),
    };
  }

  #labelOf(trial: number): string {
    const { variantIndex, settings } = this.points[trial] as GridPoint;
    const { variants } = this.input.features;
    const label = describeSettings(settings, this.points);
    return variants.length > 1 ? `${label} ${(variants[variantIndex] as FeatureMatrix).variant}` : label;
  }

  /** Each step is told as work of its own: fits of different length have different paces. */
  #begin(fitCount: number, rung: Rung | null): void {
    this.#doneCount = 0;
    this.#expectedCount = fitCount;
    if (rung === null) this.#unit = this.views.length === 1 ? 'trials' : 'fits';
    else this.#unit = `short fits (${describePasses(rung.passes)})`;
    this.#tell(0);
  }

  #tell(count: number): void {
    this.#doneCount += count;
    this.context.emit({ type: 'progress', stage: 'search', unit: this.#unit, done: this.#doneCount, total: this.#expectedCount });
  }
}
