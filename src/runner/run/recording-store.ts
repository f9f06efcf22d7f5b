import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestJson } from '../../core/digest.js';
import type { Store, StoredArtifact } from '../../store/store.js';

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

  async publish(kind: string, fingerprint: Json, write: (folder: string) => Promise<Json>): Promise<StoredArtifact> {
    let reused = true;
    const artifact = await this.#inner.publish(kind, fingerprint, (folder) => {
      reused = false;
      return write(folder);
    });
    this.#onUse(kind, artifact, reused);
    return artifact;
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
