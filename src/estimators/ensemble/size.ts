import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { EnsembleSettings, KnownKinds } from './settings.js';

/**
 * Members are fitted one after the other while the models of the earlier ones are held. As long as they are not chosen, `members` are
 * all that may be: the largest of them are counted.
 */
export function ensembleSize(settings: readonly EnsembleSettings[], sizes: FitSizes, limits: SizeLimits, { kindNamed }: KnownKinds): KindSize {
  const members = settings.flatMap((one) => one.members);
  const count = Math.max(0, ...settings.map(({ size }) => size));
  const each = members.map((member) => kindNamed(member.estimator, 'member of an ensemble').size([member], sizes, limits));
  const largest = (of: (size: KindSize) => number): number => Math.max(0, ...each.map(of));
  const most = (of: (size: KindSize) => number): number => sumOfLargest(each.map(of), count);
  const modelBytes = most((size) => size.modelBytes);
  const fitBytes = largest((size) => size.finalBytes) + modelBytes;
  const fitSeconds = most((size) => size.finalSeconds);
  return {
    trialBytes: fitBytes,
    finalBytes: fitBytes,
    modelBytes,
    fileBytes: most((size) => size.fileBytes),
    memories: () => 1,
    trialSeconds: () => fitSeconds + most((size) => size.scoreSeconds),
    finalSeconds: fitSeconds,
    scoreSeconds: most((size) => size.scoreSeconds),
  };
}

function sumOfLargest(values: readonly number[], count: number): number {
  return [...values]
    .sort((a, b) => b - a)
    .slice(0, count)
    .reduce((sum, value) => sum + value, 0);
}
