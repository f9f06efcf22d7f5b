import type { PipelineConfig } from '../config/pipeline-config.js';
import type { Json } from '../core/canonical-json.js';
import type { Digest } from '../core/digest.js';
import type { FailureDetail } from '../core/failure.js';
import type { Environment } from './run/environment.js';
import type { InputFile } from './run/inputs.js';

/** Raised when older releases could not read the manifest any more. */
export const MANIFEST_VERSION = 1;

/** How a run ended; `partial` is done too, but of some stages only. */
export type RunStatus = 'done' | 'partial' | 'failed' | 'interrupted';

/** An artifact of the store that a stage used: `contentDigest` is over names and digests of its files and its meta. */
export interface ArtifactUse {
  readonly kind: string;
  readonly key: Digest;
  readonly contentDigest: Digest;
  readonly reused: boolean;
}

/** What one stage did. `outcome` is `cached` when all its work was found finished. */
export interface StageRecord {
  readonly stage: string;
  readonly outcome: 'fresh' | 'cached' | 'partly-cached';
  readonly seconds: number;
  /** Sampled peak of the process tree while it ran. */
  readonly peakRssBytes: number;
  readonly artifacts: readonly ArtifactUse[];
}

/** `run.json`: everything about a run, written last. What is needed to run it again stands in config, inputs and versions. */
export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  readonly run: string;
  readonly pipeline: string;
  readonly status: RunStatus;
  /** ISO 8601, UTC, by the machine's clock; `seconds` is by a monotonic one. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly peakRssBytes: number;
  readonly planDigest: Digest;
  /** With every default filled in. */
  readonly config: PipelineConfig;
  /** The pipeline file as given, and its digest. */
  readonly pipelineFile: { readonly path: string; readonly digest: Digest } | null;
  /** Relative paths of inputs start here. */
  readonly workingDirectory: string;
  readonly commandLine: readonly string[];
  readonly inputs: readonly InputFile[];
  readonly seeds: Readonly<Record<string, number>>;
  readonly environment: Environment;
  readonly stages: readonly StageRecord[];
  /** Results that the program chose to record: `splitDigest`, `modelDigest`, metrics … */
  readonly results: Readonly<Record<string, Json>>;
  readonly failure: FailureDetail | null;
}
