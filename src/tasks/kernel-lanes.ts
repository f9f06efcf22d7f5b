import type { TaskEngine } from '../engine/task-engine.js';
import { createMemories, type SlicedLayout } from '../kernels/linear-slices.js';
import type { Tasks } from './task-table.js';

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

const lanes = new WeakMap<TaskEngine<Tasks>, KernelLane[]>();

/** The lanes of a worker pool: kept as long as the pool, since a memory that workers have seen is slow to be freed. */
export function lanesOf(tasks: TaskEngine<Tasks>, laneCount: number): readonly KernelLane[] {
  const known = lanes.get(tasks) ?? [];
  lanes.set(tasks, known);
  while (known.length < laneCount) known.push(new KernelLane());
  return known;
}
