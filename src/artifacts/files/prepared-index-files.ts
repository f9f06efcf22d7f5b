import { join } from 'node:path';
import { sharedFloat32, sharedInt32, sharedUint8, sharedUint32 } from '../../core/shared-arrays.js';
import type { Prepared } from '../prepared.js';
import { readArrayFile, writeArrayFile } from './array-file.js';

/** What is known of each row, by row: the arrays of `Prepared`. Grouped by text, `text` is the array `group` itself. */
export type PreparedArrays = Pick<Prepared, 'code' | 'included' | 'group' | 'text' | 'trainingWeight' | 'evaluationWeight'>;

/** Which of the arrays have a file: the others are null, or another array. */
export interface StoredArrays {
  readonly rowCount: number;
  /** False when grouped by text. */
  readonly hasText: boolean;
  readonly hasTrainingWeight: boolean;
  readonly hasEvaluationWeight: boolean;
}

/** A file an array, its type behind the dot. */
const FILES = {
  code: 'code.i32',
  included: 'included.u8',
  group: 'group.u32',
  text: 'text.u32',
  trainingWeight: 'training-weight.f32',
  evaluationWeight: 'evaluation-weight.f32',
} as const;

/** Every bad row of all shards, in a prepared index and in the folder of a run. */
export function quarantineFile(folder: string): string {
  return join(folder, 'quarantine.parquet');
}

/** Writes the arrays that are there into a folder, each synced. */
export function writePreparedArrays(folder: string, arrays: PreparedArrays): void {
  const write = (name: keyof PreparedArrays) => {
    const array = arrays[name];
    if (array !== null) writeArrayFile(join(folder, FILES[name]), array);
  };
  write('code');
  write('included');
  write('group');
  if (arrays.text !== arrays.group) write('text');
  write('trainingWeight');
  write('evaluationWeight');
}

/** Loads the arrays into shared memory. `artifact.corrupt` when one has another length than the rows. */
export function loadPreparedArrays(folder: string, stored: StoredArrays): PreparedArrays {
  const { rowCount } = stored;
  const file = (name: keyof PreparedArrays) => join(folder, FILES[name]);
  const weights = (name: keyof PreparedArrays) => readArrayFile(file(name), sharedFloat32(rowCount));
  const group = readArrayFile(file('group'), sharedUint32(rowCount));
  return {
    code: readArrayFile(file('code'), sharedInt32(rowCount)),
    included: readArrayFile(file('included'), sharedUint8(rowCount)),
    group,
    text: stored.hasText ? readArrayFile(file('text'), sharedUint32(rowCount)) : group,
    trainingWeight: stored.hasTrainingWeight ? weights('trainingWeight') : null,
    evaluationWeight: stored.hasEvaluationWeight ? weights('evaluationWeight') : null,
  };
}
