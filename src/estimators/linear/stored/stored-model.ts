import { writeBytes } from '../../../core/files/write-bytes.js';
import { firstNotFinite } from '../../../core/finite.js';
import type { NumberType } from '../../../core/number-type.js';
import type { ModelFacts, ModelOf } from '../../model-format.js';
import type { LinearModel, WrittenLinear } from '../linear-model.js';
import { loadRounded, ROUNDED_VERSION, roundedPieces } from './rounded-weights-file.js';
import { loadWeights, MAGIC, type StoredWeights, WEIGHTS_VERSION, weightsPieces } from './weights-file.js';
import { corruptWeights, readWeights, type WeightsReader } from './weights-reader.js';

const FULL = { version: WEIGHTS_VERSION, numberType: 'f32', form: 'full' } as const;

/** All files that are read: weights as they are in f32 have the first version, everything else the second. */
export const STORED_FORMS: readonly ModelFacts[] = [
  FULL,
  { version: ROUNDED_VERSION, numberType: 'f16', form: 'full' },
  { version: ROUNDED_VERSION, numberType: 'i8', form: 'full' },
  { version: ROUNDED_VERSION, numberType: 'f32', form: 'factors' },
  { version: ROUNDED_VERSION, numberType: 'f16', form: 'factors' },
  { version: ROUNDED_VERSION, numberType: 'i8', form: 'factors' },
];

/** How a model is written in that type: factors stay factors. */
export function factsOf(model: WrittenLinear, numberType: NumberType): ModelFacts {
  if ('factors' in model) return { version: ROUNDED_VERSION, numberType, form: 'factors' };
  return numberType === 'f32' ? FULL : { version: ROUNDED_VERSION, numberType, form: 'full' };
}

/** Writes weights and intercept as one file; whoever publishes it syncs it. */
export function writeModel(file: string, model: WrittenLinear, numberType: NumberType): void {
  const isPlain = numberType === 'f32' && !('factors' in model);
  writeBytes(file, isPlain ? weightsPieces(model) : roundedPieces(model, numberType));
}

/** Loads what a kind has written, of known codes and features, into shared memory. `artifact.corrupt` when it is damaged or of others. */
export function loadModel(kind: string, file: string, { codes, featureCount }: ModelOf): LinearModel {
  const { codeCount, areFinite = false, ...weights } = loadStored(file);
  if (codeCount !== codes.length) throw corruptWeights(file, `${codeCount} codes`, `${codes.length}, as in the codebook of the model`);
  if (weights.featureCount !== featureCount)
    throw corruptWeights(file, `${weights.featureCount} features`, `${featureCount}, as in its n-gram table`);
  requireFinite(file, 'intercept', weights.intercept);
  if (!areFinite) requireFinite(file, 'weight', weights.weights);
  return { kind, codes, ...weights };
}

/** A score made of such a number would be one for nothing. */
function requireFinite(file: string, what: string, numbers: Float32Array): void {
  const at = firstNotFinite(numbers);
  if (at >= 0) throw corruptWeights(file, `${what} ${at} is ${numbers[at]}`, 'finite numbers');
}

/** Memory that the weights of a file take once they are f32 and all there. */
export function storedModelBytes(file: string): number {
  return readWeights(file, (reader) => {
    loaderOf(reader);
    const [featureCount = 0, , stride = 0] = reader.read(new Uint32Array(3));
    return 4 * stride * (featureCount + 1);
  });
}

/** The same of any codes and features. */
export function loadStored(file: string): StoredWeights {
  return readWeights(file, (reader) => loaderOf(reader)(reader));
}

function loaderOf({ file, byteCount, read }: WeightsReader): (reader: WeightsReader) => StoredWeights {
  if (byteCount < 8) throw corruptWeights(file, `${byteCount} bytes`, 'magic and version');
  const [magic, version] = read(new Uint32Array(2));
  if (magic === MAGIC && version === WEIGHTS_VERSION) return loadWeights;
  if (magic === MAGIC && version === ROUNDED_VERSION) return loadRounded;
  throw corruptWeights(file, `magic ${magic}, version ${version}`, `magic ${MAGIC}, version ${WEIGHTS_VERSION} or ${ROUNDED_VERSION}`);
}
