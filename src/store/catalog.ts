import type { Digest } from '../core/digest.js';
import type { StoredArtifact } from './store.js';

/** A stored artifact as gc and `plan` see it. */
export interface CatalogEntry {
  readonly kind: string;
  readonly artifact: StoredArtifact;
  readonly byteCount: number;
  /** When it was published, by the machine's clock. For showing and sorting only: nothing is decided by it. */
  readonly publishedAt: Date;
}

/** What is in a store, for those who look after it: not for stages. */
export interface StoreCatalog {
  /** Every readable artifact (of one kind), kinds and keys in bytewise order. Sizes are checked, digests are not. */
  entries(kind?: string): Promise<readonly CatalogEntry[]>;
  /** One artifact by its key; undefined when it is not there or damaged. */
  entry(kind: string, key: Digest): Promise<CatalogEntry | undefined>;
  /** Removes an artifact; the folder disappears by one rename first. */
  remove(entry: CatalogEntry): Promise<void>;
  /** Damaged artifacts set aside and leftovers of dead processes: path and bytes. */
  leftovers(): Promise<readonly { readonly path: string; readonly byteCount: number }[]>;
  removeLeftovers(): Promise<void>;
}
