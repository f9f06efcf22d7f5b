import { type DuckDBInstance, DuckDBStructType, type DuckDBType } from '@duckdb/node-api';
import { type ColumnDescription, type FileDescription, findColumn } from '../table-files.js';
import { columnKind } from './column-kind.js';
import { readRows, withConnection } from './connections.js';
import { identifier, literal, parquetTable } from './sql.js';

/** A column and the SQL that reads it: DuckDB gives another name to one whose name differs from another's by case alone. */
interface FileColumn extends ColumnDescription {
  readonly sql: string;
}

/** Columns of a Parquet file by the names that it spells, fields of structures after them, and its row count. */
export interface FileColumns extends FileDescription {
  readonly columns: readonly FileColumn[];
  /** Whether the file has a column of the name that DuckDB uses for the number of a row. */
  readonly hidesRowNumbers: boolean;
}

/** Reads what the footer of a Parquet file says. */
export async function readFileColumns(instance: DuckDBInstance, file: string): Promise<FileColumns> {
  const nodes = await schemaTree(instance, file);
  const typed = await withConnection(instance, async (connection) => {
    const result = await connection.run(`SELECT * FROM ${parquetTable(file)} LIMIT 0`);
    return result.columnNames().map((engineName, i) => ({ engineName, type: result.columnType(i) }));
  });
  if (typed.length !== nodes.length) throw new Error(`${file}: ${nodes.length} columns in the schema and ${typed.length} in the table`);
  const { rowCount, allNull } = await countNulls(instance, file);
  const isNothing = (path: readonly string[]) => rowCount === 0 || allNull.has(path.join(', '));
  const columns = typed.flatMap(({ engineName, type }, i) => describeNode(nodes[i] as SchemaNode, [], type, identifier(engineName), isNothing));
  return { columns, rowCount, hidesRowNumbers: typed.some(({ engineName }) => engineName.toLowerCase() === 'file_row_number') };
}

/** The column of a request, or what DuckDB would say of a name that it does not know. */
export function columnSql({ columns }: FileColumns, name: string): string {
  const column = findColumn(columns, name);
  if (column === undefined) throw new Error(`no column ${name}`);
  // A cast would be refused for some types, whatever the values.
  return column.kind === 'nothing' ? 'NULL' : column.sql;
}

/** A column of the schema, or a part of one. */
interface SchemaNode {
  readonly name: string;
  /** Of the type that has no value but null. */
  readonly isNull: boolean;
  readonly children: readonly SchemaNode[];
}

/** The columns of the schema: a tree that Parquet writes depth first, each node before its children. */
async function schemaTree(instance: DuckDBInstance, file: string): Promise<readonly SchemaNode[]> {
  const query = `SELECT name, coalesce(num_children, 0)::INTEGER, coalesce(logical_type, '') = 'NullType()' FROM parquet_schema(${literal(file)})`;
  const lines = ((await readRows(instance, query)) as readonly (readonly [string, number, boolean])[]).values();
  const readNode = (): SchemaNode => {
    const { value } = lines.next();
    if (value === undefined) throw new Error(`${file}: the schema ends within a column`);
    const [name, childCount, isNull] = value;
    return { name, isNull, children: Array.from({ length: childCount }, readNode) };
  };
  return readNode().children;
}

/** Row count, and the paths of columns that hold nothing but nulls as far as the statistics say. */
async function countNulls(instance: DuckDBInstance, file: string): Promise<{ readonly rowCount: number; readonly allNull: ReadonlySet<string> }> {
  const counted = await readRows(instance, `SELECT num_rows::DOUBLE FROM parquet_file_metadata(${literal(file)})`);
  const nulls = await readRows(
    instance,
    `SELECT path_in_schema FROM parquet_metadata(${literal(file)}) GROUP BY path_in_schema HAVING bool_and(coalesce(stats_null_count = num_values, false))`,
  );
  return { rowCount: counted[0]?.[0] as number, allNull: new Set(nulls.map(([path]) => String(path))) };
}

/** A column, and the fields of a structure after it. */
function describeNode(
  node: SchemaNode,
  parents: readonly string[],
  type: DuckDBType,
  sql: string,
  isNothing: (path: readonly string[]) => boolean,
): FileColumn[] {
  const path = [...parents, node.name];
  const kind = node.isNull || isNothing(path) ? 'nothing' : columnKind(String(type));
  const column: FileColumn = { name: path.join('.').normalize('NFC'), kind, type: String(type), sql };
  if (!(type instanceof DuckDBStructType)) return [column];
  const fields = node.children.flatMap((child, i) => {
    const field = `struct_extract(${sql}, ${literal(type.entryNames[i] as string)})`;
    return describeNode(child, path, type.entryTypes[i] as DuckDBType, field, isNothing);
  });
  return [column, ...fields];
}
