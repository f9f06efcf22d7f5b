/** Half the width of a two-sided 95 % interval of a normal distribution, in standard errors. */
const HALF_WIDTH = 1.959964;
const CONFIDENCE = 0.95;

/**
 * The difference of test macro F1 between two runs over one split, and its standard error over the groups: our own paired
 * difference of the gate, whose interval is taken for that of a normal distribution. `dist` as in load-dist.mjs.
 */
export function pairedOf(dist, run, other) {
  if (run.splitDigest !== other.splitDigest) return null;
  const codes = indexOf([run.rows.label, run.rows.predicted, other.rows.predicted]);
  const groups = indexOf([run.rows.group]);
  const rows = {
    classCount: codes.size,
    label: Int32Array.from(run.rows.label, (code) => codes.get(code)),
    group: Uint32Array.from(run.rows.group, (group) => groups.get(group)),
    weight: null,
    predicted: [run, other].map((side) => Int32Array.from(side.rows.predicted, (code) => codes.get(code))),
  };
  const paired = dist.pairedDifference(rows, dist.comparedFigure('macroF1'), CONFIDENCE);
  checkScore(run, paired.candidate);
  checkScore(other, paired.champion);
  return withError(paired);
}

/** The same of two lists of code numbers for the same rows; `label` is what the other side took for the truth, row by row. */
export function pairedAnswers(dist, { classCount, label, group, predicted }, otherPredicted, otherLabel) {
  const differs = label.findIndex((code, row) => code !== otherLabel[row]);
  if (differs >= 0 || otherLabel.length !== label.length) throw new Error(`both sides judged other rows: row ${differs} of ${label.length} differs`);
  const answers = [predicted, otherPredicted].map((codes) => Int32Array.from(codes));
  const rows = { classCount, label: Int32Array.from(label), group: Uint32Array.from(group), weight: null, predicted: answers };
  return withError(dist.pairedDifference(rows, dist.comparedFigure('macroF1'), CONFIDENCE));
}

function withError({ difference, low, high }) {
  return { difference, standardError: (high - low) / (2 * HALF_WIDTH) };
}

/** The predictions must be those that the run judged. */
function checkScore({ configuration, test }, macroF1) {
  if (Math.abs(test.macroF1 - macroF1) > 1e-9)
    throw new Error(`${configuration}: the run says macro F1 ${test.macroF1}, its predictions have ${macroF1}`);
}

function indexOf(lists) {
  const index = new Map();
  for (const list of lists) for (const value of list) if (!index.has(value)) index.set(value, index.size);
  return index;
}
