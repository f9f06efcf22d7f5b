import { ROW_KINDS } from '../tasks/synth-coicop/draw-block.js';
import { SYNTH_VERSION } from '../tasks/synth-coicop/settings.js';
import type { SynthBlocksOutput } from '../tasks/synth-coicop/synth-coicop-blocks.js';
import { createWorld } from '../tasks/synth-coicop/world.js';

/** What `synth.json` tells. */
export interface SynthSummary {
  readonly name: string;
  /** SYNTH_VERSION: figures of another version are about other data. */
  readonly version: number;
  readonly rows: number;
  readonly seed: number;
  readonly partitions: number;
  readonly codes: number;
  /** Rows by kind: plain, small, duplicate, conflict. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly noisyLabels: number;
  /** Leaves with 1, 2 or 3 rows in all, and how many. */
  readonly smallCodes: Readonly<Record<string, number>>;
}

/** Adds up what the pieces of a data set hold. */
export function summarise(
  { name, rows, seed, codes }: { readonly name: string; readonly rows: number; readonly seed: number; readonly codes?: number },
  partitions: number,
  outputs: readonly SynthBlocksOutput[],
): SynthSummary {
  const { leaves, smallSize } = createWorld();
  const kinds = ROW_KINDS.map((kind, index) => [kind, outputs.reduce((sum, output) => sum + (output.kinds[index] as number), 0)]);
  const small = leaves.filter((leaf) => smallSize[leaf.index] !== 0).map((leaf) => [leaf.code, smallSize[leaf.index] as number]);
  return {
    name,
    version: SYNTH_VERSION,
    rows,
    seed,
    partitions,
    codes: codes ?? leaves.length,
    kinds: Object.fromEntries(kinds),
    noisyLabels: outputs.reduce((sum, output) => sum + output.noisyLabels, 0),
    smallCodes: Object.fromEntries(small),
  };
}
