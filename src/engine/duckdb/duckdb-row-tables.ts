import type { DuckDBInstance } from '@duckdb/node-api';
import type { GroupCount, RepeatedIds, RowIndexes, RowTables, Stratum, StratumQuota } from '../table-engine.js';
import { eachIntegerRow, readRows, runAll, streamChunks } from './connections.js';
import { fileList, identifier, literal, plainPath } from './sql.js';
import { copyToParquet, createTable, freshName } from './write-table.js';

const ROLE_LIST = "['train', 'validation', 'calibration', 'test']";

/**
 * Prepared rows as tables of whole numbers: `row`, `code` (index in bytewise order), `group_row` and `text_row` (the lowest row with
 * the same key). Ids and keys stay in the Parquet files, which are read again where they are needed: 10 M rows take 160 MB.
 * Keys and ranks are compared by their first 128 bits, as a UUID, which sorts as its hex digits do.
 */
export class DuckDbRowTables implements RowTables {
  readonly #instance: DuckDBInstance;
  readonly #name: string;
  /** A relation of the Parquet files with the run's row number as `row`. */
  readonly #files: string;
  readonly rowCount: number;
  /** Whether the groups are up to date with `exclude`, `keepRoles` and `takeLaterRows`. */
  #hasGroups = false;
  #isOneStratum = false;
  #hasFixed = false;
  #hasKept = false;
  #hasSeen = false;
  #hasFolds = false;

  private constructor(instance: DuckDBInstance, name: string, files: string, rowCount: number) {
    this.#instance = instance;
    this.#name = name;
    this.#files = files;
    this.rowCount = rowCount;
  }

  static async open(instance: DuckDBInstance, rowFiles: readonly string[]): Promise<DuckDbRowTables> {
    if (rowFiles.length === 0) throw new RangeError('no row files');
    const name = freshName('rows');
    const read = `read_parquet(${fileList(rowFiles)}, file_row_number = true)`;
    const counted = await readRows(instance, `SELECT file_index::INTEGER, count(*)::DOUBLE FROM ${read} GROUP BY ALL`);
    const counts = new Map(counted.map(([file, count]) => [file as number, count as number]));
    const starts: number[] = [0];
    for (let file = 0; file < rowFiles.length; file++) starts.push((starts[file] as number) + (counts.get(file) ?? 0));
    const files = `(SELECT *, ([${starts.join(', ')}][file_index::BIGINT + 1] + file_row_number)::INTEGER AS row FROM ${read})`;
    const tables = new DuckDbRowTables(instance, name, files, starts[rowFiles.length] as number);
    await tables.#load();
    return tables;
  }

