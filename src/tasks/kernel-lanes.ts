import type { TaskEngine } from '../engine/task-engine.js';
import { createMemory } from '../kernels/linear-kernel.js';
import type { Tasks } from './task-table.js';

/** A kernel memory that one fit or scored model after the other uses. */
export class KernelLane {
  #memory: WebAssembly.Memory | undefined;
  /** Whose numbers lie in the memory; whoever writes others there says so. */
  owner: unknown;

  /** A memory of at least so many bytes, taken over from the last owner when it is large enough. */
  reserve(byteCount: number, owner: unknown): { readonly memory: WebAssembly.Memory; readonly reused: boolean } {
    this.owner = owner;
    if (this.#memory !== undefined && this.#memory.buffer.byteLength >= byteCount) return { memory: this.#memory, reused: true };
    this.#memory = createMemory(byteCount);
    return { memory: this.#memory, reused: false };
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
