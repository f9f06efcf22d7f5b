import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, TRAIN, VALIDATION } from '../../artifacts/split.js';
import { fail } from '../../core/failure.js';
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
  #byteCount = 0;

  constructor(
    readonly input: { readonly prepared: Prepared },
    readonly matrix: FeatureMatrix,
    readonly services: RowServices,
  ) {}

  /** Shared memory of the matrix; 0 before the first rows were asked for. */
  get byteCount(): number {
    return this.#byteCount;
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
  }

  async #open({ split }: View, seed: number): Promise<ViewRows> {
    const { prepared } = this.input;
    const matrix = this.services.training.openMatrix(this.matrix);
    this.#byteCount = matrix.byteCount;
    const train = rowsWithRole(split.role, TRAIN);
    const known = codesOfRows(prepared, train);
    const training = await openTrainingSet(this.services, this.matrix, prepared, train, known.classOfCode, seed);
    const validation = judgedRows(matrix, prepared, split, VALIDATION, known);
    if (validation.rows.row.length === 0) throw noValidationRows();
    return { known, training, validation };
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
