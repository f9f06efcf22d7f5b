import type { Json } from '../core/canonical-json.js';
import type { Store, StoredArtifact } from '../store/store.js';

/** Thrown in place of making an artifact: what `plan` wants to know. */
export class NeedsWork extends Error {
  override readonly name = 'NeedsWork';

  constructor(
    readonly kind: string,
    readonly fingerprint: Json,
  ) {
    super(`${kind} has to be made`);
  }
}

/** Finds what is stored and makes nothing: `publish` throws `NeedsWork`. */
export class DryStore implements Store {
  readonly #inner: Store;

  constructor(inner: Store) {
    this.#inner = inner;
  }

  find(kind: string, fingerprint: Json): Promise<StoredArtifact | undefined> {
    return this.#inner.find(kind, fingerprint);
  }

  async publish(kind: string, fingerprint: Json): Promise<StoredArtifact> {
    throw new NeedsWork(kind, fingerprint);
  }

  scratch(): Promise<string> {
    return this.#inner.scratch();
  }

  async close(): Promise<void> {}
}
