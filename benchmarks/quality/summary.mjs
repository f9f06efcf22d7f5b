/** Figures of a configuration on a data set: plain means over the seeds, and the largest peak. */
export function meansOf(runs) {
  const mean = (value) => meanOf(runs.map(value));
  return {
    seeds: runs.length,
    validation: meanScores(runs.map(({ validation }) => validation)),
    test: meanScores(runs.map(({ test }) => test)),
    cpuSeconds: mean((run) => run.cpuSeconds),
    searchTrainCpuSeconds: mean((run) => run.searchTrainCpuSeconds),
    seconds: mean((run) => run.seconds),
    peakRssMb: Math.max(...runs.map(({ peakRssMb }) => peakRssMb)),
  };
}

export function meanScores(scores) {
  return { macroF1: meanOf(scores.map(({ macroF1 }) => macroF1)), accuracy: meanOf(scores.map(({ accuracy }) => accuracy)) };
}

/**
 * The mean of paired differences and its standard error √(Σ se²) / n, as if they were independent: seeds judge mostly other rows.
 * Null when any of them is missing.
 */
export function meanDifference(pairs) {
  if (pairs.length === 0 || pairs.includes(null)) return null;
  const variance = pairs.reduce((sum, { standardError }) => sum + standardError ** 2, 0);
  return { difference: meanOf(pairs.map(({ difference }) => difference)), standardError: Math.sqrt(variance) / pairs.length };
}

function meanOf(numbers) {
  return numbers.includes(null) ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
