import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RelationSchema } from './proto/spark_connect_pb.js';
import { plainLocationOf } from './spark-sql.js';

/** Rows as Spark is asked for them. */
export type Relation = MessageInitShape<typeof RelationSchema>;

/** The rows of a query. */
export function sqlOf(query: string): Relation {
  return { relType: { case: 'sql', value: { query } } };
}

/** The rows of Parquet files or folders, as the executors see their paths; `schema` is DDL or Spark's JSON, without it what the files say. */
export function parquetFiles(paths: readonly string[], schema?: string): Relation {
  const value = { format: 'parquet', paths: paths.map(plainLocationOf), ...(schema === undefined ? {} : { schema }) };
  return { relType: { case: 'read', value: { readType: { case: 'dataSource', value } } } };
}

/** What expressions of SQL give for each row. */
export function projected(input: Relation, expressions: readonly string[]): Relation {
  const own = expressions.map((expression) => ({ exprType: { case: 'expressionString' as const, value: { expression } } }));
  return { relType: { case: 'project', value: { input, expressions: own } } };
}

/** Some rows, at most so many. */
export function limited(input: Relation, limit: number): Relation {
  return { relType: { case: 'limit', value: { input, limit } } };
}
