import { isDeepStrictEqual } from 'node:util';
import { createMemories, type FitShape, type SlicedLayout } from '../../kernels/linear-slices.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import type { FitOutcome, FitToken } from '../../ml/fit.js';
import type { Workers } from '../estimator.js';

/** Kernel memory that one fit or scored model after the other uses, one piece a slice of its weights. */
export class KernelLane {
  #memories: readonly WebAssembly.Memory[] = [];
  /** Whose numbers lie in the memory; whoever writes others there says so. */
  owner: unknown;

  /** Memories for all slices, taken over from the last owner when they are large enough. */
  reserve(sliced: SlicedLayout, owner: unknown): { readonly memories: readonly WebAssembly.Memory[]; readonly reused: boolean } {
    this.owner = owner;
    const wanted = sliced.parts.length;
    const reused = sliced.parts.every(({ byteCount }, index) => (this.#memories[index]?.buffer.byteLength ?? 0) >= byteCount);
    if (!reused) this.#memories = createMemories(sliced);
    return { memories: this.#memories.slice(0, wanted), reused };
  }
}

/** Fast fits that can go on for more passes, as long as their numbers lie in the memory of their lane. */
const heldFits = new WeakMap<FitToken, Held>();

/** Called when the fit has ended there with its weights unfinished (no final fit). */
export function holdFit(token: FitToken, held: Held): void {
  held.lane.owner = token;
  heldFits.set(token, held);
}

/** Undefined when the memory went to another fit, or is laid out otherwise. */
export function heldFor(token: FitToken, shape: FitShape): Held | undefined {
  const held = heldFits.get(token);
  return held?.lane.owner === token && isDeepStrictEqual(held.shape, shape) ? held : undefined;
}

/** Where a fit lies and what it has come to. */
interface Held {
  readonly lane: KernelLane;
  readonly shape: FitShape;
  readonly soFar: FitOutcome;
  /** Of the validation rows at the best pass. */
  readonly scores: ScoreAnswers | null;
}

const lanes = new WeakMap<Workers, KernelLane[]>();

/** The lanes of a worker pool: kept as long as the pool, since a memory that workers have seen is slow to be freed. */
export function lanesOf(workers: Workers, laneCount: number): readonly KernelLane[] {
  const known = lanes.get(workers) ?? [];
  lanes.set(workers, known);
  while (known.length < laneCount) known.push(new KernelLane());
  return known;
}
