import type { Prepared } from '../../artifacts/prepared.js';
import { type Split, TRAIN } from '../../artifacts/split.js';
import { type Digest, digestBytes } from '../../core/digest.js';
import { sharedUint8 } from '../../core/shared-arrays.js';

/** The distinct texts of the training rows, each as its first training row. */
export interface TrainingTexts {
  /** 1 for a row that stands for its text. One entry a prepared row, in shared memory. */
  readonly counted: Uint8Array;
  readonly textCount: number;
  /** Of `counted`: names the choice in fingerprints. */
  readonly digest: Digest;
}

/** Finds the first training row of each canonical text. */
export function findTrainingTexts(prepared: Prepared, split: Split): TrainingTexts {
  const seen = new Uint8Array(prepared.textCount);
  const counted = sharedUint8(prepared.rowCount);
  let textCount = 0;
  for (let row = 0; row < prepared.rowCount; row++) {
    const text = prepared.text[row] as number;
    if (split.role[row] !== TRAIN || seen[text] === 1) continue;
    seen[text] = 1;
    counted[row] = 1;
    textCount++;
  }
  return { counted, textCount, digest: digestBytes(counted.slice()) };
}

/** The same with so many titles behind the rows, each a text of its own. */
export function withTitles({ counted, textCount }: TrainingTexts, titleCount: number): TrainingTexts {
  const all = sharedUint8(counted.length + titleCount).fill(1);
  all.set(counted);
  return { counted: all, textCount: textCount + titleCount, digest: digestBytes(all.slice()) };
}
