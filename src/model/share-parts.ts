import type { NgramTable } from '../artifacts/features.js';
import { sharedFloat32, sharedUint32 } from '../core/shared-arrays.js';
import { kindNamed } from '../estimators/kinds.js';
import type { PredictorParts } from './predictor.js';
import { slotsOf } from './vectors/ngram-index.js';

/** The same parts with a model that every thread that opens it scores from one copy of. */
export function shareModel(parts: PredictorParts): PredictorParts {
  const { model } = parts;
  return { ...parts, model: kindNamed(model.kind, 'model of a bundle').format.share?.(model) ?? model };
}

/** The same, and the n-gram table in shared memory with what it is looked up in, without its names, which no prediction needs: cheap to send to threads. */
export function shareParts(parts: PredictorParts): PredictorParts {
  return shareModel({ ...parts, table: shareTable(parts) });
}

/** The parts of a model that is open, for another thread: n-grams have names where explanations need them, to tell of shared numbers. */
export function shareOpenParts(parts: PredictorParts): PredictorParts {
  const { table, spec } = parts;
  return { ...parts, table: { ...shareTable(parts), keyNames: spec.features.ids === 'hashed' ? table.keyNames : [] } };
}

function shareTable({ table, spec: { features } }: PredictorParts): NgramTable {
  const shared = {
    slots: table.slots ?? slotsOf(table, features.ids, features.maxFeatures),
    keyLow: shareUint32(table.keyLow),
    keyHigh: shareUint32(table.keyHigh),
    keyFeature: shareUint32(table.keyFeature),
    memberCount: shareUint32(table.memberCount),
    documentFrequency: shareUint32(table.documentFrequency),
    idf: sharedFloat32(table.idf.length),
  };
  shared.idf.set(table.idf);
  return { ...table, ...shared, keyNames: [] };
}

function shareUint32(values: Uint32Array): Uint32Array {
  const shared = sharedUint32(values.length);
  shared.set(values);
  return shared;
}
