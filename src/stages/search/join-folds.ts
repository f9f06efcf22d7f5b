import type { PassRecord, RowFigures } from '../../artifacts/fit.js';
import type { FoldResult, JudgedOutcome } from '../../artifacts/trials.js';
import { SUMMARY_NAMES, type SummaryMetrics } from '../../ml/code-counts.js';
import { spreadOf } from '../../ml/spread.js';

/**
 * One trial out of its fits: that of the hold-out as it is; of folds the mean metrics, the mean of the best passes
 * (rounded, at least 1: what the final fit runs for), the mean curve of passes, and the certificate that proves least.
 */
export function joinFolds(
  fits: readonly JudgedOutcome[],
  folds: readonly (number | null)[],
): JudgedOutcome & { readonly folds?: readonly FoldResult[] } {
  const [first] = fits as readonly [JudgedOutcome];
  if (folds[0] === null) return first;
  const worst = fits.reduce((most, fit) => (proves(fit) < proves(most) ? fit : most), first);
  return {
    status: worst.status,
    certificate: worst.certificate,
    passes: meanPasses(fits.map(({ passes }) => passes)),
    bestPass: Math.round(mean(fits.map(({ bestPass }) => bestPass))),
    validation: meanMetrics(fits.map(({ validation }) => validation)),
    seconds: fits.reduce((sum, { seconds }) => sum + seconds, 0),
    allocatedBytes: fits.reduce((most, { allocatedBytes }) => Math.max(most, allocatedBytes), 0),
    folds: fits.map((fit, index) => ({ fold: folds[index] as number, ...fit })),
  };
}

/** How much a fit's status and certificate prove: more is better. */
function proves({ status, certificate }: JudgedOutcome): number {
  if (certificate.kind === 'none') return Number.NEGATIVE_INFINITY;
  return (status === 'converged' ? 2 : 0) - certificate.relativeGap;
}

function meanMetrics(metrics: readonly SummaryMetrics[]): SummaryMetrics {
  return metricsOf((name) => mean(metrics.map((of) => of[name])));
}

function metricsOf(value: (name: keyof SummaryMetrics) => number): SummaryMetrics {
  return Object.fromEntries(SUMMARY_NAMES.map((name) => [name, value(name)])) as SummaryMetrics;
}

/** Pass by pass the mean over the fits that made it; those that stopped earlier are not in it. */
function meanPasses(fits: readonly (readonly PassRecord[])[]): readonly PassRecord[] {
  const length = fits.reduce((most, passes) => Math.max(most, passes.length), 0);
  return Array.from({ length }, (_, index) => {
    const records = fits.flatMap((passes) => passes[index] ?? []);
    return {
      pass: index + 1,
      objective: mean(records.map(({ objective }) => objective)),
      score: meanOrNull(records.map(({ score }) => score)),
      gradientNorm: meanOrNull(records.map(({ gradientNorm }) => gradientNorm)),
      relativeGap: meanOrNull(records.map(({ relativeGap }) => relativeGap)),
      seconds: records.reduce((sum, { seconds }) => sum + seconds, 0),
      training: meanFigures(records.map(({ training }) => training)),
      validation: meanFigures(records.map(({ validation }) => validation)),
      ...meanMembers(records),
      ...meanMixture(records),
      ...(records.some(({ fullShare }) => fullShare === undefined) ? {} : { fullShare: mean(records.map(({ fullShare }) => fullShare as number)) }),
    };
  });
}

/** Member by member, the first of all fits having one seed, the second another; nothing where a fit has no members. */
function meanMembers(records: readonly PassRecord[]): Pick<PassRecord, 'members'> {
  const known = records.flatMap(({ members }) => (members === undefined ? [] : [members]));
  if (known.length < records.length) return {};
  return { members: (known[0] as readonly number[]).map((_, m) => mean(known.map((members) => members[m] as number))) };
}

/** Of an ensemble: mean shares, which sum to 1 as those of each fit do, and mean temperatures. */
function meanMixture(records: readonly PassRecord[]): Pick<PassRecord, 'mixture'> {
  const known = records.flatMap(({ mixture }) => mixture ?? []);
  const [first] = known;
  if (first === undefined) return {};
  const meanOf = (name: 'shares' | 'temperatures') => first[name].map((_, m) => mean(known.map((mixture) => mixture[name][m] as number)));
  return { mixture: { shares: meanOf('shares'), temperatures: meanOf('temperatures') } };
}

/** Null where a fit has none. */
function meanFigures(figures: readonly (RowFigures | null)[]): RowFigures | null {
  const known = figures.filter((of) => of !== null);
  if (known.length < figures.length) return null;
  return { loss: mean(known.map(({ loss }) => loss)), ...meanMetrics(known) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length === values.length && known.length > 0 ? mean(known) : null;
}

/** Sample standard deviation (n − 1) of the folds' metric; null below two folds. */
export function foldSpread(folds: readonly FoldResult[] | undefined, metric: keyof SummaryMetrics): number | null {
  return spreadOf([(folds ?? []).map(({ validation }) => validation[metric])]);
}
