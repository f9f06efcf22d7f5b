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

/** Memory of one member of a fit. */
export interface MemberMemory {
  /** One a slice of its weights. */
  readonly memories: readonly WebAssembly.Memory[];
  /** Whether an earlier owner left its numbers there. */
  readonly reused: boolean;
}

/** Kernel memory that one fit or scored model after the other uses. */
export class KernelLane {
  #members: readonly (readonly WebAssembly.Memory[])[] = [];
  #held: Held | undefined;
  /** Whose numbers lie in the memory; whoever writes others there says so. */
  owner: unknown;

  /** Memory for each layout, taken over from the last owner where it is large enough; what there is beyond is let go. */
  reserve(layouts: readonly SlicedLayout[], owner: unknown): readonly MemberMemory[] {
    this.owner = owner;
    const reserved = layouts.map((layout, m) => takeOver(this.#members[m] ?? [], layout));
    this.#members = reserved.map(({ memories }) => memories);
    return reserved;
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

function takeOver(earlier: readonly WebAssembly.Memory[], layout: SlicedLayout): MemberMemory {
  const { parts } = layout;
  const reused = parts.every(({ byteCount }, index) => (earlier[index]?.buffer.byteLength ?? 0) >= byteCount);
  return reused ? { memories: earlier.slice(0, parts.length), reused } : { memories: createMemories(layout), reused };
}

/** The lanes of a worker pool: kept as long as the pool, since a memory that workers have seen is slow to be freed. */
export function lanesOf(workers: Workers, laneCount: number): readonly KernelLane[] {
  const lanes = workers.keep<KernelLane[]>('lanes', () => []);
  while (lanes.length < laneCount) lanes.push(new KernelLane());
  return lanes;
}
