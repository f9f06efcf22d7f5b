import type { Json } from '../core/canonical-json.js';
import type { Digest } from '../core/digest.js';

/** A finished artifact: a read-only folder of files under the digest of what made it. */
export interface StoredArtifact {
  readonly key: Digest;
  readonly folder: string;
  /** What made it: every field that can change its content. Readable, so that `plan` can name what changed. */
  readonly fingerprint: Json;
  /** Small facts about the content, as given by the writer. */
  readonly meta: Json;
  /** File name → digest of its bytes. */
  readonly files: Readonly<Record<string, Digest>>;
}

/** What an artifact is called: its kind, and everything that can change its content. */
export interface ArtifactName {
  readonly kind: string;
  readonly fingerprint: Json;
}

/** Fills an empty folder for each of the artifacts that are missing, by their indexes; returns the meta of each. */
export type WriteAll = (missing: readonly number[], folders: readonly string[]) => Promise<readonly Json[]>;

/** Artifacts under the digest of what made them. An artifact is whole or not there at all: its folder appears by one rename. */
export interface Store {
  /** The artifact made by this fingerprint, or undefined. A damaged one is set aside with a warning and counts as absent. */
  find(kind: string, fingerprint: Json): Promise<StoredArtifact | undefined>;
  /**
   * Calls `write` with an empty folder, then syncs and publishes it. If another process published the same key
   * meanwhile, theirs is kept and returned. `write` returns the meta.
   */
  publish(kind: string, fingerprint: Json, write: (folder: string) => Promise<Json>): Promise<StoredArtifact>;
  /**
   * The same for several that are made by one call: `write` is called with the indexes of those that are missing, ascending and
   * none of them twice, and an empty folder for each; it returns the meta of each. Nobody else makes any of them meanwhile.
   */
  publishAll(names: readonly ArtifactName[], write: WriteAll): Promise<readonly StoredArtifact[]>;
  /** A folder for files that live no longer than the run. Removed by `close`. */
  scratch(): Promise<string>;
  close(): Promise<void>;
}

/** What every store does to publish one artifact. */
export async function publishOne(
  store: Pick<Store, 'publishAll'>,
  name: ArtifactName,
  write: (folder: string) => Promise<Json>,
): Promise<StoredArtifact> {
  const [artifact] = await store.publishAll([name], async (_missing, [folder]) => [await write(folder as string)]);
  return artifact as StoredArtifact;
}
