import type * as Arrow from 'apache-arrow';
import { loadLibrary } from '../../core/process/load-library.js';
import type { ExecutePlanResponse_ArrowBatch } from './proto/spark_connect_pb.js';

/** A row of a result by the names of its columns; whole numbers of 64 bits are bigint. */
export type SparkRow = Readonly<Record<string, unknown>>;

/** Puts the parts of Arrow batches together: each batch is an IPC stream of its own, which a server may cut. */
export class BatchReader {
  #parts: Uint8Array[] = [];

  /** The rows of the batch that this part ends; null until then. */
  add({ data, numChunksInBatch, chunkIndex }: ExecutePlanResponse_ArrowBatch): readonly SparkRow[] | null {
    const count = Number(numChunksInBatch ?? 1n);
    if (Number(chunkIndex ?? 0n) !== this.#parts.length) throw new Error('a part of an Arrow batch is missing');
    this.#parts.push(data);
    if (this.#parts.length < count) return null;
    const bytes = this.#parts.length === 1 ? data : Buffer.concat(this.#parts);
    this.#parts = [];
    return readRows(bytes);
  }

  /** Whether a batch has begun that did not end. */
  get isWithin(): boolean {
    return this.#parts.length > 0;
  }
}

function readRows(bytes: Uint8Array): readonly SparkRow[] {
  const { tableFromIPC } = loadLibrary('arrow') as typeof Arrow;
  return tableFromIPC(bytes)
    .toArray()
    .map((row) => row.toJSON() as SparkRow);
}
