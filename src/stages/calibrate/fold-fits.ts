import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoldScores, readFoldScores, writeFoldScores } from '../../artifacts/files/fold-scores-file.js';
import { CALIBRATION, TRAIN } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { digestBytes, digestJson } from '../../core/digest.js';
import { sharedFloat32 } from '../../core/shared-arrays.js';
import type { KindSettings } from '../../estimators/kind-settings.js';
import { kindOf } from '../../estimators/kinds.js';
import { loadModelFiles, writeModelFiles } from '../../estimators/model-files.js';
import { log } from '../../kernels/math.js';
import { createAnswers, type ScoreAnswers } from '../../ml/answers.js';
import type { FitRequest } from '../../ml/fit.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import { askFor, type Pieces } from '../../runner/flow/pieces.js';
import type { ArtifactName, StoredArtifact } from '../../store/store.js';
import { codebookFingerprint, codebookForFit } from '../../training/codebook-for-fit.js';
import { fitModels } from '../../training/fit-models.js';
import { buildHeldOutMatrix, leastTexts, type ScratchMatrix } from '../../training/held-out-matrix.js';
import { loadMatrix, type OpenMatrix } from '../../training/open-matrix.js';
import { answerRows } from '../../training/score-rows.js';
import { shippedRoles } from '../../training/shipped-roles.js';
import { codesOfRows, openTrainingSet, type TrainingSet } from '../../training/training-rows.js';
import type { StageContext } from '../stage-context.js';
import type { PoolPlan } from './pool-plan.js';
import type { RoleInput } from './role-rows.js';

/** Raised when the algorithm changes in a way that the other fingerprint fields do not show. */
const VERSION = 2;
const KIND = 'fold-scores';
const FILE = 'fold-scores.bin';

/** What fits to all other folds say of the rows of each fold. Each fold is a piece of its own: what is there is not fitted again. */
export async function* scoreFolds(input: RoleInput, plan: PoolPlan, context: StageContext): Pieces<readonly StoredArtifact[]> {
  const fits = new FoldFits(input, plan, context);
  const pieces = plan.scored.map((_, fold) => ({ kind: KIND, fingerprint: fits.fingerprint(fold) }));
  const tell = (done: number): void => context.emit({ type: 'progress', stage: 'calibrate', unit: 'fold fits', done, total: pieces.length });
  return yield* askFor({
    pieces,
    onFound: () => {},
    makeMissing: async (missing) => {
      const made: StoredArtifact[] = [];
      tell(pieces.length - missing.length);
      try {
        // A batch has a fit a worker: what is done is kept, whatever happens to the next.
        for (let first = 0; first < missing.length; first += context.tasks.workerCount) {
          const batch = missing.slice(first, first + context.tasks.workerCount);
          // Rows of the fits before, each in an order of its own.
          await context.training.collect();
          made.push(...(await fits.make(batch, pieces)));
          tell(pieces.length - missing.length + made.length);
        }
      } finally {
        await fits.close();
      }
      await context.training.letGo();
      return made;
    },
  });
}

/** Reads the scores of a fold. */
export function foldScores({ folder }: StoredArtifact): FoldScores {
  return readFoldScores(join(folder, FILE));
}

/** A fold whose rows are asked about: the rows that are fitted without it, and the codes that these have. */
interface AskedFold extends ReturnType<typeof codesOfRows> {
  readonly fold: number;
  readonly fitted: Uint32Array;
  readonly rows: SharedRows;
  readonly answers: ScoreAnswers;
}

interface OpenHeldOut extends ScratchMatrix {
  readonly opened: OpenMatrix;
}

/** Fits the settings that won to all folds but one, and scores that one. */
class FoldFits {
  readonly #digest: string;
  readonly #least: number;
  #heldOut: OpenHeldOut | undefined;

  constructor(
    readonly input: RoleInput,
    readonly plan: PoolPlan,
    readonly context: StageContext,
  ) {
    this.#digest = digestJson([digestBytes(plan.foldOfRow.slice()), ...plan.scored.map((rows) => digestBytes(new Uint8Array(rows.slice().buffer)))]);
    this.#least = leastTexts(input.matrix, context.config);
  }

