/** What has to be known of rows to judge a model on them; `Prepared` in artifacts/prepared.ts has it. One entry a row. */
interface LabelledRows {
  readonly codes: readonly string[];
  /** Index into `codes`. */
  readonly code: Int32Array;
  /** Rows with equal numbers are one group. */
  readonly group: Uint32Array;
  /** Null counts every row once; a row of weight 0 is not judged. */
  readonly evaluationWeight: Float32Array | null;
}

/** A model of any kind: the codes that it can give, by class. */
interface CodingModel {
  readonly codes: readonly string[];
}

/** Rows of one role that are judged: those whose evaluation weight is above 0. Arrays have one entry a row. */
export interface RoleRows {
  readonly rows: Uint32Array;
  /** Index into the codes of the prepared rows. */
  readonly label: Int32Array;
  /** Class of the model, or -1 for a code that the model does not know. */
  readonly modelLabel: Int32Array;
  readonly group: Uint32Array;
  /** Evaluation weight; null when there is none. */
  readonly weight: Float32Array | null;
}

/** The rows of a role in row order, with what is needed to judge a model on them. */
export function rowsToJudge(
  prepared: LabelledRows & { readonly rowCount: number },
  split: { readonly role: Uint8Array },
  role: number,
  model: CodingModel,
): RoleRows {
  const { evaluationWeight } = prepared;
  const chosen: number[] = [];
  for (let row = 0; row < prepared.rowCount; row++) {
    if (split.role[row] === role && (evaluationWeight === null || evaluationWeight[row]! > 0)) chosen.push(row);
  }
  return pickRows(prepared, Uint32Array.from(chosen), model);
}

/** The same for given rows. */
export function pickRows({ code, codes, group, evaluationWeight }: LabelledRows, rows: Uint32Array, model: CodingModel): RoleRows {
  const classOf = new Map(model.codes.map((name, index) => [name, index]));
  const classOfCode = Int32Array.from(codes, (name) => classOf.get(name) ?? -1);
  const label = Int32Array.from(rows, (row) => code[row]!);
  return {
    rows,
    label,
    modelLabel: label.map((index) => classOfCode[index]!),
    group: Uint32Array.from(rows, (row) => group[row]!),
    weight: evaluationWeight === null ? null : Float32Array.from(rows, (row) => evaluationWeight[row]!),
  };
}
