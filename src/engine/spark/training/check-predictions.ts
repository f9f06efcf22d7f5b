import { fail } from '../../../core/failure.js';
import { exp } from '../../../kernels/math.js';
import type { SoftmaxRoom } from '../../../ml/solvers/softmax-trainer.js';
import { showAddress } from '../connection-string.js';
import { limited, projected } from '../relations.js';
import type { SparkSession, WorkOptions } from '../session.js';
import { type SparkModel, transformed } from './spark-model.js';
import type { WrittenRows } from './training-rows.js';

/** A sparse model of Spark codes 50 rows a second when it is large. */
const ROWS = 32;
/** Coefficients are rounded to f32 on their way. */
const MOST_APART = 1e-5;

/** What Spark has, and what came of it. */
interface Checked {
  readonly model: SparkModel;
  readonly rows: WrittenRows;
  readonly classCount: number;
}

/** A vector of Spark as Arrow gives it: all numbers, or those of some places. */
interface Vector {
  readonly indices: { toArray(): ArrayLike<number> } | null;
  readonly values: { toArray(): ArrayLike<number> };
}

/**
 * Compares what Spark itself says of some training rows with what the coefficients say that came back: the order of a matrix is nothing that
 * a protocol promises. Failure: `engine.unreachable` when a probability is 1e-5 apart.
 */
export async function checkPredictions(
  session: SparkSession,
  { model, rows, classCount }: Checked,
  room: SoftmaxRoom,
  work: WorkOptions,
): Promise<void> {
  const answers = await session.rowsOf(projected(transformed(model, limited(rows.relation, ROWS)), ['features', 'probability']), work);
  let most = 0;
  for (const { features, probability } of answers) {
    const [ids, values] = entriesOf(features as Vector);
    const own = softmax(scoresOf(ids, values, classCount, room));
    const [classes, theirs] = entriesOf(probability as Vector);
    for (let i = 0; i < theirs.length; i++) most = Math.max(most, Math.abs(theirs[i]! - own[classes[i]!]!));
  }
  if (answers.length > 0 && most < MOST_APART) return;
  throw fail('engine.unreachable', {
    what: 'a model that Spark fitted does not say here what it says there',
    where: `${showAddress(session.address)}, Spark ${session.version}`,
    got: `${answers.length} rows, probabilities up to ${most.toExponential(1)} apart`,
    wanted: `rows whose probabilities are less than ${MOST_APART} apart`,
  });
}

function entriesOf({ indices, values }: Vector): [places: ArrayLike<number>, values: ArrayLike<number>] {
  const numbers = values.toArray();
  return [indices?.toArray() ?? Uint32Array.from(numbers, (_, place) => place), numbers];
}

/** b + Σ_j x_j W[j]. */
function scoresOf(ids: ArrayLike<number>, values: ArrayLike<number>, classCount: number, { weights, intercept, stride }: SoftmaxRoom): Float64Array {
  const scores = Float64Array.from(intercept.subarray(0, classCount));
  for (let e = 0; e < ids.length; e++) for (let k = 0; k < classCount; k++) scores[k]! += values[e]! * weights[ids[e]! * stride + k]!;
  return scores;
}

/** exp(s_k − m) / Σ exp(s − m), m the largest. */
function softmax(scores: Float64Array): Float64Array {
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const shares = scores.map((score) => exp(score - largest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
