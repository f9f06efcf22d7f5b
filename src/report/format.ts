import { groupThousands } from '../core/size.js';
import type { Figure } from '../evaluation/figures/figure.js';

/** A whole number with commas: `24,014`. Other numbers keep at most one decimal. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const [whole = '', fraction] = (Number.isInteger(value) ? String(value) : value.toFixed(1)).split('.');
  const grouped = groupThousands(whole);
  return fraction === undefined || fraction === '0' ? grouped : `${grouped}.${fraction}`;
}

/** A metric between 0 and 1: `0.767`. */
export function formatScore(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '–' : value.toFixed(3);
}

/** A figure in the format that it names. */
export function formatFigure({ format }: Pick<Figure, 'format'>, value: number): string {
  return { score: formatScore, number: formatNumber, count: formatCount }[format](value);
}

/** A share as a percentage: `76.7 %`; shares that would round to 0 or 100 without being it say so. */
export function formatShare(part: number, whole = 1): string {
  if (!(whole > 0) || !Number.isFinite(part)) return '–';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.05) return '< 0.1 %';
  if (percent < 100 && percent >= 99.95) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** A confidence level: `95 %`. */
export function formatConfidence(confidence: number): string {
  return `${formatNumber(100 * confidence)} %`;
}

/** A difference with its sign: `+0.012`, `−0.003`. */
export function formatDifference(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

/** A number of any size in at most four significant digits: `0.005`, `1.234`, `3.1e-7`. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(4)));
  return value
    .toExponential(2)
    .replace(/\.?0*e/, 'e')
    .replace('e+', 'e');
}

/** A standard deviation, in two significant digits: `0.012`. */
export function formatSpread(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}

/** An ISO 8601 time in UTC as people read it: `2026-11-23 02:15:00 UTC`. */
export function formatTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
}
