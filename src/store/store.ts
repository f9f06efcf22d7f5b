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

/** Artifacts under the digest of what made them. An artifact is whole or not there at all: its folder appears by one rename. */
export interface Store {
  /** The artifact made by this fingerprint, or undefined. A damaged one is set aside with a warning and counts as absent. */
  find(kind: string, fingerprint: Json): Promise<StoredArtifact | undefined>;
  /**
   * Calls `write` with an empty folder, then syncs and publishes it. If another process published the same key
   * meanwhile, theirs is kept and returned. `write` returns the meta.
   */
  publish(kind: string, fingerprint: Json, write: (folder: string) => Promise<Json>): Promise<StoredArtifact>;
  /** A folder for files that live no longer than the run. Removed by `close`. */
  scratch(): Promise<string>;
  close(): Promise<void>;
}
