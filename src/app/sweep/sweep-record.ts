import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestJson } from '../../core/digest.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';

/** What one point of a sweep came to. */
export interface PointResult {
  readonly run: string;
  readonly seconds: number;
  /** What the chosen trial has of `search.metric` on validation rows. */
  readonly validation: number | null;
  readonly accuracy: number | null;
  readonly macroF1: number | null;
  readonly splitDigest: Digest;
  readonly modelDigest: Digest;
  readonly gate: string;
  /** 0, or 10 and 11 from the gate. */
  readonly exitCode: number;
}

/** What is kept of a sweep that goes on: the points that are done, by their place from 0. */
type SweepRecord = Readonly<Record<string, PointResult>>;

const VERSION = 1;

/** A sweep is what its points are, in their order, but for what changes no result: workers, memory and the engine. */
export function sweepDigest(configs: readonly PipelineConfig[]): Digest {
  const points = configs.map(({ resources: _resources, engine: _engine, ...settings }) => settings);
  return digestJson({ version: VERSION, points: points as unknown as Json });
}

/** What is known of a sweep in a workspace. A record that cannot be read is none: its points are run again, from the work that is stored. */
export function readSweep(workspace: string, digest: Digest): SweepRecord {
  const file = fileOf(workspace, digest);
  if (!existsSync(file)) return {};
  try {
    const { version, points } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown; points?: SweepRecord };
    return version === VERSION && typeof points === 'object' ? points : {};
  } catch {
    return {};
  }
}

/** Keeps what is known: the file is replaced as a whole. */
export function writeSweep(workspace: string, digest: Digest, points: SweepRecord): void {
  makeFolder(join(workspace, 'sweeps'));
  writeFileAtomic(fileOf(workspace, digest), `${JSON.stringify({ version: VERSION, points }, null, 2)}\n`);
}

function fileOf(workspace: string, digest: Digest): string {
  return join(workspace, 'sweeps', `${digest.slice(0, 12)}.json`);
}
