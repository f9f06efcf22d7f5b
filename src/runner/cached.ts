import type { Json } from '../core/canonical-json.js';
import type { StoredArtifact } from '../store/store.js';
import type { StageContext } from './stage.js';

/**
 * The stored artifact of a fingerprint, made by `write` only when it is missing. Every piece of work worth keeping goes
 * through here: `plan` runs the same stages over a store that refuses to publish, and so knows what a run would do.
 * `write` fills an empty folder and returns small facts about what it wrote.
 */
export async function cached(
  context: StageContext,
  stage: string,
  kind: string,
  fingerprint: Json,
  write: (folder: string) => Promise<Json>,
): Promise<StoredArtifact> {
  const found = await context.store.find(kind, fingerprint);
  if (found === undefined) return context.store.publish(kind, fingerprint, write);
  context.emit({ type: 'stage-cached', stage, digest: found.key });
  return found;
}
