import { sharedFloat32, sharedUint32 } from '../core/shared-arrays.js';
import type { PredictorParts } from './predictor.js';

/** The same parts with the n-gram table in shared memory and without its names, which no prediction needs: cheap to send to workers. */
export function shareParts(parts: PredictorParts): PredictorParts {
  const { table } = parts;
  const shared = {
    keyLow: shareUint32(table.keyLow),
    keyHigh: shareUint32(table.keyHigh),
    keyFeature: shareUint32(table.keyFeature),
    memberCount: shareUint32(table.memberCount),
    documentFrequency: shareUint32(table.documentFrequency),
    idf: sharedFloat32(table.idf.length),
  };
  shared.idf.set(table.idf);
  return { ...parts, table: { ...table, ...shared, keyNames: [] } };
}

function shareUint32(values: Uint32Array): Uint32Array {
  const shared = sharedUint32(values.length);
  shared.set(values);
  return shared;
}
