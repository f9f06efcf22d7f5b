import { readFileSync } from 'node:fs';
import { fail } from '../../core/failure.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import { firstNotFinite } from '../../core/finite.js';
import { sharedFloat32 } from '../../core/shared-arrays.js';
import { strideOf } from '../../kernels/linear-layout.js';
import { LINEAR } from '../linear/linear-model.js';
import { writeModel } from '../linear/stored/stored-model.js';
import type { FittedModel, ModelFormat, ModelOf, Scorer } from '../model-format.js';

/** Name of the kind. */
export const MAJORITY = 'majority';

/** What every row gets: ln of each code's share of the training rows; a code without weight gets −1e30. */
export interface MajorityModel extends FittedModel {
  readonly kind: typeof MAJORITY;
  readonly logShares: Float32Array;
}

/**
 * Offsets of the file, in bytes, little-endian.
 *    0  u32 magic `MRMJ`
 *    4  u32 version, 1
 *    8  u32 code count
 *   12  f32 ln of each share
 */
const MAGIC = 0x4a4d524d;
const VERSION = 1;
const HEADER_BYTES = 12;

function write(file: string, { codes, logShares }: MajorityModel): void {
  writeBytes(file, [Uint32Array.of(MAGIC, VERSION, codes.length), logShares.subarray(0, codes.length)]);
}

function load(file: string, { codes, featureCount }: ModelOf): MajorityModel {
  const bytes = Uint8Array.from(readFileSync(file));
  const wanted = HEADER_BYTES + 4 * codes.length;
  if (bytes.length !== wanted) throw corrupt(file, `${bytes.length} bytes`, `${wanted} bytes, for ${codes.length} codes`);
  const [magic, version, codeCount] = new Uint32Array(bytes.buffer, 0, 3);
  if (magic !== MAGIC || version !== VERSION) throw corrupt(file, `magic ${magic}, version ${version}`, `magic ${MAGIC}, version ${VERSION}`);
  if (codeCount !== codes.length) throw corrupt(file, `${codeCount} codes`, `${codes.length}, as in the codebook of the model`);
  const logShares = sharedFloat32(codes.length);
  logShares.set(new Float32Array(bytes.buffer, HEADER_BYTES));
  const wrong = firstNotFinite(logShares);
  if (wrong >= 0) throw corrupt(file, `share ${wrong} is ${logShares[wrong]}`, 'finite numbers');
  return { kind: MAJORITY, codes, featureCount, logShares };
}

function corrupt(file: string, got: string, wanted: string): Error {
  const hint = 'copy the bundle again, or run the pipeline again';
  return fail('artifact.corrupt', { what: 'a file of code shares is damaged', where: file, got, wanted, hint });
}

function open({ codes, logShares }: MajorityModel): Scorer {
  return { codes, areLogits: true, score: () => logShares };
}

/** Weight rows of zeros that are written at a time. */
const ZERO_ROWS = 1024;

/** Version 1 knows linear models alone: all weights 0, and the logarithms of the shares as the intercept. */
function writeVersion1(file: string, { codes, featureCount, logShares }: MajorityModel): void {
  const stride = strideOf(codes.length);
  const zeros = new Float32Array(ZERO_ROWS * stride);
  const weights = Array.from({ length: Math.ceil(featureCount / ZERO_ROWS) }, (_, part) => {
    return zeros.subarray(0, Math.min(ZERO_ROWS, featureCount - part * ZERO_ROWS) * stride);
  });
  writeModel(file, { kind: LINEAR, codes, featureCount, stride, weights, intercept: logShares }, 'f32');
}

/** A number a code is too few to be worth rounding. */
const SHARES = { version: VERSION, numberType: 'f32', form: 'full' } as const;

/** How its models are kept. */
export const majorityFormat: ModelFormat<MajorityModel> = {
  facts: () => SHARES,
  loads: [SHARES],
  write,
  load,
  open,
  writeVersion1,
};
