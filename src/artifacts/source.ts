import { statSync } from 'node:fs';
import type { Digest } from '../core/digest.js';
import { type Failure, fail } from '../core/failure.js';
import type { FolderValues } from '../core/folder-values.js';
import type { Codebook } from './codebook.js';
import type { ColumnKind } from './column-kind.js';

/** One input file: Parquet, or CSV and TSV by its name. */
export interface SourcePartition {
  /** As matched by the glob, relative to the working directory, with `/` between folders; partitions are ordered by its bytes. */
  readonly path: string;
  readonly digest: Digest;
  readonly byteCount: number;
  readonly rowCount: number;
  /** Columns of `data.folderColumns` that the pipeline reads; absent when there are none. */
  readonly folderValues?: FolderValues;
  /** Of a CSV file: the Parquet file that was made of it (absolute), and the digest of what made it. */
  readonly table?: { readonly file: string; readonly made: Digest };
  /** `fileStamp` of the file before it was digested: another one later means that the file changed during the run. Never digested. */
  readonly stamp?: string;
}

/** Size, time of the last change and inode of a file, or `missing`. */
export function fileStamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? 'missing' : `${stat.size} bytes, changed at ${stat.mtimeNs} ns, inode ${stat.ino}`;
}

/** `data.changed`: a file is not what it was when the run looked at it first. `where` is named in the message. */
export function changedFailure(where: string, { got, wanted }: { readonly got: string; readonly wanted: string }, cause?: unknown): Failure {
  const hint = 'run the same command again when nothing writes to the data any more';
  return fail('data.changed', { what: 'a partition changed while it was being read', where, got, wanted, hint }, cause);
}

/** What the run reads: the partitions in order, and the codebook. */
export interface Source {
  readonly kind: 'source';
  readonly partitions: readonly SourcePartition[];
  readonly rowCount: number;
  /** The columns that the pipeline reads, each with the config path that names it and the kind of its values. */
  readonly columns: readonly SourceColumn[];
  /** From the file named in `data.codebook`; null when there is none: every label is then a valid code. */
  readonly codebook: Codebook | null;
  readonly codebookDigest: Digest | null;
  /** From the file named in `data.correspondence`; null or absent when there is none. */
  readonly correspondence?: Correspondence | null;
  readonly correspondenceDigest?: Digest | null;
}

/** A column that the pipeline reads. */
export interface SourceColumn {
  readonly name: string;
  readonly key: string;
  readonly kind: ColumnKind;
}

/** What became of the codes of an older codebook, in bytewise order of the old code. */
export type Correspondence = readonly RecodedCode[];

/** One old code and its new ones: none when it was dropped, several when it was divided. */
export interface RecodedCode {
  readonly old: string;
  readonly candidates: readonly { readonly code: string; readonly weight: string }[];
  /** Whether another old code leads to the same only new one. */
  readonly merged: boolean;
}
