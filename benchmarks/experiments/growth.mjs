import { describeRepeats } from '../choose.mjs';
import { makeDataset } from '../datasets.mjs';
import { repeatOurs } from '../run-sides.mjs';
import { formatRepeats, formatSeconds, markdownTable } from '../table.mjs';

const SETTING = { l2: 1e-6, passes: 2 };
const ROWS = [1e5, 1e6, 1e7];
const CODES = [50, 338, 1000, 2000];
const CODE_ROWS = 1e5;
/** Beyond this many rows a measurement is made once. */
const REPEATED_ROWS = 1e5;

/**
 * Time and memory as rows grow (338 codes), and as codes grow (100,000 rows; see relabel.mjs for how the codes are made).
 * `--up-to` bounds the rows, `--rows` makes both series small ones.
 */
export async function growth({ rows, repeat, upTo }, say) {
  const rowSeries = rows === undefined ? ROWS.filter((count) => count <= upTo) : [rows, 2 * rows];
  const points = [...rowSeries.map((count) => ({ rows: count })), ...CODES.map((codes) => ({ rows: rows ?? CODE_ROWS, codes }))];
  const measured = [];
  for (const point of points) {
    const dataset = await makeDataset('synth-growth', { rows: point.rows, codes: point.codes === 338 ? undefined : point.codes });
    const times = point.rows <= REPEATED_ROWS ? repeat : 1;
    measured.push({ ...point, ...describeRepeats(await repeatOurs(dataset.folder, SETTING, times)) });
    say(`${dataset.name}: ${measured.at(-1).train.median.toFixed(2)} s training`);
  }
  const micro = (seconds, { rows: count }) => formatSeconds((seconds / count) * 1e6);
  const lines = measured.map((answer) => ({
    rows: answer.rows,
    codes: answer.codes,
    features: answer.features,
    read: formatSeconds(answer.readSeconds),
    feature: formatSeconds(answer.featureSeconds),
    train: formatRepeats(answer.train),
    total: formatRepeats(answer.total),
    readRow: micro(answer.readSeconds + answer.featureSeconds, answer),
    trainRow: micro(answer.train.median, answer),
    peak: Math.round(answer.peak.median),
  }));
  const columns = {
    rows: 'rows',
    codes: 'codes',
    features: 'features',
    'read s': 'read',
    'features s': 'feature',
    'train s': 'train',
    'total s': 'total',
    'µs a row, to the matrix': 'readRow',
    'µs a row, training': 'trainRow',
    'peak MB': 'peak',
  };
  return {
    result: measured,
    markdown: `## Growth\n\n${SETTING.passes} passes; codes as they occur in train rows.\n\n${markdownTable(columns, lines)}`,
  };
}
