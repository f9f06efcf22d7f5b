import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import { type Prepared, SHARD_ROWS } from '../../artifacts/prepared.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { TableFiles } from '../../engine/table-files.js';
import type { SuiteFigures } from '../../evaluation/evaluate.js';

/** Where ids are read, and whether they may be shown. */
export interface IdReader {
  readonly tables: TableFiles;
  readonly config: Pick<PipelineConfig, 'privacy'>;
}

/**
 * Reads the ids of the rows that figures show as examples, by their places among the judged `rows` (ascending): of none where
 * `privacy.examples` is off. Only shards that hold such a row are read.
 */
export async function exampleIds(
  { perCode }: SuiteFigures<number>,
  rows: Uint32Array,
  { shards, firstRow }: Prepared,
  { tables, config }: IdReader,
): Promise<(place: number) => string | undefined> {
  const ids = new Map<number, string>();
  const places = perCode.flatMap(({ confusions }) => confusions.flatMap(({ examples }) => examples));
  const wanted = config.privacy.examples ? [...new Set(places)].map((place) => rows[place] as number).sort((a, b) => a - b) : [];
  let next = 0;
  for (const [s, shard] of shards.entries()) {
    let row = firstRow[s] as number;
    if ((wanted[next] ?? Number.POSITIVE_INFINITY) >= (firstRow[s + 1] as number)) continue;
    for await (const chunk of tables.scan(preparedShardFiles(shard.folder).rows, [{ name: 'id', as: 'text' }], 0, SHARD_ROWS)) {
      for (const id of chunk.columns[0] ?? []) {
        if (wanted[next] === row) ids.set(wanted[next++] as number, id as string);
        row++;
      }
    }
  }
  return (place) => ids.get(rows[place] as number);
}
