import { isDeepStrictEqual } from 'node:util';
import { createMemories, type FitShape, type SlicedLayout } from '../../kernels/linear-slices.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import type { FitOutcome, FitToken } from '../../ml/fit.js';
import type { Workers } from '../estimator.js';

/** A fast fit that can go on for more passes, as long as its numbers lie in the memory of its lane. */
export interface Held {
  readonly lane: KernelLane;
  readonly shape: FitShape;
  readonly soFar: FitOutcome;
  /** Of the validation rows at the best pass. */
  readonly scores: ScoreAnswers | null;
}

/** Kernel memory that one fit or scored model after the other uses, one piece a slice of its weights. */
export class KernelLane {
  #memories: readonly WebAssembly.Memory[] = [];
  #held: Held | undefined;
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

  /** Called when a fit has ended here with its weights unfinished (no final fit). */
  hold(token: FitToken, held: Omit<Held, 'lane'>): void {
    this.owner = token;
    this.#held = { lane: this, ...held };
  }

  /** Undefined when the memory went to another fit, or is laid out otherwise. */
  heldFor(token: FitToken, shape: FitShape): Held | undefined {
    return this.owner === token && isDeepStrictEqual(this.#held?.shape, shape) ? this.#held : undefined;
  }
}

/** The lanes of a worker pool: kept as long as the pool, since a memory that workers have seen is slow to be freed. */
export function lanesOf(workers: Workers, laneCount: number): readonly KernelLane[] {
  const lanes = workers.keep<KernelLane[]>('lanes', () => []);
  while (lanes.length < laneCount) lanes.push(new KernelLane());
  return lanes;
}
