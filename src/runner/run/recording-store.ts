import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestJson } from '../../core/digest.js';
import { type ArtifactName, publishOne, type Store, type StoredArtifact, type WriteAll } from '../../store/store.js';

/** Passes everything on to another store and tells which artifacts were used: found (`reused`) or made. */
export class RecordingStore implements Store {
  readonly #inner: Store;
  readonly #onUse: (kind: string, artifact: StoredArtifact, reused: boolean) => void;

  constructor(inner: Store, onUse: (kind: string, artifact: StoredArtifact, reused: boolean) => void) {
    this.#inner = inner;
    this.#onUse = onUse;
  }

  async find(kind: string, fingerprint: Json): Promise<StoredArtifact | undefined> {
    const found = await this.#inner.find(kind, fingerprint);
    if (found !== undefined) this.#onUse(kind, found, true);
    return found;
  }

  publish(kind: string, fingerprint: Json, write: (folder: string) => Promise<Json>): Promise<StoredArtifact> {
    return publishOne(this, { kind, fingerprint }, write);
  }

  async publishAll(names: readonly ArtifactName[], write: WriteAll): Promise<readonly StoredArtifact[]> {
    const made = new Set<number>();
    const artifacts = await this.#inner.publishAll(names, (missing, folders) => {
      for (const index of missing) made.add(index);
      return write(missing, folders);
    });
    for (const [index, { kind }] of names.entries()) this.#onUse(kind, artifacts[index] as StoredArtifact, !made.has(index));
    return artifacts;
  }

  scratch(): Promise<string> {
    return this.#inner.scratch();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** One digest of what an artifact holds, its key left out: equal for equal bytes, whatever made them. */
export function contentDigest({ files, meta }: StoredArtifact): Digest {
  return digestJson({ files, meta });
}
