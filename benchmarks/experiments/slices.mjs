import { makeDataset } from '../datasets.mjs';
import { repeatOurs } from '../run-sides.mjs';
import { formatRatio, formatSeconds, markdownTable } from '../table.mjs';

const ROWS = 1e5;
/** Asked of relabel.mjs; about two thirds of them occur. */
const CODES = 16_000;
const MEMORY = 16 * 2 ** 30;
const GIB = 2 ** 30;

/** Shorter n-grams leave weights that one memory holds, longer ones weights that it does not. */
const FEATURES = [
  { words: [1, 2], chars: [3, 5], minDocumentFrequency: 2, maxFeatures: 1e6 },
  { words: [1, 4], chars: [1, 8], minDocumentFrequency: 1, maxFeatures: 1e6 },
];

/**
 * One pass of one fit whose weights lie in as few memories as hold them, and in memories of 1 GiB, with all workers and with
 * one: the same weights to the bit, and what slices cost. Every fit is saved and its test rows are judged.
 */
export async function slices({ rows, cores }, say) {
  const dataset = await makeDataset('synth-growth', { rows: rows ?? ROWS, codes: CODES });
  const lines = [];
  const measured = [];
  for (const features of FEATURES) {
    const setting = { l2: 1e-6, passes: 1, features };
    const runs = [
      await fitSlices(dataset, setting, cores),
      await fitSlices(dataset, { ...setting, sliceBytes: rows === undefined ? GIB : GIB / 64 }, cores),
      await fitSlices(dataset, setting, 1),
    ];
    for (const { slices: count, workers, trainSeconds } of runs) say(`${count} slices, ${workers} workers: ${trainSeconds.toFixed(1)} s`);
    if (new Set(runs.map(({ weightsDigest }) => weightsDigest)).size > 1) throw new Error('slices: the weights depend on slices or workers');
    measured.push(...runs);
    lines.push(...runs.map((run) => lineOf(run, runs[0])));
  }
  const columns = {
    features: 'features',
    codes: 'codes',
    'weights GB': 'weights',
    slices: 'slices',
    workers: 'workers',
    'train s': 'train',
    '/ first': 'ratio',
    'test accuracy': 'accuracy',
    'peak MB': 'peak',
  };
  const facts = `One pass over ${measured[0].trainRows} train rows (${dataset.name}); of equal features the weights are the same to the bit. The peak holds the weights twice: those of the kernel and those of the model.`;
  return { result: { dataset: dataset.name, measured }, markdown: `## Weights beyond one memory\n\n${facts}\n\n${markdownTable(columns, lines)}` };
}

async function fitSlices(dataset, setting, workers) {
  const [answer] = await repeatOurs(dataset.folder, setting, 1, { workers, memory: MEMORY });
  return answer;
}

function lineOf({ features, codes, slices: count, workers, trainSeconds, accuracy, peakRssMb }, first) {
  return {
    features,
    codes,
    weights: ((4 * Math.ceil(codes / 4) * 4 * features) / 1e9).toFixed(2),
    slices: count,
    workers,
    train: formatSeconds(trainSeconds),
    ratio: formatRatio(trainSeconds, first.trainSeconds),
    accuracy: accuracy.toFixed(4),
    peak: Math.round(peakRssMb),
  };
}
