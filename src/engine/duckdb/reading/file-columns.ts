import type { DuckDBInstance, DuckDBType } from '@duckdb/node-api';
import type { ColumnKind } from '../../../artifacts/column-kind.js';
import { type ColumnDescription, type ColumnRequest, type FileDescription, findColumn } from '../../table-files.js';
import { readCount, readRows, withConnection } from '../connections.js';
import { duckdb } from '../node-api.js';
import { identifier, literal, parquetTable, plainPath, textList } from '../sql.js';
import { columnKind } from './column-kind.js';

/** A column and the SQL that reads it: DuckDB gives another name to one whose name differs from another's by case alone. */
interface FileColumn extends ColumnDescription {
  readonly sql: string;
  /** The names from the top of the schema down. */
  readonly path: readonly string[];
}

/** Columns of a Parquet file by the names that it spells, fields of structures after them. */
export interface FileColumns {
  readonly columns: readonly FileColumn[];
  /** Whether the file has a column of the name that DuckDB uses for the number of a row. */
  readonly hidesRowNumbers: boolean;
  /** The same for the number of a file among several. */
  readonly hidesFileNumbers: boolean;
}

/** Numbers of a footer. */
export interface FooterCounts {
  readonly rowCount: number;
  /** The paths of columns that hold nothing but nulls as far as the statistics say. */
  readonly allNull: ReadonlySet<string>;
}

/** SQL that tells of the parts of a column in `parquet_metadata` whether they hold nothing but nulls. */
const ALL_NULL = 'bool_and(coalesce(stats_null_count = num_values, false))';

/** Reads the schema of a Parquet file. */
export async function readFileColumns(instance: DuckDBInstance, file: string): Promise<FileColumns> {
  const nodes = await schemaTree(instance, file);
  const typed = await withConnection(instance, async (connection) => {
    const result = await connection.run(`SELECT * FROM ${parquetTable(file)} LIMIT 0`);
    return result.columnNames().map((engineName, i) => ({ engineName, type: result.columnType(i) }));
  });
  if (typed.length !== nodes.length) throw new Error(`${file}: ${nodes.length} columns in the schema and ${typed.length} in the table`);
  const columns = typed.flatMap(({ engineName, type }, i) => describeNode(nodes[i] as SchemaNode, [], type, identifier(engineName)));
  const hides = (name: string) => typed.some(({ engineName }) => engineName.toLowerCase() === name);
  return { columns, hidesRowNumbers: hides('file_row_number'), hidesFileNumbers: hides('file_index') };
}

/** The rows of a Parquet file, by its footer. */
export function countFileRows(instance: DuckDBInstance, file: string): Promise<number> {
  return readCount(instance, `SELECT num_rows FROM parquet_file_metadata(${literal(plainPath(file))})`);
}

/** What the whole footer says: of columns also whether they hold nothing but nulls. */
export async function describeFile(instance: DuckDBInstance, file: string): Promise<FileDescription> {
  const [footer] = await readFooters(instance, [file]);
  return describeColumns(await readFileColumns(instance, file), footer as FooterCounts);
}

/** What the numbers of a footer say of the columns of its schema. */
export function describeColumns({ columns }: FileColumns, { rowCount, allNull }: FooterCounts): FileDescription {
  const kindOf = ({ kind, path }: FileColumn) => (rowCount === 0 || allNull.has(path.join(', ')) ? 'nothing' : kind);
  return { columns: columns.map((column) => ({ name: column.name, kind: kindOf(column), type: column.type })), rowCount };
}

/** The SQL that reads a column as text or as a double; of a name that is not there, what DuckDB would say. */
export function columnSql({ columns }: FileColumns, { name, as }: ColumnRequest): string {
  const column = findColumn(columns, name);
  if (column === undefined) throw new Error(`no column ${name}`);
  // By way of text: a list, say, has no cast to a number, though it may hold nothing but nulls.
  return as === 'text' ? `${column.sql}::VARCHAR` : `${column.sql}${CAST_TO_NUMBER.has(column.kind) ? '' : '::VARCHAR'}::DOUBLE`;
}

const CAST_TO_NUMBER: ReadonlySet<ColumnKind> = new Set(['whole number', 'number', 'boolean']);

/** A column of the schema, or a part of one. */
interface SchemaNode {
  readonly name: string;
  /** Of the type that has no value but null. */
  readonly isNull: boolean;
  readonly children: readonly SchemaNode[];
}

/** The columns of the schema: a tree that Parquet writes depth first, each node before its children. */
async function schemaTree(instance: DuckDBInstance, file: string): Promise<readonly SchemaNode[]> {
  const query = `SELECT name, coalesce(num_children, 0)::INTEGER, coalesce(logical_type, '') = 'NullType()' FROM parquet_schema(${literal(plainPath(file))})`;
  const lines = ((await readRows(instance, query)) as readonly (readonly [string, number, boolean])[]).values();
  const readNode = (): SchemaNode => {
    const { value } = lines.next();
    if (value === undefined) throw new Error(`${file}: the schema ends within a column`);
    const [name, childCount, isNull] = value;
    return { name, isNull, children: Array.from({ length: childCount }, readNode) };
  };
  return readNode().children;
}

/** What the footers of some files say of their columns. */
export async function readFooters(instance: DuckDBInstance, files: readonly string[]): Promise<readonly FooterCounts[]> {
  const list = pathList(files);
  const rowCounts = new Map(
    (await readRows(
      instance,
      `SELECT file_name, any_value(num_rows)::DOUBLE FROM parquet_file_metadata(${list}) GROUP BY file_name`,
    )) as readonly (readonly [string, number])[],
  );
  const allNull = new Map<unknown, Set<string>>();
  const query = `SELECT file_name, path_in_schema FROM parquet_metadata(${list}) GROUP BY file_name, path_in_schema HAVING ${ALL_NULL}`;
  for (const [file, path] of await readRows(instance, query)) allNull.set(file, (allNull.get(file) ?? new Set()).add(String(path)));
  return files.map((file) => ({ rowCount: foundOf(rowCounts, file), allNull: allNull.get(file) ?? new Set<string>() }));
}

/** Paths as a list in SQL, none of them a pattern. */
export function pathList(files: readonly string[]): string {
  return textList(files.map(plainPath));
}

/** What a query over several files told of one. */
export function foundOf<Fact>(facts: ReadonlyMap<unknown, Fact>, file: string): Fact {
  const fact = facts.get(file);
  if (fact === undefined) throw new Error(`${file}: nothing was told of it`);
  return fact;
}

/** A column, and the fields of a structure after it. */
function describeNode(node: SchemaNode, parents: readonly string[], type: DuckDBType, sql: string): FileColumn[] {
  const path = [...parents, node.name];
  const kind = node.isNull ? 'nothing' : columnKind(String(type));
  const column: FileColumn = { name: path.join('.').normalize('NFC'), kind, type: String(type), sql, path };
  if (!(type instanceof duckdb.DuckDBStructType)) return [column];
  const fields = node.children.flatMap((child, i) => {
    const field = `struct_extract(${sql}, ${literal(type.entryNames[i] as string)})`;
    return describeNode(child, path, type.entryTypes[i] as DuckDBType, field);
  });
  return [column, ...fields];
}
