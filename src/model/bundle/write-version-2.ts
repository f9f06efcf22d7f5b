import { placeModelFiles, writeModelFiles } from '../../estimators/model-files.js';
import { calibratorOf } from '../../evaluation/calibration/calibrator.js';
import { parentCodes } from '../parent-codes.js';
import {
  type BundleParts,
  type Calibration2Part,
  type Calibration3Part,
  type Calibration4Part,
  type ContractPart,
  OPTIONAL_PART_FILES,
  PART_FILES_2,
  type ReviewPart,
} from './bundle-format.js';
import { reviewPart } from './review-part.js';
import { encodeRowIds } from './row-ids-file.js';
import { type BundleContent, describePart, writeJsonPart, writePart, writeSharedParts } from './write-part.js';

/** Writes the parts of version 2, which holds models of every kind. */
export async function writeVersion2(folder: string, content: BundleContent): Promise<BundleParts> {
  if (content.modelFolder === undefined) writeModelFiles(folder, content.model);
  else placeModelFiles(content.modelFolder, folder);
  return {
    ...writeSharedParts(folder, content),
    contract: writeJsonPart(folder, PART_FILES_2.contract, { version: 1, columns: content.contract } satisfies ContractPart),
    model: await describePart(folder, PART_FILES_2.model),
    'model-data': await describePart(folder, PART_FILES_2['model-data']),
    calibration: writeJsonPart(folder, PART_FILES_2.calibration, calibrationPart(content)),
    review: writeJsonPart(folder, PART_FILES_2.review, { ...reviewPart(content.review), ...stopAt(content) }),
    ...(content.rowIds === undefined ? {} : { 'row-ids': writePart(folder, OPTIONAL_PART_FILES['row-ids'], encodeRowIds(content.rowIds)) }),
  };
}

function stopAt({ review, model, codebook }: BundleContent): Pick<ReviewPart, 'stopAt'> {
  return review?.stopAtParent === true && codebook !== null ? { stopAt: parentCodes(model.codes, codebook) } : {};
}

/** What an earlier release can apply stays as it wrote it. */
function calibrationPart({ calibration }: BundleContent): Calibration2Part | Calibration3Part | Calibration4Part {
  const { method, temperature } = calibration;
  if (method === 'temperature' || method === 'none') return { version: 2, method, parameters: { temperature }, fittedOn: 'calibration' };
  const parameters = calibratorOf(calibration);
  return { version: parameters.groups === undefined ? 3 : 4, method, parameters };
}
