import type { Digest } from '../core/digest.js';
import type { Failure } from '../core/failure.js';

/** A model under a name, with the number that it got there. */
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
  /** Absent in moves of releases before there was a way back. */
  readonly why?: MoveReason;
  /** The link to the move before. Absent in moves of releases before moves were linked. */
  readonly chain?: MoveLink;
}

/** What makes a move that was changed, lost or put between others stand out: each holds the digest of the one before. */
export interface MoveLink {
  /** Of the whole move before; null for the first. */
  readonly before: Digest | null;
  /** Of this move, this digest not counted. */
  readonly own: Digest;
}

/** A `rollback` undoes the newest move that is not undone; every other move goes forward. */
export interface MoveReason {
  readonly kind: 'run' | 'promote' | 'rollback';
  readonly reason: string;
}

/** A version that no alias may point at any more. */
export interface Retirement {
  readonly time: string;
  readonly version: number;
  readonly reason: string;
}

/** A record that cannot be read: a version is passed by in lists, a log of moves leaves its name without aliases. */
export interface DamagedRecord {
  readonly name: string;
  readonly failure: Failure;
}

/** Model names with numbered versions, and aliases such as `champion` that point at one of them. */
export interface Registry {
  /** The same digest under the same name is registered once: a second call returns the first version. */
  register(entry: Omit<RegisteredVersion, 'version' | 'registeredAt'>): Promise<RegisteredVersion>;
  /**
   * Moves an alias and logs the move. Nothing happens when it points there already. Fails with `usage.missing-model`, and with
   * `usage.wrong-value` for a version that was retired.
   */
  setAlias(name: string, alias: string, version: number, why: MoveReason): Promise<void>;
  /**
   * Moves an alias back to where it pointed before the newest move that is not undone, past versions that were retired since; returns
   * that version. Fails with `usage.missing-model` when there is none.
   */
  rollBack(name: string, alias: string, reason: string): Promise<number>;
  /** No alias may point at this version from now on. Fails with `usage.missing-model`, and with `usage.wrong-value` while one does. */
  retire(name: string, version: number, reason: string): Promise<void>;
  /** Every retirement of the name, oldest first. */
  retirements(name: string): Promise<readonly Retirement[]>;
  byAlias(name: string, alias: string): Promise<RegisteredVersion | undefined>;
  /** What the alias pointed at then; undefined before its first move. */
  byAliasAt(name: string, alias: string, time: Date): Promise<RegisteredVersion | undefined>;
  /** Fails with `artifact.corrupt` when the record of this version cannot be read. */
  byVersion(name: string, version: number): Promise<RegisteredVersion | undefined>;
  /** Every version that can be read, by name (bytewise) and number. */
  list(name?: string): Promise<readonly RegisteredVersion[]>;
  /** Every record that cannot be read, of one name or of all. */
  damages(name?: string): Promise<readonly DamagedRecord[]>;
  /** Every alias and where it points. This and what follows aliases fails with `artifact.corrupt` when the log of moves cannot be read. */
  aliases(name: string): Promise<Readonly<Record<string, number>>>;
  /** Every move of every alias, oldest first. */
  history(name: string): Promise<readonly AliasMove[]>;
}
