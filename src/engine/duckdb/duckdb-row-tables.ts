import type { DuckDBConnection } from '@duckdb/node-api';
import type { RowTables, SplitRow, StratumQuota } from '../table-engine.js';
import { fileList, identifier, literal } from './sql.js';
import { copyToParquet } from './write-table.js';

let nextRelation = 0;

/** Prepared rows as temporary tables of DuckDB. */
export class DuckDbRowTables implements RowTables {
  private constructor(
    readonly connection: DuckDBConnection,
    readonly name: string,
    readonly rowCount: number,
  ) {}

  static async open(connection: DuckDBConnection, rowFiles: readonly string[]): Promise<DuckDbRowTables> {
    const name = `rows_${nextRelation++}`;
    await connection.run(`CREATE TEMP TABLE ${name} AS
      SELECT (row_number() OVER (ORDER BY file_index, position) - 1)::INTEGER AS row, id, code, "group", content, "trainingWeight", "evaluationWeight"
      FROM read_parquet(${fileList(rowFiles)}, filename = true) AS r
      JOIN (SELECT unnest(${fileList(rowFiles)}) AS file, unnest(range(${rowFiles.length})) AS file_index) AS f ON f.file = r.filename`);
    const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${name}`);
    return new DuckDbRowTables(connection, name, Number(counted.getRows()[0]?.[0]));
  }

  async repeatedIds(): Promise<readonly { row: number; id: string; content: string }[]> {
    const read = await this.connection.runAndReadAll(`SELECT row, id, content FROM ${this.name}
      WHERE id IN (SELECT id FROM ${this.name} GROUP BY id HAVING count(*) > 1) ORDER BY id, row`);
    return read.getRows().map(([row, id, content]) => ({ row: row as number, id: id as string, content: content as string }));
  }

  async exclude(rows: readonly number[]): Promise<void> {
    if (rows.length === 0) return;
    await this.connection.run(`DELETE FROM ${this.name} WHERE row IN (${rows.join(', ')})`);
  }

  async codes(): Promise<readonly { code: string; rowCount: number }[]> {
    const read = await this.connection.runAndReadAll(`SELECT code, count(*)::DOUBLE FROM ${this.name} GROUP BY code ORDER BY code`);
    return read.getRows().map(([code, rowCount]) => ({ code: code as string, rowCount: rowCount as number }));
  }

  async codeAndGroup(codes: readonly string[]): Promise<{ code: Int32Array; firstRowOfGroup: Int32Array }> {
    const codeTable = `${this.name}_codes`;
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${codeTable} AS
      SELECT code, (row_number() OVER (ORDER BY code) - 1)::INTEGER AS index FROM (SELECT DISTINCT code FROM ${this.name})`);
    const code = new Int32Array(this.rowCount).fill(-1);
    const firstRowOfGroup = new Int32Array(this.rowCount).fill(-1);
    await this.#eachRow(
      `SELECT r.row, c.index, g.first FROM ${this.name} AS r JOIN ${codeTable} AS c USING (code)
       JOIN (SELECT "group", min(row)::INTEGER AS first FROM ${this.name} GROUP BY "group") AS g ON g."group" = r."group"`,
      ([row, index, first]) => {
        code[row as number] = index as number;
        firstRowOfGroup[row as number] = first as number;
      },
    );
    if (codes.length === 0) return { code, firstRowOfGroup };
    return { code, firstRowOfGroup };
  }

  async weights(column: 'trainingWeight' | 'evaluationWeight'): Promise<Float32Array> {
    const weights = new Float32Array(this.rowCount);
    await this.#eachRow(`SELECT row, ${identifier(column)} FROM ${this.name}`, ([row, weight]) => {
      weights[row as number] = (weight as number | null) ?? 1;
    });
    return weights;
  }

  async strata(): Promise<readonly { code: string; groupCount: number }[]> {
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${this.name}_groups AS
      SELECT "group", code FROM (
        SELECT "group", code, row_number() OVER (PARTITION BY "group" ORDER BY count(*) DESC, code) AS place
        FROM ${this.name} GROUP BY "group", code)
      WHERE place = 1`);
    const read = await this.connection.runAndReadAll(`SELECT code, count(*)::DOUBLE FROM ${this.name}_groups GROUP BY code ORDER BY code`);
    return read.getRows().map(([code, groupCount]) => ({ code: code as string, groupCount: groupCount as number }));
  }

  async conflicts(): Promise<{ groupCount: number; rowCount: number }> {
    const read = await this.connection.runAndReadAll(`SELECT count(*)::DOUBLE, coalesce(sum(n), 0)::DOUBLE FROM (
      SELECT "group", count(*) AS n FROM ${this.name} GROUP BY "group" HAVING count(DISTINCT code) > 1)`);
    const [groupCount, rowCount] = read.getRows()[0] as [number, number];
    return { groupCount, rowCount };
  }

  async assignRoles(salt: string, quotas: readonly StratumQuota[]): Promise<Uint8Array> {
    const { name, connection } = this;
    await this.#createQuotas(quotas);
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${name}_roles AS
      SELECT g."group", CASE WHEN rank < q.train THEN 0 WHEN rank < q.validation THEN 1 WHEN rank < q.calibration THEN 2 ELSE 3 END AS role
      FROM (SELECT "group", code, row_number() OVER (PARTITION BY code ORDER BY sha256(${literal(salt)} || "group"), "group") - 1 AS rank FROM ${name}_groups) AS g
      JOIN ${name}_quotas AS q USING (code)`);
    const roles = new Uint8Array(this.rowCount).fill(255);
    await this.#eachRow(`SELECT r.row, g.role FROM ${name} AS r JOIN ${name}_roles AS g ON g."group" = r."group"`, ([row, role]) => {
      roles[row as number] = role as number;
    });
    return roles;
  }

  async writeSplit(file: string): Promise<void> {
    await copyToParquet(this.connection, this.#splitQuery(), file);
  }

  async *splitRows(): AsyncIterable<readonly SplitRow[]> {
    const result = await this.connection.stream(this.#splitQuery());
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      yield chunk.getRows().map(([id, code, role, group]) => ({ id, code, role, group }) as SplitRow);
    }
  }

  async close(): Promise<void> {
    for (const suffix of ['', '_codes', '_groups', '_quotas', '_roles']) await this.connection.run(`DROP TABLE IF EXISTS ${this.name}${suffix}`);
  }

  #splitQuery(): string {
    return `SELECT r.id, r.code, ['train', 'validation', 'calibration', 'test'][g.role + 1] AS role, r."group"
      FROM ${this.name} AS r JOIN ${this.name}_roles AS g ON g."group" = r."group" ORDER BY r.id, r.row`;
  }

  /** Cumulative group counts a stratum: the first rank that no longer has the role. */
  async #createQuotas(quotas: readonly StratumQuota[]): Promise<void> {
    const rows = quotas.map(({ code, counts: [train, validation, calibration] }) => {
      return `(${literal(code)}, ${train}, ${train + validation}, ${train + validation + calibration})`;
    });
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${this.name}_quotas AS
      SELECT * FROM (VALUES ${rows.join(', ')}) AS q(code, train, validation, calibration)`);
  }

  async #eachRow(query: string, visit: (cells: readonly unknown[]) => void): Promise<void> {
    const result = await this.connection.stream(query);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const row of chunk.getRows()) visit(row);
    }
  }
}

