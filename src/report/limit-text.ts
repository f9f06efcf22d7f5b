import type { LimitCheck } from '../artifacts/evaluation.js';
import { formatSize } from '../core/size.js';
import { formatCount, formatNumber } from './format.js';

/** How the value of a limit is shown, and what it is of. */
const LIMITS: Readonly<Record<LimitCheck['name'], { readonly what: string; readonly show: (value: number) => string }>> = {
  minTextsPerCpuSecond: { what: 'texts a CPU second', show: (value) => formatCount(Math.round(value)) },
  maxP95Ms: { what: 'milliseconds for 95 of 100 texts', show: (value) => formatNumber(Number(value.toPrecision(3))) },
  maxBundle: { what: 'size of the bundle', show: formatSize },
  maxMemory: { what: 'peak memory of a process that codes', show: formatSize },
};

/** What a limit is of. */
export function limitName({ name }: LimitCheck): string {
  return LIMITS[name].what;
}

/** `at least 6,000`. */
export function limitAsked({ name, limit }: LimitCheck): string {
  return `${name.startsWith('min') ? 'at least' : 'at most'} ${LIMITS[name].show(limit)}`;
}

/** `5,120 (4,980 to 5,300)`. */
export function limitFound({ name, value, range }: LimitCheck): string {
  const { show } = LIMITS[name];
  if (value === null) return 'not measured';
  return range === null ? show(value) : `${show(value)} (${show(range[0])} to ${show(range[1])})`;
}
