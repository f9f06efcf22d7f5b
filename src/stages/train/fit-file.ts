import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate, Fit, FitSettings, FitStatus, PassRecord } from '../../artifacts/fit.js';
import type { Json } from '../../core/canonical-json.js';
import { fail } from '../../core/failure.js';
import { readFully } from '../../core/read-fully.js';
import { sharedFloat32 } from '../../core/shared-arrays.js';
import { strideOf } from '../../kernels/linear-layout.js';
import type { StoredArtifact } from '../../store/store.js';
import type { FitResult } from '../../training/estimator.js';

/** f32 little-endian: featureCount × stride weights, then stride intercepts with zero padding. Sizes are in the artifact's meta. */
const FILE = 'weights.f32';

interface FitMeta {
  readonly codes: readonly string[];
  readonly featureCount: number;
  readonly settings: FitSettings;
  readonly status: FitStatus;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  readonly bestPass: number;
  readonly seconds: number;
  readonly allocatedBytes: number;
}

/** Writes a fit's weights into the folder; returns what else there is to know of it. */
export async function writeFit(folder: string, fit: FitMeta & Pick<FitResult, 'weights' | 'intercept'>): Promise<Json> {
  const { codes, featureCount, settings, status, certificate, passes, bestPass, seconds, allocatedBytes } = fit;
  const intercept = Float32Array.from(fit.intercept).fill(0, codes.length);
  const handle = openSync(join(folder, FILE), 'w');
  try {
    for (const part of [...fit.weights, intercept]) {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done, Math.min(bytes.length - done, 1 << 28));
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  const meta: FitMeta = { codes, featureCount, settings, status, certificate, passes, bestPass, seconds, allocatedBytes };
  return meta as unknown as Json;
}

/** Reads a stored fit, its weights into shared memory. `artifact.corrupt` when the file is too short. */
export async function readFit(stored: StoredArtifact): Promise<Fit> {
  const { codes, featureCount, ...meta } = stored.meta as unknown as FitMeta;
  const stride = strideOf(codes.length);
  const weights = sharedFloat32(featureCount * stride);
  const intercept = sharedFloat32(stride);
  const file = join(stored.folder, FILE);
  const handle = openSync(file, 'r');
  try {
    let position = 0;
    for (const part of [weights, intercept]) {
      const bytes = new Uint8Array(part.buffer);
      const read = readFully(handle, bytes, position);
      if (read < bytes.length) throw damaged(file, position + read, position + bytes.length);
      position += bytes.length;
    }
  } finally {
    closeSync(handle);
  }
  return { kind: 'fit', model: { codes, featureCount, stride, weights, intercept }, ...meta };
}

function damaged(file: string, got: number, wanted: number): Error {
  return fail('artifact.corrupt', {
    what: 'the weights of a stored model are cut short',
    where: file,
    got: `${got} bytes`,
    wanted: `at least ${wanted} bytes`,
    hint: 'delete the folder of the file: the next run makes it again',
  });
}
