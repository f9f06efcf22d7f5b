import type { DuckDBInstance } from '@duckdb/node-api';
import { DigestBuilder } from '../../../core/digest.js';
import { fail } from '../../../core/failure.js';
import { compareUtf8 } from '../../../core/utf8-order.js';
import type { SplitFacts } from '../../split-reader.js';
import { readRows } from '../connections.js';
import { literal, numberedTable } from '../sql.js';

/** Rows whose lines are joined into one string at a time: a string a row would cost more than everything else. */
const BLOCK_ROWS = 131_072;
const BLOCKS_IN_FLIGHT = 3;

/** The digest of a split file (`SplitReader.digestSplit`); `artifact.corrupt` when its ids are not in ascending bytewise order, each once. */
export async function digestSplit(instance: DuckDBInstance, file: string): Promise<SplitFacts> {
  const source = numberedTable(file);
  const counted = await readRows(instance, `SELECT role, count(*)::DOUBLE FROM ${source} GROUP BY role ORDER BY role`);
  const rowCounts = new Map(counted.map(([role, count]) => [role as string, count as number]));
  const rowCount = [...rowCounts.values()].reduce((sum, count) => sum + count, 0);
  const digest = new DigestBuilder();
  let last: string | undefined;
  for await (const { first, low, high, distinct, lines } of readBlocks(instance, source, rowCount)) {
    if (!distinct || (last !== undefined && compareUtf8(last, low) >= 0)) throw outOfOrder(file, first);
    last = high;
    digest.add(lines);
  }
  return { splitDigest: digest.finish(), rowCounts };
}

function outOfOrder(file: string, row: number): Error {
  return fail('artifact.corrupt', {
    what: 'a split is not as a run writes it',
    where: file,
    got: `ids from row ${row} on that are not in ascending order`,
    wanted: 'each id once, in ascending order of its bytes',
  });
}

interface Block {
  readonly first: number;
  readonly low: string;
  readonly high: string;
  readonly distinct: boolean;
  readonly lines: string;
}

/** The blocks in order; the next ones are read, each on a thread of its own, while one is hashed. */
async function* readBlocks(instance: DuckDBInstance, source: string, rowCount: number): AsyncGenerator<Block> {
  const reading: Promise<Block>[] = [];
  try {
    for (let first = 0; first < rowCount || reading.length > 0; first += BLOCK_ROWS) {
      if (first < rowCount) {
        const block = readBlock(instance, source, first);
        // Its turn to fail comes when it is awaited, not while an earlier block is.
        block.catch(() => undefined);
        reading.push(block);
      }
      if (first < rowCount && reading.length < BLOCKS_IN_FLIGHT) continue;
      yield await (reading.shift() as Promise<Block>);
    }
  } finally {
    await Promise.allSettled(reading);
  }
}

async function readBlock(instance: DuckDBInstance, source: string, first: number): Promise<Block> {
  const rows = `${source} WHERE file_row_number >= ${first} AND file_row_number < ${first + BLOCK_ROWS}`;
  const [read] = await readRows(instance, `SELECT min(id), max(id), count(DISTINCT id) = count(*), string_agg(${LINE}, '' ORDER BY id) FROM ${rows}`);
  const [low, high, distinct, lines] = read as [string, string, boolean, string];
  return { first, low, high, distinct, lines };
}

/** A string as JSON.stringify writes it. DuckDB's own to_json writes some control characters with upper-case hex digits. */
function quoted(column: string): string {
  let escaped = `replace(replace(${column}, '\\', '\\\\'), '"', '\\"')`;
  for (let unit = 0; unit < 0x20; unit++)
    escaped = `replace(${escaped}, chr(${unit}), ${literal(JSON.stringify(String.fromCharCode(unit)).slice(1, -1))})`;
  return `concat('"', CASE WHEN regexp_matches(${column}, '[\\x00-\\x1f"\\\\]') THEN ${escaped} ELSE ${column} END, '"')`;
}

const LINE = `concat('[', ${quoted('id')}, ',', ${quoted('code')}, ',"', role, '","', "group", '"]', chr(10))`;