  async repeatedIds(): Promise<RepeatedIds> {
    const repeated: number[] = [];
    const ambiguous: number[] = [];
    // Ids compare whole; contents by their first 128 bits. `place` counts the rows of an id from 1.
    const query = `SELECT row, place::INTEGER, differs::INTEGER FROM (
        SELECT row, row_number() OVER (PARTITION BY id ORDER BY row) AS place, min(content) OVER (PARTITION BY id) <> max(content) OVER (PARTITION BY id) AS differs
        FROM ${this.#files} JOIN (SELECT id FROM ${this.#files} GROUP BY id HAVING count(*) > 1) USING (id))
      WHERE place > 1 OR differs ORDER BY row`;
    await eachIntegerRow(this.#instance, query, ([row, , differs]) => {
      (differs === 1 ? ambiguous : repeated).push(row as number);
    });
    return { repeated: Uint32Array.from(repeated), ambiguous: Uint32Array.from(ambiguous) };
  }

  async exclude(rows: Uint32Array): Promise<void> {
    if (rows.length === 0) return;
    this.#hasGroups = false;
    await this.#withRowList(rows, async (list) => {
      await runAll(this.#instance, `DELETE FROM ${this.#name} WHERE row IN (SELECT row FROM ${list})`);
    });
  }

  async describeRows(rows: Uint32Array): Promise<readonly { readonly id: string; readonly position: number }[]> {
    return this.#withRowList(rows, async (list) => {
      const read = await readRows(this.#instance, `SELECT f.id, f.position FROM ${list} AS l JOIN ${this.#files} AS f USING (row) ORDER BY l.place`);
      return read.map(([id, position]) => ({ id: id as string, position: position as number }));
    });
  }

  async codes(): Promise<readonly { code: string; rowCount: number }[]> {
    const read = await readRows(
      this.#instance,
      `SELECT c.code, count(*)::DOUBLE FROM ${this.#name} AS r JOIN ${this.#name}_codes AS c ON c.index = r.code GROUP BY c.code ORDER BY c.code`,
    );
    return read.map(([code, rowCount]) => ({ code: code as string, rowCount: rowCount as number }));
  }

  async indexes(): Promise<RowIndexes> {
    const code = new Int32Array(this.rowCount).fill(-1);
    const groupRow = new Int32Array(this.rowCount).fill(-1);
    const textRow = new Int32Array(this.rowCount).fill(-1);
    // Codes that only rows left out have are not counted, as in `codes()`.
    const query = `SELECT r.row, d.dense, r.group_row, r.text_row FROM ${this.#name} AS r
      JOIN (SELECT code, (row_number() OVER (ORDER BY code) - 1)::INTEGER AS dense FROM (SELECT DISTINCT code FROM ${this.#name})) AS d USING (code)`;
    await eachIntegerRow(this.#instance, query, ([row, dense, group, text]) => {
      code[row as number] = dense as number;
      groupRow[row as number] = group as number;
      textRow[row as number] = text as number;
    });
    return { code, groupRow, textRow };
  }

  async weights(column: 'trainingWeight' | 'evaluationWeight'): Promise<Float32Array> {
    const weights = new Float32Array(this.rowCount);
    const query = `SELECT row, coalesce(${identifier(column)}, 1) FROM ${this.#files} SEMI JOIN ${this.#name} USING (row)`;
    for await (const chunk of streamChunks(this.#instance, query)) {
      const [rows, cells] = chunk.getColumns() as [number[], number[]];
      rows.forEach((row, i) => {
        weights[row] = cells[i] as number;
      });
    }
    return weights;
  }

  async keepRoles(earlierSplit: string): Promise<number> {
    const earlier = `read_parquet(${literal(plainPath(earlierSplit))})`;
    this.#hasKept = true;
    this.#hasFixed = true;
    this.#hasGroups = false;
    await runAll(
      this.#instance,
      `INSERT INTO ${this.#name}_fixed SELECT r.row, list_position(${ROLE_LIST}, e.role) - 1, true
        FROM ${earlier} AS e JOIN ${this.#files} AS f USING (id) JOIN ${this.#name} AS r USING (row)`,
    );
    return this.#count(`SELECT count(*) FROM ${this.#name}_fixed WHERE kept`);
  }

  async takeLaterRows(from: string | number): Promise<number> {
    this.#hasFixed = true;
    this.#hasGroups = false;
    const later = typeof from === 'number' ? `f.time::DOUBLE >= ${from}::DOUBLE` : `f.time >= ${literal(from)}`;
    await runAll(
      this.#instance,
      `INSERT INTO ${this.#name}_fixed SELECT r.row, 3, false
        FROM ${this.#files} AS f JOIN ${this.#name} AS r USING (row) ANTI JOIN ${this.#name}_fixed AS k ON k.row = r.row WHERE ${later}`,
    );
    return this.#count(`SELECT count(*) FROM ${this.#name}_fixed WHERE NOT kept`);
  }

  mergeStrata(): void {
    this.#isOneStratum = true;
    this.#hasGroups = false;
  }

  async strata(): Promise<readonly Stratum[]> {
    await this.#createGroups();
    const kept = [0, 1, 2, 3].map((role) => `(count(*) FILTER (kept = ${role}))::DOUBLE`).join(', ');
    const read = await readRows(
      this.#instance,
      `SELECT c.code, count(*)::DOUBLE, ${kept} FROM ${this.#name}_groups AS g JOIN ${this.#name}_codes AS c ON c.index = g.code GROUP BY c.code ORDER BY c.code`,
    );
    return read.map(([code, groupCount, ...counts]) => ({
      code: code as string,
      groupCount: groupCount as number,
      kept: counts as unknown as Stratum['kept'],
    }));
  }

  async assignRoles(salt: string, quotas: readonly StratumQuota[]): Promise<Uint8Array> {
    const name = this.#name;
    await this.#createGroups();
    await this.#createQuotas(quotas);
    const rank = this.#hasKept ? 'place - sum((kept IS NOT NULL)::INTEGER) OVER (PARTITION BY code ORDER BY place)' : 'place';
    const placed = this.#hasFixed
      ? `coalesce(f.role, g.role)::INTEGER AS role FROM ${name} AS r LEFT JOIN ${name}_roles AS g USING (group_row) LEFT JOIN ${name}_fixed AS f USING (row)`
      : `g.role::INTEGER AS role FROM ${name} AS r JOIN ${name}_roles AS g USING (group_row)`;
    await runAll(
      this.#instance,
      // `place` ranks all groups of a stratum, `rank` those that keep no role.
      `CREATE OR REPLACE TABLE ${name}_roles AS
        SELECT group_row, code, place, coalesce(kept, CASE WHEN rank < train THEN 0 WHEN rank < validation THEN 1 WHEN rank < calibration THEN 2 ELSE 3 END) AS role
        FROM (SELECT *, ${rank} AS rank
              FROM (SELECT g.group_row, g.code, g.kept, row_number() OVER (PARTITION BY g.code ORDER BY left(sha256(${literal(salt)} || f."group"), 32)::UUID) - 1 AS place
                    FROM ${name}_groups AS g JOIN ${this.#files} AS f ON f.row = g.group_row))
        JOIN ${name}_quotas USING (code)`,
      `CREATE OR REPLACE TABLE ${name}_placed AS SELECT r.row, r.group_row, r.text_row, ${placed}`,
    );
    const roles = new Uint8Array(this.rowCount).fill(255);
    await eachIntegerRow(this.#instance, `SELECT row, role FROM ${name}_placed`, ([row, role]) => {
      roles[row as number] = role as number;
    });
    return roles;
  }

  async markSeen(): Promise<Uint8Array> {
    const placed = `${this.#name}_placed`;
    const elsewhere = (key: string) => `${key} IN (SELECT ${key} FROM ${placed} WHERE role <> 3)`;
    await runAll(
      this.#instance,
      `CREATE OR REPLACE TABLE ${this.#name}_seen AS SELECT row FROM ${placed} WHERE role = 3 AND (${elsewhere('text_row')} OR ${elsewhere('group_row')})`,
    );
    this.#hasSeen = true;
    const seen = new Uint8Array(this.rowCount);
    await eachIntegerRow(this.#instance, `SELECT row FROM ${this.#name}_seen`, ([row]) => {
      seen[row as number] = 1;
    });
    return seen;
  }

  async assignFolds(foldCount: number): Promise<Uint8Array> {
    const name = this.#name;
    await runAll(
      this.#instance,
      `CREATE OR REPLACE TABLE ${name}_folds AS SELECT p.row, g.fold FROM ${name}_placed AS p
        JOIN (SELECT group_row, ((row_number() OVER (ORDER BY code, place) - 1) % ${foldCount})::INTEGER AS fold FROM ${name}_roles WHERE role < 2) AS g USING (group_row)
        WHERE p.role < 2`,
    );
    this.#hasFolds = true;
    const folds = new Uint8Array(this.rowCount).fill(255);
    await eachIntegerRow(this.#instance, `SELECT row, fold FROM ${name}_folds`, ([row, fold]) => {
      folds[row as number] = fold as number;
    });
    return folds;
  }

  async conflicts(): Promise<GroupCount> {
    return this.#countGroups(`SELECT count(*) AS n FROM ${this.#name} GROUP BY group_row HAVING min(code) <> max(code)`);
  }

  async straddling(): Promise<GroupCount> {
    return this.#countGroups(`SELECT count(*) AS n FROM ${this.#name}_placed AS p LEFT JOIN ${this.#name}_fixed AS f USING (row)
      WHERE f.kept IS DISTINCT FROM false GROUP BY group_row HAVING min(p.role) <> max(p.role)`);
  }

  async countLeak(key: 'textKey' | 'otherKey'): Promise<number> {
    const keyed = `(SELECT f.${identifier(key)} AS key, p.role FROM ${this.#files} AS f JOIN ${this.#name}_placed AS p USING (row))`;
    return this.#count(`SELECT count(*) FROM ${keyed} WHERE role = 3 AND key IN (SELECT key FROM ${keyed} WHERE role <> 3 AND key IS NOT NULL)`);
  }

  async writeSplit(file: string): Promise<void> {
    const name = this.#name;
    const seen = this.#hasSeen ? ', s.row IS NOT NULL AS seen' : '';
    const fold = this.#hasFolds ? ', d.fold' : '';
    await copyToParquet(
      this.#instance,
      `SELECT f.id, f.code, ${ROLE_LIST}[p.role + 1] AS role, f."group"${seen}${fold} FROM ${this.#files} AS f JOIN ${name}_placed AS p USING (row)
       ${this.#hasSeen ? `LEFT JOIN ${name}_seen AS s USING (row)` : ''} ${this.#hasFolds ? `LEFT JOIN ${name}_folds AS d USING (row)` : ''} ORDER BY f.id`,
      file,
    );
  }

  async writeConflicts(file: string): Promise<void> {
    await copyToParquet(
      this.#instance,
      `SELECT f."group", f.code, count(*)::INTEGER AS "rowCount", list(f.id ORDER BY f.id)[1:5] AS ids
       FROM ${this.#files} AS f JOIN ${this.#name} AS r USING (row)
       SEMI JOIN (SELECT group_row FROM ${this.#name} GROUP BY group_row HAVING min(code) <> max(code)) AS c ON c.group_row = r.group_row
       GROUP BY f."group", f.code ORDER BY f."group", f.code`,
      file,
    );
  }

  async writeChanges(earlierSplit: string, file: string): Promise<{ removed: number; relabelled: number }> {
    const changes = `${this.#name}_changes`;
    const now = `(SELECT f.id, f.code, ${ROLE_LIST}[p.role + 1] AS role FROM ${this.#files} AS f JOIN ${this.#name}_placed AS p USING (row))`;
    await runAll(
      this.#instance,
      `CREATE OR REPLACE TABLE ${changes} AS
        SELECT e.id, CASE WHEN n.id IS NULL THEN 'removed' ELSE 'relabelled' END AS change, e.code AS "earlierCode", n.code, e.role AS "earlierRole", n.role
        FROM read_parquet(${literal(plainPath(earlierSplit))}) AS e LEFT JOIN ${now} AS n USING (id) WHERE n.id IS NULL OR n.code <> e.code`,
    );
    await copyToParquet(this.#instance, `SELECT * FROM ${changes} ORDER BY id`, file);
    const count = (change: string) => this.#count(`SELECT count(*) FROM ${changes} WHERE change = '${change}'`);
    return { removed: await count('removed'), relabelled: await count('relabelled') };
  }

  async close(): Promise<void> {
    const suffixes = ['', '_codes', '_fixed', '_groups', '_quotas', '_roles', '_placed', '_seen', '_folds', '_changes'];
    await runAll(this.#instance, ...suffixes.map((suffix) => `DROP TABLE IF EXISTS ${this.#name}${suffix}`));
  }

  async #load(): Promise<void> {
    const name = this.#name;
    const equal = await readRows(this.#instance, `SELECT coalesce(bool_and("group" = "textKey"), true) FROM ${this.#files}`);
    const byText = equal[0]?.[0] === true;
    const textKey = byText ? '' : ', left(f."textKey", 32)::UUID AS text_key';
    const textJoin = `JOIN (SELECT text_key, min(row) AS text_row FROM ${name}_keys GROUP BY text_key) AS t USING (text_key)`;
    await runAll(
      this.#instance,
      `CREATE TABLE ${name}_codes AS SELECT code, (row_number() OVER (ORDER BY code) - 1)::INTEGER AS index FROM (SELECT DISTINCT code FROM ${this.#files})`,
      `CREATE TABLE ${name}_keys AS SELECT f.row, c.index AS code, left(f."group", 32)::UUID AS group_key${textKey}
        FROM ${this.#files} AS f JOIN ${name}_codes AS c USING (code)`,
      `CREATE TABLE ${name} AS SELECT k.row, k.code, g.group_row, ${byText ? 'g.group_row AS text_row' : 't.text_row'} FROM ${name}_keys AS k
        JOIN (SELECT group_key, min(row) AS group_row FROM ${name}_keys GROUP BY group_key) AS g USING (group_key) ${byText ? '' : textJoin}`,
      `DROP TABLE ${name}_keys`,
      `CREATE TABLE ${name}_fixed (row INTEGER, role INTEGER, kept BOOLEAN)`,
    );
  }

  /** Groups that are shared out: the stratum of each, and the first role that its rows keep. Later rows are test anyway. */
  async #createGroups(): Promise<void> {
    if (this.#hasGroups) return;
    const name = this.#name;
    const [kept, join] = this.#hasFixed
      ? ['min(f.role)', `LEFT JOIN ${name}_fixed AS f USING (row) WHERE f.kept IS DISTINCT FROM false`]
      : ['NULL::INTEGER', ''];
    await runAll(
      this.#instance,
      `CREATE OR REPLACE TABLE ${name}_groups AS
        SELECT group_row, ${this.#isOneStratum ? '0' : 'max_by(code, rank)'} AS code, min(kept) AS kept FROM (
          SELECT r.group_row, r.code, count(*)::BIGINT * 4294967296 - r.code AS rank, ${kept} AS kept
          FROM ${name} AS r ${join} GROUP BY r.group_row, r.code)
        GROUP BY group_row`,
    );
    this.#hasGroups = true;
  }

  async #count(query: string): Promise<number> {
    const read = await readRows(this.#instance, query);
    return Number(read[0]?.[0]);
  }

  async #countGroups(groups: string): Promise<GroupCount> {
    const read = await readRows(this.#instance, `SELECT count(*)::DOUBLE, coalesce(sum(n), 0)::DOUBLE FROM (${groups})`);
    const [groupCount, rowCount] = read[0] as [number, number];
    return { groupCount, rowCount };
  }

  /** Cumulative group counts a stratum: the first rank that no longer has the role. */
  async #createQuotas(quotas: readonly StratumQuota[]): Promise<void> {
    const given = `${this.#name}_given`;
    const cumulative = (end: number) => quotas.map(({ counts }) => counts.slice(0, end).reduce((sum, count) => sum + count, 0));
    await createTable(this.#instance, given, [
      { name: 'code', type: 'VARCHAR', values: quotas.map((quota) => quota.code) },
      { name: 'train', type: 'INTEGER', values: cumulative(1) },
      { name: 'validation', type: 'INTEGER', values: cumulative(2) },
      { name: 'calibration', type: 'INTEGER', values: cumulative(3) },
    ]);
    await runAll(
      this.#instance,
      `CREATE OR REPLACE TABLE ${this.#name}_quotas AS
        SELECT c.index AS code, q.train, q.validation, q.calibration FROM ${given} AS q JOIN ${this.#name}_codes AS c USING (code)`,
      `DROP TABLE ${given}`,
    );
  }

  async #withRowList<T>(rows: Uint32Array, use: (list: string) => Promise<T>): Promise<T> {
    const list = freshName('row_list');
    try {
      await createTable(this.#instance, list, [
        { name: 'row', type: 'INTEGER', values: rows },
        { name: 'place', type: 'INTEGER', values: Uint32Array.from(rows, (_, place) => place) },
      ]);
      return await use(list);
    } finally {
      await runAll(this.#instance, `DROP TABLE IF EXISTS ${list}`);
    }
  }
}
