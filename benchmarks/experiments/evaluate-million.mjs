import { join } from 'node:path';
import { jsonLines, runMeasured } from '../measure.mjs';
import { BENCHMARKS } from '../paths.mjs';
import { formatSeconds, markdownTable } from '../table.mjs';

const ROWS = 1_000_000;
const CODES = 338;

/** Every figure of simulated judged rows with its interval, plain and weighted, by code and by level, then calibrator and review plan of as many: seconds and peak memory. */
export async function evaluateMillion({ rows = ROWS, repeat }, say) {
  const runs = [];
  for (let i = 0; i < repeat; i++) {
    const ended = await runMeasured(process.execPath, [join(BENCHMARKS, 'judge-simulated.mjs'), String(rows), String(CODES)]);
    if (ended.exitCode !== 0) throw new Error(`judging ended with ${ended.exitCode}`);
    runs.push({ ...jsonLines(ended.stdout).at(-1), peakRssMb: ended.peakRssMb });
    say(`${formatSeconds(runs.at(-1).seconds.evaluate)}, ${Math.round(runs.at(-1).peakRssMb)} MB`);
  }
  if (new Set(runs.map(({ low, high }) => `${low} ${high}`)).size > 1) throw new Error('repeats gave other intervals');
  const columns = {
    rows: 'rows',
    codes: 'codes',
    'evaluate seconds': 'evaluate',
    'table seconds': 'table',
    'calibrate seconds': 'calibrate',
    'plan seconds': 'plan',
    'peak MB': 'peak',
  };
  const table = markdownTable(
    columns,
    runs.map(({ seconds, peakRssMb }) => ({
      rows,
      codes: CODES,
      evaluate: formatSeconds(seconds.evaluate),
      table: formatSeconds(seconds.table),
      calibrate: formatSeconds(seconds.calibrate),
      plan: formatSeconds(seconds.plan),
      peak: Math.round(peakRssMb),
    })),
  );
  return { result: { rows, codes: CODES, runs }, markdown: `## Evaluating a million rows\n\nSimulated judged rows, one thread.\n\n${table}` };
}
