import type { RunScale } from './run-scale.js';

/** What gives its memory back before the next of them takes its own. */
export type Turn = 'counting' | 'search' | 'final fits' | 'judging';

/** One thing that takes memory: what it is, and the stage that takes it first. */
export interface MemoryPart {
  readonly stage: string;
  readonly what: string;
  readonly byteCount: number;
  /** Whether nothing can be done about it: it is neither spilled, nor held on disk, nor done one after the other. */
  readonly needed: boolean;
  /** Of parts with a turn only those of one turn are there at once; without one a part is there from its stage to the end. */
  readonly turn?: Turn;
  /** The memory of a single fit, which has to fit into the kernels' share as it is. */
  readonly isOneFit?: true;
}

/** What one thing of a run takes; what is left out is nothing. */
export interface Cost {
  /** Resident memory. */
  readonly memory?: readonly MemoryPart[];
  /** New bytes in the workspace that stay there. */
  readonly diskBytes?: number;
  /** On one core of a 2-core x64 machine at 2.5 GHz, which all constants were measured on. */
  readonly seconds?: number;
}

/**
 * Says what a thing takes in a run: stands beside the code that takes it. Its constants were measured on business names (24,014
 * rows), NAICS (4,735) and synthetic texts (20,000 and 100,000), Node 20 on x64, and err on the high side.
 */
export type CostOf = (run: RunScale) => Cost;

/** A part that a run cannot do without. */
export function neededPart(stage: string, what: string, byteCount: number, turn?: Turn): MemoryPart {
  return { stage, what, byteCount: Math.ceil(byteCount), needed: true, ...(turn === undefined ? {} : { turn }) };
}

/** A part that shrinks where there is little memory. */
export function yieldingPart(stage: string, what: string, byteCount: number, turn?: Turn): MemoryPart {
  return { ...neededPart(stage, what, byteCount, turn), needed: false };
}
