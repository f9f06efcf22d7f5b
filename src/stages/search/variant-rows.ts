import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { NO_FOLD, rowsWithRole, type Split, TRAIN, VALIDATION } from '../../artifacts/split.js';
import { fail } from '../../core/failure.js';
import { buildHeldOutMatrix, type ScratchMatrix } from '../../training/held-out-matrix.js';
import { loadMatrix, type OpenMatrix } from '../../training/open-matrix.js';
import { codesOfRows, judgedRows, openTrainingSet, type RowServices, type TrainingSet } from '../../training/training-rows.js';
import type { View } from './views.js';

/** Rows of one view: those that train in their order, those that judge, and the codes that the model knows. */
interface ViewRows {
  readonly known: ReturnType<typeof codesOfRows>;
  readonly training: TrainingSet;
  readonly validation: ReturnType<typeof judgedRows>;
}

/** The rows of a variant's fits, brought into order once for all that ask for the same. */
export class VariantRows {
  readonly #views = new Map<string, Promise<ViewRows>>();
  #heldOut: Promise<{ readonly scratch: ScratchMatrix; readonly opened: OpenMatrix }> | undefined;
  #matrixBytes = 0;
  /** Of rows in training orders of their own, view by view. */
  #orderBytes = 0;

  constructor(
    readonly input: { readonly prepared: Prepared; readonly split: Split },
    readonly matrix: FeatureMatrix,
    /** See `leastTexts`. */
    readonly least: number,
    readonly services: RowServices,
  ) {}

  /** Shared memory of the matrix, of that of the folds, and of training orders; 0 before the first rows were asked for. */
  get byteCount(): number {
    return this.#matrixBytes + this.#orderBytes;
  }

  of(view: View, seed: number): Promise<ViewRows> {
    const key = `${view.fold} ${seed}`;
    const known = this.#views.get(key) ?? this.#open(view, seed);
    this.#views.set(key, known);
    return known;
  }

  /** Removes what training orders have on disk. */
  async close(): Promise<void> {
    for (const rows of this.#views.values()) await (await rows).training.close();
    await (await this.#heldOut)?.scratch.close();
  }

  async #open({ fold, split }: View, seed: number): Promise<ViewRows> {
    const { prepared } = this.input;
    const matrix = this.services.training.openMatrix(this.matrix);
    this.#matrixBytes = Math.max(this.#matrixBytes, matrix.byteCount);
    const train = rowsWithRole(split.role, TRAIN);
    const known = codesOfRows(prepared, train);
    const training = await openTrainingSet(this.services, this.matrix, prepared, train, known.classOfCode, seed);
    this.#orderBytes += training.byteCount - matrix.byteCount;
    const judging = fold === null ? matrix : await this.#openHeldOut(matrix);
    const validation = judgedRows(judging, prepared, split, VALIDATION, known);
    if (validation.rows.row.length === 0) throw noValidationRows();
    return { known, training, validation };
  }

  /** Validation rows are no training rows; those of a fold may be, and are judged as new texts all the same. */
  async #openHeldOut({ byteCount }: OpenMatrix): Promise<OpenMatrix> {
    this.#heldOut ??= this.#buildHeldOut(byteCount);
    const { opened } = await this.#heldOut;
    this.#matrixBytes = byteCount + opened.byteCount;
    return opened;
  }

  async #buildHeldOut(byteCount: number) {
    const { prepared, split } = this.input;
    const fold = split.details?.fold ?? new Uint8Array(prepared.rowCount).fill(NO_FOLD);
    const foldCount = fold.reduce((most, own) => (own === NO_FOLD ? most : Math.max(most, own + 1)), 0);
    const rows = { fold, foldCount, role: split.role, knowing: [TRAIN], text: prepared.text, textCount: prepared.textCount };
    const scratch = await buildHeldOutMatrix(this.matrix, rows, this.least, this.services);
    return { scratch, opened: loadMatrix(scratch.matrix, this.services.training.kernelBytes - byteCount) };
  }
}

function noValidationRows(): Error {
  return fail('data.contract', {
    what: 'there are no validation rows to choose by',
    where: 'split.fractions.validation',
    got: '0 validation rows',
    wanted: 'at least one row: validation chooses the trial and the number of passes',
    hint: 'raise split.fractions.validation, or bring more rows: a code has validation rows from 3 texts on',
  });
}
