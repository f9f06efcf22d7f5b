import { formatSize } from '../core/size.js';
import { formatCount, formatNumber } from './format.js';

/** What it takes to code texts with a model, on the machine that measured it. */
export interface CodingFacts {
  /** On one thread; a median. */
  readonly textsPerCpuSecond: number;
  /** 95 of 100 texts take no longer. */
  readonly p95Ms: number;
  readonly bundleBytes: number;
  /** The least `--memory` that `predict` takes, on one worker. */
  readonly predictBytes: number;
  /** Peak of a process that only opens the model and codes; null where it was not asked for. */
  readonly peakBytes: number | null;
}

/** Speed, size and memory in a sentence. */
export function describeCoding({ textsPerCpuSecond, p95Ms, bundleBytes, predictBytes, peakBytes }: CodingFacts): string {
  const speed = `${formatCount(Math.round(textsPerCpuSecond))} texts a CPU second, 95 % of texts within ${formatNumber(Number(p95Ms.toPrecision(2)))} ms`;
  return `${speed}; bundle ${formatSize(bundleBytes)}, memory at least ${formatSize(predictBytes)}${peakBytes === null ? '' : `, without tables ${formatSize(peakBytes)} at its peak`}`;
}
