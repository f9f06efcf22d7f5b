import type { Digest } from '../core/digest.js';

export interface RegisteredVersion {
  readonly name: string;
  readonly version: number;
  readonly modelDigest: Digest;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  readonly run: string;
  readonly registeredAt: string;
}

/** One move of an alias; `from` is null for its first. Times never fall, even when the clock does. */
export interface AliasMove {
  readonly time: string;
  readonly alias: string;
  readonly from: number | null;
  readonly to: number;
}

/** Model names with numbered versions, and aliases such as `champion` that point at one of them. */
export interface Registry {
  /** The same digest under the same name is registered once: a second call returns the first version. */
  register(entry: Omit<RegisteredVersion, 'version' | 'registeredAt'>): Promise<RegisteredVersion>;
  /** Moves an alias and logs the move. Nothing happens when it points there already. Fails with `usage.missing-model`. */
  setAlias(name: string, alias: string, version: number): Promise<void>;
  byAlias(name: string, alias: string): Promise<RegisteredVersion | undefined>;
  /** What the alias pointed at then; undefined before its first move. */
  byAliasAt(name: string, alias: string, time: Date): Promise<RegisteredVersion | undefined>;
  byVersion(name: string, version: number): Promise<RegisteredVersion | undefined>;
  /** Every version, by name (bytewise) and number. */
  list(name?: string): Promise<readonly RegisteredVersion[]>;
  /** Every alias and where it points. */
  aliases(name: string): Promise<Readonly<Record<string, number>>>;
  /** Every move of every alias, oldest first. */
  history(name: string): Promise<readonly AliasMove[]>;
}
