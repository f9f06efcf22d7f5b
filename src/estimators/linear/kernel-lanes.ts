import { isDeepStrictEqual } from 'node:util';
import { createMemories, type FitShape, type SlicedLayout } from '../../kernels/linear-slices.js';
import type { FitOutcome, FitToken } from '../../ml/fit.js';
import type { ValidationScores } from '../../ml/solvers/judge-members.js';
import type { Workers } from '../estimator.js';

/** A fast fit that can go on for more passes, as long as its numbers lie in the memory of its lane. */
export interface Held {
  readonly lane: KernelLane;
  readonly shapes: readonly FitShape[];
  readonly soFar: FitOutcome;
  readonly scores: ValidationScores | null;
}

/** Kernel memory that one fit or scored model after the other uses, for each member of a fit one piece a slice of its weights. */
export class KernelLane {
  #memories: readonly (readonly WebAssembly.Memory[])[] = [];
  #held: Held | undefined;
  /** Whose numbers lie in the memory; whoever writes others there says so. */
  owner: unknown;

  /** Memories for all slices of each layout, taken over from the last owner when they are large enough. */
  reserve(
    layouts: readonly SlicedLayout[],
    owner: unknown,
  ): { readonly memories: readonly (readonly WebAssembly.Memory[])[]; readonly reused: boolean } {
    this.owner = owner;
    const reused = layouts.every(({ parts }, m) =>
      parts.every(({ byteCount }, index) => (this.#memories[m]?.[index]?.buffer.byteLength ?? 0) >= byteCount),
    );
    if (!reused) this.#memories = layouts.map(createMemories);
    return { memories: layouts.map(({ parts }, m) => (this.#memories[m] ?? []).slice(0, parts.length)), reused };
  }

  /** Called when a fit has ended here with its weights unfinished (no final fit). */
  hold(token: FitToken, held: Omit<Held, 'lane'>): void {
    this.owner = token;
    this.#held = { lane: this, ...held };
  }

  /** Undefined when the memory went to another fit, or is laid out otherwise. */
  heldFor(token: FitToken, shapes: readonly FitShape[]): Held | undefined {
    return this.owner === token && isDeepStrictEqual(this.#held?.shapes, shapes) ? this.#held : undefined;
  }
}

/** The lanes of a worker pool: kept as long as the pool, since a memory that workers have seen is slow to be freed. */
export function lanesOf(workers: Workers, laneCount: number): readonly KernelLane[] {
  const lanes = workers.keep<KernelLane[]>('lanes', () => []);
  while (lanes.length < laneCount) lanes.push(new KernelLane());
  return lanes;
}
