import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COSTS } from '../../src/app/plan/costs.js';
import { forecastRun } from '../../src/forecast/forecast.js';
import { FORECAST_INPUTS } from './forecast-inputs.js';

/** What the forecast says of runs of all kinds. Whoever measures a constant anew writes the file with `MILLRACE_WRITE_GOLDEN=1`. */
const GOLDEN = fileURLToPath(new URL('figures.json', import.meta.url));

test('a forecast says the same of the same run', () => {
  const figures = FORECAST_INPUTS.map((input) => {
    const { peakMemoryBytes, leastMemoryBytes, diskBytes, seconds, parts } = forecastRun(input, COSTS);
    return {
      peakMemoryBytes,
      leastMemoryBytes,
      diskBytes,
      seconds,
      parts: parts.map(({ stage, what, byteCount }) => `${stage}: ${what} ${byteCount}`),
    };
  });
  if (process.env.MILLRACE_WRITE_GOLDEN === '1') writeFileSync(GOLDEN, `${JSON.stringify(figures, null, 1)}\n`);
  expect(figures).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
});
