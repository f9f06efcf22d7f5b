import { isDigest, isFlag, isNumber, isObject, isText, listOf, objectOf, oneOf, orNull } from './shape.js';

/** As `RunStatus`. */
const isStatus = oneOf('done', 'partial', 'failed', 'interrupted');

const isArtifactUse = objectOf({ kind: isText, key: isDigest, contentDigest: isDigest, reused: isFlag });

const isStageRecord = objectOf({
  stage: isText,
  outcome: oneOf('fresh', 'cached', 'partly-cached'),
  seconds: isNumber,
  peakRssBytes: isNumber,
  artifacts: listOf(isArtifactUse),
});

const isInputFile = objectOf({
  role: oneOf('partition', 'codebook', 'correspondence', 'split', 'suite'),
  path: isText,
  digest: isDigest,
  byteCount: isNumber,
});

/** What is shown of it; the rest is only compared. */
const isEnvironment = objectOf({
  millrace: isText,
  node: isText,
  platform: isText,
  cpuModel: isText,
  cpuCount: isNumber,
  git: orNull(objectOf({ commit: isText, dirty: isFlag })),
});

const isFailure = objectOf({ code: isText, what: isText, where: isText, got: isText, wanted: isText });

/** What every command relies on of an outline, and of the manifest that it is of. */
const OUTLINE = { pipeline: isText, status: isStatus, seconds: isNumber, results: isObject };

/** Whether parsed JSON has the fields of an outline. */
export const isOutline = objectOf(OUTLINE);

/** Whether parsed JSON has the fields of a manifest; its settings are judged by those who run them again. */
export const isManifest = objectOf({
  ...OUTLINE,
  startedAt: isText,
  peakRssBytes: isNumber,
  config: isObject,
  pipelineFile: orNull(objectOf({ path: isText })),
  workingDirectory: isText,
  inputs: listOf(isInputFile),
  environment: isEnvironment,
  stages: listOf(isStageRecord),
  failure: orNull(isFailure),
});
