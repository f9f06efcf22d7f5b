import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoldScores, readFoldScores, writeFoldScores } from '../../artifacts/files/fold-scores-file.js';
import { CALIBRATION, TRAIN } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { digestBytes, digestJson } from '../../core/digest.js';
import type { KindSettings } from '../../estimators/kind-settings.js';
import { kindOf } from '../../estimators/kinds.js';
import { loadModelFiles, writeModelFiles } from '../../estimators/model-files.js';
import { log } from '../../kernels/math.js';
import type { FitRequest } from '../../ml/fit.js';
import { askFor, type Pieces } from '../../runner/flow/pieces.js';
import type { ArtifactName, StoredArtifact } from '../../store/store.js';
import { codebookFingerprint, codebookForFit } from '../../training/codebook-for-fit.js';
import { fitModels } from '../../training/fit-models.js';
import { buildHeldOutMatrix, leastTexts, type ScratchMatrix } from '../../training/held-out-matrix.js';
import { scoreRows } from '../../training/score-rows.js';
import { shippedRoles } from '../../training/shipped-roles.js';
import { codesOfRows, openTrainingSet } from '../../training/training-rows.js';
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
          made.push(...(await fits.make(batch, pieces)));
          tell(pieces.length - missing.length + made.length);
        }
      } finally {
        await fits.close();
      }
      return made;
    },
  });
}

/** Reads the scores of a fold. */
export function foldScores({ folder }: StoredArtifact): FoldScores {
  return readFoldScores(join(folder, FILE));
}

/** Fits the settings that won to all folds but one, and scores that one. */
class FoldFits {
  readonly #digest: string;
  readonly #least: number;
  #heldOut: ScratchMatrix | undefined;

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
    const { store } = this.context;
    return store.publishAll(
      folds.map((fold) => names[fold] as ArtifactName),
      async (missing, folders) => {
        const wanted = missing.map((index) => folds[index] as number);
        const scratch = await mkdtemp(join(await store.scratch(), 'folds-'));
        try {
          await this.#fit(wanted, (fold) => join(scratch, `${fold}`));
          const metas: Json[] = [];
          for (const [place, fold] of wanted.entries()) {
            const scores = await this.#score(fold, join(scratch, `${fold}`));
            writeFoldScores(join(folders[place] as string, FILE), scores);
            metas.push({ fold, rowCount: scores.row.length });
          }
          return metas;
        } finally {
          await rm(scratch, { recursive: true, force: true });
        }
      },
    );
  }

  async close(): Promise<void> {
    await this.#heldOut?.close();
    this.#heldOut = undefined;
  }

  async #fit(folds: readonly number[], folderOf: (fold: number) => string): Promise<void> {
    const { prepared, matrix, fit } = this.input;
    const { context, plan } = this;
    const sets = [];
    try {
      const requests: FitRequest<KindSettings>[] = [];
      for (const fold of folds) {
        const rows = plan.rows.filter((row) => plan.foldOfRow[row] !== fold);
        const { codes, classOfCode } = codesOfRows(prepared, rows);
        const training = await openTrainingSet(context, matrix, prepared, rows, classOfCode, context.config.split.seed);
        sets.push(training);
        const own = { codes, rows: training.rows(fit.settings.classWeight), featureCount: matrix.table.featureCount };
        const asked = codebookForFit(kindOf(fit.settings), fit.settings, this.input.source, codes);
        const wanted = {
          validation: null,
          metric: context.config.search.metric,
          certify: false,
          keep: true,
          numberType: context.config.bundle.weights,
        };
        requests.push({ ...own, ...asked, ...wanted, settings: fit.settings });
      }
      const matrixBytes = sets[0]?.matrix.byteCount ?? 0;
      await fitModels(kindOf(fit.settings), context.training, requests, {
        signal: context.signal,
        kernelBytes: context.training.kernelBytes - matrixBytes,
        onPass: () => {},
        onDone: async (request, _outcome, model) => {
          if (model === null) throw new Error('a fit without a fold came without its model');
          const folder = folderOf(folds[request] as number);
          await mkdir(folder);
          writeModelFiles(folder, model, context.config.bundle.weights);
        },
      });
    } finally {
      for (const set of sets) await set.close();
    }
  }

  async #score(fold: number, folder: string): Promise<FoldScores> {
    const { prepared, matrix } = this.input;
    const { context, plan } = this;
    const { codes, classOfCode } = codesOfRows(
      prepared,
      plan.rows.filter((row) => plan.foldOfRow[row] !== fold),
    );
    const model = loadModelFiles(folder, { codes, featureCount: matrix.table.featureCount });
    const rows = plan.scored[fold] as Uint32Array;
    const heldOut = await this.#openHeldOut();
    const fitted = { model, modelDigest: digestJson({ heldOut: heldOut.matrix.key, ...(this.fingerprint(fold) as object) }) };
    const labels = Int32Array.from(rows, (row) => classOfCode[prepared.code[row]!]!);
    const { top, topScores, trueScore, sums } = await scoreRows(context.training, fitted, heldOut.matrix, rows, labels, {
      topCount: 1,
      temperatures: [],
      sumTemperature: 1,
    });
    const indexOf = new Map(prepared.codes.map((code, index) => [code, index]));
    const given = Uint32Array.from(top, (index) => indexOf.get(codes[index]!)!);
    const logOwn = Float64Array.from(trueScore, (score, i) => score - topScores[i]! - log(sums!.sum[i]!));
    return { row: rows.slice(), given, logRest: Float64Array.from(sums!.logRest), logOwn };
  }

  /**
   * A fit without a fold knows fewer train texts than the one that ships; where calibration rows do not ship, they are fitted in their
   * stead and so make their n-grams known too.
   */
  #knowing(): readonly number[] {
    return shippedRoles(this.context.config.train).includes(CALIBRATION) ? [TRAIN] : [TRAIN, CALIBRATION];
  }

  async #openHeldOut(): Promise<ScratchMatrix> {
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
    this.#heldOut ??= await buildHeldOutMatrix(matrix, rows, this.#least, context);
    return this.#heldOut;
  }
}
