import { Rng } from '../../core/rng.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import type { WorkerTools } from '../estimator.js';
import { centroidsOf } from './centroids.js';
import type { CodeGroup } from './code-tree.js';
import { CodeHalver } from './halve-codes.js';
import type { TreeSettings } from './settings.js';

/** The rows whose codes are to be grouped. */
export interface ClusterInput {
  readonly settings: Pick<TreeSettings, 'branching' | 'leafCodes' | 'seed'>;
  readonly rows: SharedRows;
  readonly codeCount: number;
  readonly featureCount: number;
}

/**
 * Groups codes whose rows are alike: halved until there are `branching` groups, each of them again, until one has at most `leafCodes`
 * codes. Halves differ by one code at most, so that no group is much larger than another.
 */
export default function groupByClusters({ settings, rows, codeCount, featureCount }: ClusterInput, { openRows }: WorkerTools): CodeGroup {
  const { branching, leafCodes, seed } = settings;
  const codes = Array.from({ length: codeCount }, (_, code) => code);
  if (codeCount <= leafCodes) return codes;
  const halver = new CodeHalver(centroidsOf(openRows(rows), codeCount, featureCount), featureCount);
  const rng = Rng.fromSeed(seed).fork('label tree');
  // Halves are named after the way that leads to them.
  const divide = (own: readonly number[], count: number, way: string): number[][] => {
    if (count <= 1 || own.length < 2) return [[...own]];
    return halver.halve(own, rng.fork(way)).flatMap((half, side) => divide(half, count / 2, `${way}${side}`));
  };
  const group = (own: readonly number[], way: string): CodeGroup => {
    if (own.length <= leafCodes) return own;
    return divide(own, branching, `${way}/`).map((part, place) => (part.length === 1 ? (part[0] as number) : group(part, `${way}/${place}`)));
  };
  return group(codes, '');
}
