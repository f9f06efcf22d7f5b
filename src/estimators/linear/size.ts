import { BATCH_DOCUMENTS, strideOf } from '../../kernels/linear-layout.js';
import { isCertified } from '../../ml/fit-record.js';
import { leavesFactors, type MemberPlan, planMembers } from '../../ml/solvers/members.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import { memberShapes, totalBytes } from './fit-shape.js';
import { canHold, laneCountOf } from './fit-teams.js';
import { fullWeightBytes } from './full-weights.js';
import { isOfTeams, type LinearSettings, type TeamSettings } from './settings.js';
import { factorBytes } from './stored/factor-pieces.js';
import { ROW_CODECS } from './stored/rounded-rows.js';

/** Products of a matrix entry and a weight that a pass makes in a second; scoring alone takes half as long. */
const PRODUCTS_PER_SECOND = 0.8e9;
/** Passes that fits make before they stop by themselves. */
const PASSES = { fast: 9, exact: 60, spark: 60 } as const;

/** Sizes of linear fits: bytes of the largest that are tried, seconds of the mean. */
export function linearSize(settings: readonly LinearSettings[], sizes: FitSizes, { workerCount, freeBytes }: SizeLimits): KindSize {
  const { rowCount, trainCount, validationCount, heldOutCount } = sizes;
  const bytesOf = (keep: boolean): readonly number[] => settings.map((one) => fitBytes(sizes, one, keep, freeBytes) + roomBytes(sizes, one));
  const trials = bytesOf(false);
  const trialBytes = Math.max(0, ...trials);
  const meanBytes = mean(trials);
  const secondsOf = (products: number): number => products / Math.max(1, rowCount) / PRODUCTS_PER_SECOND / workerCount;
  const rowSeconds = mean(settings.map((one) => secondsOf(fitProducts(sizes, one))));
  const passes = mean(settings.map(({ mode, maxPasses }) => Math.min(maxPasses, PASSES[mode])));
  const passSeconds = rowSeconds * (trainCount + validationCount / 2);
  const certified = settings.some(isCertifiedAtLast);
  return {
    trialBytes,
    finalBytes: Math.max(0, ...bytesOf(true)),
    modelBytes: fullWeightBytes(sizes),
    fileBytes: Math.max(0, ...settings.map((one) => fileBytes(sizes, one))),
    memories: (fitCount, heldCount) => {
      const lanes = laneCountOf(trialBytes, workerCount, freeBytes);
      const isHeld = canHold(heldCount * meanBytes, lanes * trialBytes, freeBytes);
      // Beside those that may go on there are those at work, each in memory of its own.
      const held = isHeld && heldCount > 0 ? Math.min(fitCount, heldCount + lanes) : 0;
      return Math.max(Math.min(lanes, fitCount), Math.ceil((held * meanBytes) / trialBytes));
    },
    trialSeconds: (most, from) => Math.max(0, Math.min(passes, most ?? passes) - from) * passSeconds,
    // The certificate is two passes in double width.
    finalSeconds: (passes + (certified ? 4 : 0)) * passSeconds,
    scoreSeconds: (secondsOf(fullProducts(sizes)) * heldOutCount) / 2,
  };
}

/** Weights that are all kept, or their factors. */
function fileBytes({ codeCount, featureCount, numberType }: FitSizes, settings: LinearSettings): number {
  const stride = strideOf(codeCount);
  if (!leavesFactors({ settings: asOfTeams(settings), featureCount, classCount: codeCount, keep: true, numberType })) {
    return ROW_CODECS[numberType].make(0).BYTES_PER_ELEMENT * stride * featureCount;
  }
  const rank = planMembers(asOfTeams(settings)).reduce((sum, plan) => sum + (plan.rank ?? 0), 0);
  return factorBytes({ featureCount, codeCount, stride, rank }, numberType);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function isCertifiedAtLast(settings: LinearSettings): boolean {
  return isCertified({ settings: asOfTeams(settings), certify: true });
}

/** A fit that is made elsewhere is certified in the memory of an exact one. */
function asOfTeams(settings: LinearSettings): TeamSettings {
  return isOfTeams(settings) ? settings : { ...settings, mode: 'exact' };
}

/** Where the weights of a fit lie that is made elsewhere. */
function roomBytes(sizes: FitSizes, settings: LinearSettings): number {
  return isOfTeams(settings) ? 0 : fullWeightBytes(sizes);
}

/** Products of a pass over all rows with whole weights. */
function fullProducts({ entryCount, codeCount }: FitSizes): number {
  return entryCount * strideOf(codeCount);
}

/** B is met three times a row, but lies in the cache: what it costs of a product with a row that has to be fetched. */
const CACHED_PRODUCTS = 0.4;

/** The same of all members of a fit. */
function fitProducts(sizes: FitSizes, settings: LinearSettings): number {
  const { entryCount, rowCount, codeCount } = sizes;
  const productsOf = ({ rank }: MemberPlan): number =>
    rank === null ? fullProducts(sizes) : entryCount * rank + CACHED_PRODUCTS * rowCount * rank * strideOf(codeCount);
  return planMembers(asOfTeams(settings)).reduce((sum, plan) => sum + productsOf(plan), 0);
}

/** Kernel memory of one fit, with the mean batch made half as large again. */
function fitBytes(
  { codeCount, rowCount, trainCount, featureCount, entryCount, numberType }: FitSizes,
  settings: LinearSettings,
  keep: boolean,
  free: number,
): number {
  const batchEntries = Math.ceil(((1.5 * entryCount) / Math.max(1, rowCount)) * BATCH_DOCUMENTS);
  const extent = { featureCount, classCount: codeCount, rowCount: trainCount, batchEntries };
  return totalBytes(memberShapes(asOfTeams(settings), extent, { certify: keep, keep, numberType }, { kernelBytes: free }));
}
