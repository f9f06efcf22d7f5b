import type { Digest } from '../core/digest.js';
import type { Codebook } from './codebook.js';

/** One input Parquet file. */
export interface SourcePartition {
  /** As matched by the glob, relative to the working directory, with `/` between folders; partitions are ordered by its bytes. */
  readonly path: string;
  readonly digest: Digest;
  readonly byteCount: number;
  readonly rowCount: number;
}

/** What the run reads: the partitions in order, and the codebook. */
export interface Source {
  readonly kind: 'source';
  readonly partitions: readonly SourcePartition[];
  readonly rowCount: number;
  /** From the file named in `data.codebook`; null when there is none: every label is then a valid code. */
  readonly codebook: Codebook | null;
  readonly codebookDigest: Digest | null;
}
