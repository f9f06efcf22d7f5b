import type { Codebook } from '../../artifacts/codebook.js';
import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import { writeTextsFile } from '../../artifacts/files/texts-file.js';
import { type Prepared, type PreparedShard, SHARD_ROWS } from '../../artifacts/prepared.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { TableFiles } from '../../engine/table-files.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import { codePaths } from '../../text/code-levels.js';
import { GROUP_KEY_VERSION, groupKey, hasGroupText } from '../../text/group-key.js';
import type { StageContext } from '../stage-context.js';

/** Of the choice of titles and of what is written. */
const TITLES_VERSION = 1;

/** Titles of a codebook that fits learn from, stored as the texts of prepared rows are. */
export interface CodebookTitles {
  readonly shard: Pick<PreparedShard, 'key' | 'folder' | 'rowCount'>;
  /** The code of each title, an index into `Prepared.codes`. */
  readonly code: Int32Array;
}

interface Title {
  readonly text: string;
  readonly code: number;
}

/**
 * Writes down the titles that fits learn from, in the order of the codebook; null when none is left. A title with the text of a row, of
 * whatever role, is not among them: its group is in one role, and what it says is known there. Neither is one that two codes share.
 */
export async function* prepareTitles(codebook: Codebook, prepared: Prepared, { config, tables }: StageContext): Pieces<CodebookTitles | null> {
  const titles = listTitles(codebook, prepared.codes);
  const textColumnCount = config.data.text.length;
  const fingerprint = {
    version: TITLES_VERSION,
    groupKey: GROUP_KEY_VERSION,
    titles: titles.map(({ text, code }) => [text, prepared.codes[code] as string]),
    shards: prepared.shards.map(({ key }) => key),
    textColumnCount,
    covariates: config.data.covariates.map((covariate) => typeof covariate),
  };
  const { key, folder, meta } = yield* piece('codebook-titles', fingerprint, async (into) => {
    const kept = await withoutTextsOfRows(titles, textColumnCount, prepared, tables);
    writeTextsFile(preparedShardFiles(into).texts, textsOf(kept, config.data));
    return { codes: kept.map(({ code }) => prepared.codes[code] as string) };
  });
  const places = new Map(prepared.codes.map((code, place) => [code, place]));
  const code = Int32Array.from((meta as { codes: readonly string[] }).codes, (each) => places.get(each) as number);
  return code.length === 0 ? null : { shard: { key, folder, rowCount: code.length }, code };
}

/** The title of each code that has some text, with the nearest code at or above it that rows have; none that two such codes share. */
function listTitles({ codes, titles, parents }: Codebook, known: readonly string[]): readonly Title[] {
  const places = new Map(known.map((code, place) => [code, place]));
  const byKey = new Map<string, Title | null>();
  codePaths(codes, { codes, parents }).forEach((path, index) => {
    const text = titles[index] as string;
    const nearest = path.findLast((code) => places.has(code));
    if (nearest === undefined || !hasGroupText(text)) return;
    const code = places.get(nearest) as number;
    const key = groupKey([text]);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, { text, code });
    else if (same?.code !== code) byKey.set(key, null);
  });
  return [...byKey.values()].filter((title) => title !== null);
}

/** Reads the keys of all texts of the rows: time linear in these, memory in the titles. */
async function withoutTextsOfRows(
  titles: readonly Title[],
  textColumnCount: number,
  { shards }: Prepared,
  tables: TableFiles,
): Promise<readonly Title[]> {
  const byKey = new Map(titles.map((title) => [groupKey(cellsOf(title, textColumnCount)), title]));
  for (const { folder } of shards) {
    for await (const { columns } of tables.scan(preparedShardFiles(folder).rows, [{ name: 'textKey', as: 'text' }], 0, SHARD_ROWS)) {
      for (const key of columns[0] ?? []) byKey.delete(key as string);
    }
  }
  return [...byKey.values()];
}

/** A title stands in the first text column. */
function cellsOf({ text }: Title, textColumnCount: number): readonly string[] {
  return Array.from({ length: textColumnCount }, (_, column) => (column === 0 ? text : ''));
}

function textsOf(titles: readonly Title[], { text, covariates }: PipelineConfig['data']) {
  const missing = () => titles.map(() => null);
  return {
    rowCount: titles.length,
    texts: text.map((_, column) => titles.map((title) => cellsOf(title, text.length)[column] as string)),
    categorical: covariates.filter((covariate) => typeof covariate === 'string').map(missing),
    numeric: covariates.filter((covariate) => typeof covariate === 'object').map(missing),
  };
}
