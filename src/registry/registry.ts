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

/** Model names with numbered versions, and aliases such as `champion` that point at one of them. */
export interface Registry {
  /** The same digest under the same name is registered once: a second call returns the first version. */
  register(entry: Omit<RegisteredVersion, 'version' | 'registeredAt'>): Promise<RegisteredVersion>;
  setAlias(name: string, alias: string, version: number): Promise<void>;
  byAlias(name: string, alias: string): Promise<RegisteredVersion | undefined>;
  byVersion(name: string, version: number): Promise<RegisteredVersion | undefined>;
  list(name?: string): Promise<readonly RegisteredVersion[]>;
}
