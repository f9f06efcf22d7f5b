import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeShardTexts } from '../../artifacts/files/texts-file.js';
import { openBundle } from '../../model/bundle/open-bundle.js';

/** The most rows that both models code: enough to tell them apart, and a minute of work at most. */
const MOST_ROWS = 100_000;

/** How many rows were coded twice, and how many of them got another code. */
export interface Decisions {
  readonly rowCount: number;
  readonly differentCount: number;
}

/**
 * Codes the rows of prepared shards, in order, at most 100,000, with two bundles and counts those that get another code.
 * Failures: those of opening a bundle.
 */
export async function compareDecisions(bundles: readonly [string, string], shardFolders: readonly string[]): Promise<Decisions> {
  const [before, after] = [await openBundle(bundles[0]), await openBundle(bundles[1])];
  let rowCount = 0;
  let differentCount = 0;
  for (const folder of shardFolders) {
    const file = join(folder, 'texts.arrow');
    if (rowCount >= MOST_ROWS || !existsSync(file)) continue;
    const shard = decodeShardTexts(readFileSync(file), file);
    const rows = Array.from({ length: Math.min(shard.rowCount, MOST_ROWS - rowCount) }, (_, row) => ({
      texts: shard.texts.map((column) => column[row] as string),
      categorical: shard.categorical.map((column) => column[row] ?? null),
      numeric: shard.numeric.map((column) => column[row] ?? null),
    }));
    const codes = before.predictCells(rows, 1).map(({ code }) => code);
    rowCount += rows.length;
    differentCount += after.predictCells(rows, 1).filter(({ code }, row) => code !== codes[row]).length;
  }
  return { rowCount, differentCount };
}
