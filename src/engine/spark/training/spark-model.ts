import { randomUUID } from 'node:crypto';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SoftmaxOutcome, SoftmaxProblem } from '../../../ml/solvers/softmax-trainer.js';
import { type Expression_Literal, type Expression_LiteralSchema, MlOperator_OperatorType } from '../proto/spark_connect_pb.js';
import type { Relation } from '../relations.js';
import type { SparkSession, WorkOptions } from '../session.js';
import { locationOf } from '../spark-sql.js';
import type { WrittenRows } from './training-rows.js';

/** A fitted model in the driver's memory, until it is forgotten. */
export interface SparkModel {
  readonly id: string;
}

type Literal = MessageInitShape<typeof Expression_LiteralSchema>;

const CLASS = 'org.apache.spark.ml.classification.LogisticRegression';

/** Spark ends at a change of the objective that is this much smaller than the gap that its fit is to be certified within: its own default for ours. */
const STEP_SHARE = 1e-3;

/**
 * Fits Spark's multinomial logistic regression. Its regParam with elasticNetParam 0 and standardization false is l2, for row weights whose
 * sum it divides by, as we do.
 */
export async function learnFrom(session: SparkSession, rows: WrittenRows, problem: SoftmaxProblem, work: WorkOptions): Promise<SparkModel> {
  const params: Record<string, Literal> = {
    family: { literalType: { case: 'string', value: 'multinomial' } },
    weightCol: { literalType: { case: 'string', value: 'weight' } },
    regParam: { literalType: { case: 'double', value: problem.l2 } },
    elasticNetParam: { literalType: { case: 'double', value: 0 } },
    standardization: { literalType: { case: 'boolean', value: false } },
    maxIter: { literalType: { case: 'integer', value: problem.maxPasses } },
    tol: { literalType: { case: 'double', value: problem.tolerance * STEP_SHARE } },
  };
  const uid = `LogisticRegression_${randomUUID().slice(-12)}`;
  const estimator = { name: CLASS, uid, type: MlOperator_OperatorType.ESTIMATOR };
  const result = await session.learn({ case: 'fit', value: { estimator, params: { params }, dataset: rows.relation } }, work);
  const info = result?.resultType.case === 'operatorInfo' ? result.resultType.value.type : undefined;
  if (info?.case !== 'objRef') throw new Error('Spark fitted a model and did not say which');
  return { id: info.value.id };
}

/** How it went: the objective after the last step, and how many steps there were. */
export async function stepsOf(session: SparkSession, { id }: SparkModel, work: WorkOptions): Promise<SoftmaxOutcome> {
  const methods = [{ method: 'summary' }, { method: 'objectiveHistory' }];
  const result = await session.learn({ case: 'fetch', value: { objRef: { id }, methods } }, work);
  const history = result?.resultType.case === 'param' ? numbersOf(result.resultType.value) : [];
  const objective = history.at(-1);
  if (objective === undefined) throw new Error('Spark told no objective of its fit');
  // The first is that of the start.
  return { objective, passes: Math.max(1, history.length - 1) };
}

function numbersOf({ literalType }: Expression_Literal): readonly number[] {
  if (literalType.case === 'double') return [literalType.value];
  if (literalType.case === 'array') return literalType.value.elements.flatMap(numbersOf);
  if (literalType.case === 'specializedArray' && literalType.value.valueType.case === 'doubles') return literalType.value.valueType.value.values;
  return [];
}

/** Writes it into a folder that is not there yet. */
export async function writeModel(session: SparkSession, { id }: SparkModel, folder: string, work: WorkOptions): Promise<void> {
  await session.learn({ case: 'write', value: { type: { case: 'objRef', value: { id } }, path: locationOf(folder) } }, work);
}

/** Rows with what the model says of them: `probability` and `prediction` beside their own columns. */
export function transformed({ id }: SparkModel, input: Relation): Relation {
  const transform = { operator: { case: 'objRef' as const, value: { id } }, input };
  return { relType: { case: 'mlRelation', value: { mlType: { case: 'transform', value: transform } } } };
}

/** Lets the driver have its memory back. One that is gone is no failure any more. */
export async function forgetModel(session: SparkSession, { id }: SparkModel): Promise<void> {
  await session.learn({ case: 'delete', value: { objRefs: [{ id }] } }).catch(() => {});
}
