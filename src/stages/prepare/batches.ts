import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SHARD_ROWS } from '../../artifacts/prepared.js';
import type { Json } from '../../core/canonical-json.js';
import type { PieceName } from '../../runner/flow/pieces.js';
import type { Store, StoredArtifact } from '../../store/store.js';

/** Each of them has files of its own: so many are open and on disk beside the finished ones. */
const MOST_SHARDS = 64;

/** Cuts shards into batches for one task each: many small files cost what their rows cost, a full shard stays alone. */
export function cutBatches(shards: readonly number[], rowCountOf: (shard: number) => number): readonly (readonly number[])[] {
  const batches: number[][] = [];
  let rowCount = Number.POSITIVE_INFINITY;
  for (const shard of shards) {
    rowCount += rowCountOf(shard);
    if (rowCount > SHARD_ROWS || batches.at(-1)?.length === MOST_SHARDS) {
      batches.push([]);
      rowCount = rowCountOf(shard);
    }
    batches.at(-1)?.push(shard);
  }
  return batches;
}

/** Fills one empty folder a piece; returns small facts of each. */
export type MakeBatch = (folders: readonly string[]) => Promise<readonly Json[]>;

/** Makes pieces together and publishes each on its own, as if it had been made alone. */
export async function publishBatch(pieces: readonly PieceName[], store: Store, make: MakeBatch): Promise<readonly StoredArtifact[]> {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) {
    return [await store.publish(only.kind, only.fingerprint, async (folder) => (await make([folder]))[0] as Json)];
  }
  const scratch = await store.scratch();
  const folders = pieces.map((_, index) => join(scratch, String(index)));
  for (const folder of folders) await mkdir(folder);
  const metas = await make(folders);
  const artifacts: StoredArtifact[] = [];
  for (const [index, { kind, fingerprint }] of pieces.entries()) {
    const made = folders[index] as string;
    artifacts.push(
      await store.publish(kind, fingerprint, async (folder) => {
        for (const name of await readdir(made)) await rename(join(made, name), join(folder, name));
        return metas[index] as Json;
      }),
    );
  }
  return artifacts;
}
