import { describeRepeats } from '../choose.mjs';
import { makeDataset } from '../datasets.mjs';
import { repeatOurs } from '../run-sides.mjs';
import { formatRatio, formatRepeats, markdownTable } from '../table.mjs';

const SETTING = { l2: 1e-6, passes: 3 };

/** One fit on 1, 2, … workers, up to the cores there are: the same weights to the bit, then the times. */
export async function speedUp({ rows, repeat, cores }, say) {
  const dataset = await makeDataset('synth-180k', { rows });
  const measured = [];
  for (let workers = 1; workers <= Math.max(2, cores); workers *= 2) {
    measured.push(describeRepeats(await repeatOurs(dataset.folder, SETTING, repeat, { workers })));
    say(`${workers} workers: ${measured.at(-1).train.median.toFixed(2)} s`);
  }
  const digests = new Set(measured.map(({ weightsDigest }) => weightsDigest));
  if (digests.size > 1) throw new Error('speed-up: the weights depend on the number of workers');
  const alone = measured[0].train.median;
  const rowsOut = measured.map(({ workers, train, peak }) => ({
    workers,
    train: formatRepeats(train),
    speedUp: formatRatio(alone, train.median),
    peak: Math.round(peak.median),
  }));
  const columns = { workers: 'workers', 'train s': 'train', 'speed-up': 'speedUp', 'peak MB': 'peak' };
  const { trainRows, codes, features } = measured[0];
  const facts = `${trainRows} train rows × ${codes} codes × ${features} features (${dataset.name}), ${SETTING.passes} passes; the weights are the same to the bit.`;
  return { result: { dataset: dataset.name, measured }, markdown: `## One fit on all cores\n\n${facts}\n\n${markdownTable(columns, rowsOut)}` };
}
