import { isDeepStrictEqual } from 'node:util';
import type { TaskEngine } from '../engine/task-engine.js';
import { createMemories, type FitShape, type SlicedLayout } from '../kernels/linear-slices.js';
import type { FitSoFar } from '../ml/linear-fit.js';
import type { Tasks } from '../tasks/task-table.js';

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

/** A fast fit that can go on for more passes, as long as its numbers lie in the memory of its lane. */
export class HeldFit {
  #held: Held | undefined;

  /** Called when the fit has ended there with its weights unfinished (not `keep`). */
  hold(held: Held): void {
    held.lane.owner = this;
    this.#held = held;
  }

  /** Undefined when the memory went to another fit, or is laid out otherwise. */
  heldFor(shape: FitShape): Held | undefined {
    const held = this.#held;
    return held?.lane.owner === this && isDeepStrictEqual(held.shape, shape) ? held : undefined;
  }
}

/** Where a fit lies and what it has come to. */
interface Held {
  readonly lane: KernelLane;
  readonly shape: FitShape;
  readonly soFar: FitSoFar;
}

/** What a fast fit has to do with others of the same rows and settings but for the passes. Changes no bit of it. */
export interface Holding {
  /** Where to hold it when it has ended, if there is memory; not when its weights are wanted, and never an exact fit. */
  readonly holdAs?: HeldFit | undefined;
  /** One of fewer passes: where it is held, its passes are not made again. */
  readonly goOnFrom?: HeldFit | undefined;
}

const lanes = new WeakMap<TaskEngine<Tasks>, KernelLane[]>();

/** The lanes of a worker pool: kept as long as the pool, since a memory that workers have seen is slow to be freed. */
export function lanesOf(tasks: TaskEngine<Tasks>, laneCount: number): readonly KernelLane[] {
  const known = lanes.get(tasks) ?? [];
  lanes.set(tasks, known);
  while (known.length < laneCount) known.push(new KernelLane());
  return known;
}