  fingerprint(fold: number): Json {
    const { prepared, split, matrix, fit } = this.input;
    const { config } = this.context;
    return {
      version: VERSION,
      settings: { ...fit.settings } as unknown as Json,
      // What the weights are rounded to, as those of the model that ships.
      numberType: config.bundle.weights,
      matrix: matrix.key,
      // Which n-grams a text that is new would not have.
      least: this.#least,
      knowing: [...this.#knowing()],
      // Who is in the pool, in which fold, and scored.
      split: split.splitDigest,
      folds: this.#digest,
      fold,
      weights: { ...config.data.weights },
      // The training order.
      seed: config.split.seed,
      partitions: prepared.shards.map((shard) => shard.key),
      ...kindOf(fit.settings).fingerprint(),
      ...codebookFingerprint(kindOf(fit.settings), fit.settings, this.input.source),
    };
  }

  /** Fits without these folds, side by side, and stores what they say of them. */
  make(folds: readonly number[], names: readonly ArtifactName[]): Promise<readonly StoredArtifact[]> {
    return this.context.store.publishAll(
      folds.map((fold) => names[fold] as ArtifactName),
      async (missing, folders) => {
        const asked = await this.#ask(missing.map((index) => folds[index] as number));
        return asked.map((own, place) => {
          const scores = this.#scoresOf(own);
          writeFoldScores(join(folders[place] as string, FILE), scores);
          return { fold: own.fold, rowCount: scores.row.length };
        });
      },
    );
  }

  async close(): Promise<void> {
    await this.#heldOut?.close();
    this.#heldOut = undefined;
  }

  /**
   * Asks fits without these folds for the rows of each: where the fit was made, by the workers that made it, if its kind answers there.
   * Otherwise, and where its numbers have to be rounded first, by way of a file.
   */
  async #ask(folds: readonly number[]): Promise<readonly AskedFold[]> {
    const { context, input } = this;
    const kind = kindOf(input.fit.settings);
    const numberType = context.config.bundle.weights;
    const answersThere = numberType === 'f32' && kind.answers?.(input.fit.settings) === true;
    const opened = context.training.openMatrix(input.matrix);
    const asked: AskedFold[] = [];
    for (const fold of folds) asked.push(await this.#openFold(fold, context.training.kernelBytes - opened.byteCount));
    const scratch = answersThere ? null : await mkdtemp(join(await context.store.scratch(), 'folds-'));
    try {
      await this.#fit(asked, scratch);
      if (scratch !== null) for (const own of asked) await this.#score(own, join(scratch, `${own.fold}`));
    } finally {
      if (scratch !== null) await rm(scratch, { recursive: true, force: true });
    }
    return asked;
  }

  /** The rows of a fold as they are asked about, with room for the answers. */
  async #openFold(fold: number, freeBytes: number): Promise<AskedFold> {
    const { prepared } = this.input;
    const fitted = this.plan.rows.filter((row) => this.plan.foldOfRow[row] !== fold);
    const { codes, classOfCode } = codesOfRows(prepared, fitted);
    const row = this.plan.scored[fold] as Uint32Array;
    const label = Int32Array.from(row, (own) => classOfCode[prepared.code[own]!]!);
    const { opened } = await this.#openHeldOut(freeBytes);
    const { shards, firstRow } = opened;
    const rows = { shards, firstRow, row, label, weight: sharedFloat32(row.length).fill(1) };
    return { fold, fitted, codes, classOfCode, rows, answers: createAnswers(row.length, 1, [], 1) };
  }

  /** With a folder the models go there, otherwise they answer where they are. */
  async #fit(asked: readonly AskedFold[], scratch: string | null): Promise<void> {
    const { prepared, matrix, fit, source } = this.input;
    const { context } = this;
    const kind = kindOf(fit.settings);
    const numberType = context.config.bundle.weights;
    const sets: TrainingSet[] = [];
    try {
      const requests: FitRequest<KindSettings>[] = [];
      for (const { fitted, codes, classOfCode, rows, answers } of asked) {
        const training = await openTrainingSet(context, matrix, prepared, fitted, classOfCode, context.config.split.seed);
        sets.push(training);
        const own = { codes, rows: training.rows(fit.settings.classWeight), featureCount: matrix.table.featureCount };
        const wanted = scratch === null ? { keep: false, asked: { rows, answers } } : { keep: true };
        const judged = { validation: null, metric: context.config.search.metric, certify: false, numberType };
        requests.push({ ...own, ...codebookForFit(kind, fit.settings, source, codes), ...judged, ...wanted, settings: fit.settings });
      }
      const { byteCount } = context.training.openMatrix(matrix);
      const heldBytes = sets.reduce((sum, set) => sum + set.byteCount - byteCount, byteCount + (this.#heldOut?.opened.byteCount ?? 0));
      await fitModels(kind, context.training, requests, {
        signal: context.signal,
        kernelBytes: context.training.kernelBytes - heldBytes,
        onPass: () => {},
        onDone: async (request, _outcome, model) => {
          if (scratch === null) return;
          if (model === null) throw new Error('a fit without a fold came without its model');
          const folder = join(scratch, `${(asked[request] as AskedFold).fold}`);
          await mkdir(folder);
          writeModelFiles(folder, model, numberType);
        },
      });
    } finally {
      for (const set of sets) await set.close();
    }
  }

  async #score({ fold, codes, rows, answers }: AskedFold, folder: string): Promise<void> {
    const model = loadModelFiles(folder, { codes, featureCount: this.input.matrix.table.featureCount });
    const modelDigest = digestJson({ heldOut: this.#heldOut?.matrix.key ?? null, ...(this.fingerprint(fold) as object) });
    await answerRows(this.context.training, { model, modelDigest }, rows, answers);
  }

  #scoresOf({ codes, rows, answers }: AskedFold): FoldScores {
    const { top, topScores, trueScore, sums } = answers;
    const indexOf = new Map(this.input.prepared.codes.map((code, index) => [code, index]));
    const given = Uint32Array.from(top, (index) => indexOf.get(codes[index]!)!);
    const logOwn = Float64Array.from(trueScore, (score, i) => score - topScores[i]! - log(sums!.sum[i]!));
    return { row: rows.row.slice(), given, logRest: Float64Array.from(sums!.logRest), logOwn };
  }

  /**
   * A fit without a fold knows fewer train texts than the one that ships; where calibration rows do not ship, they are fitted in their
   * stead and so make their n-grams known too.
   */
  #knowing(): readonly number[] {
    return shippedRoles(this.context.config.train).includes(CALIBRATION) ? [TRAIN] : [TRAIN, CALIBRATION];
  }

  /** Whole in memory where that holds it beside the fits. */
  async #openHeldOut(freeBytes: number): Promise<OpenHeldOut> {
    const { prepared, split, matrix } = this.input;
    const { plan, context } = this;
    const rows = {
      fold: plan.foldOfRow,
      foldCount: plan.folds.fittedCount,
      role: split.role,
      knowing: this.#knowing(),
      text: prepared.text,
      textCount: prepared.textCount,
    };
    if (this.#heldOut === undefined) {
      const made = await buildHeldOutMatrix(matrix, rows, this.#least, context);
      this.#heldOut = { ...made, opened: loadMatrix(made.matrix, freeBytes) };
    }
    return this.#heldOut;
  }
}
