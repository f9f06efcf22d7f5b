import type { Digest } from '../core/digest.js';

/** A written model folder. */
export interface Bundle {
  readonly kind: 'bundle';
  /** Absolute path. */
  readonly folder: string;
  readonly modelDigest: Digest;
  readonly byteCount: number;
}

/** What register did with a bundle. */
export interface Registration {
  readonly kind: 'registration';
  readonly name: string;
  readonly version: number;
  /** Whether the alias `champion` points at this version now. */
  readonly champion: boolean;
  /** The version that is champion now; null when there is none. */
  readonly championVersion: number | null;
}
