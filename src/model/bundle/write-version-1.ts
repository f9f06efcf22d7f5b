import { join } from 'node:path';
import { kindNamed } from '../../estimators/kinds.js';
import { type BundleParts, type CalibrationPart, PART_FILES, type ThresholdsPart } from './bundle-format.js';
import { type BundleContent, describePart, writeJsonPart, writeSharedParts } from './write-part.js';

/** Writes the seven parts of version 1. The kind of the model must be one that it can hold. */
export async function writeVersion1(folder: string, content: BundleContent): Promise<BundleParts> {
  const { method, temperature } = content.calibration;
  if (method === 'slope' || method === 'beta') throw new Error(`version 1 of a bundle cannot hold calibration by ${method}`);
  const { format, name } = kindNamed(content.model.kind, 'model to write');
  if (format.writeVersion1 === undefined) throw new Error(`version 1 of a bundle cannot hold ${name}`);
  format.writeVersion1(join(folder, PART_FILES.weights), content.model);
  return {
    ...writeSharedParts(folder, content),
    weights: await describePart(folder, PART_FILES.weights),
    calibration: writeJsonPart(folder, PART_FILES.calibration, { version: 1, method, temperature } satisfies CalibrationPart),
    thresholds: writeJsonPart(folder, PART_FILES.thresholds, { version: 1, review: content.review?.threshold ?? null } satisfies ThresholdsPart),
  };
}
