import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, type Split, TEST } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import { rowColumns, rowTasks } from '../../model/prepared-rows.js';
import { shareParts } from '../../model/share-parts.js';
import { leastCodingMemory } from '../memory-budget.js';
import { codingBytes } from '../model-to-code-with.js';
import type { Services } from '../open-services.js';
import { measureMemory } from './measure-memory.js';

/** What it takes to code texts with a model. Recorded beside a run, never digested. */
export interface CodingCosts {
  /** Test rows that it was timed on, one by one, on one thread. */
  readonly rowCount: number;
  /** Medians of the repeats; what else runs on the machine is in them. */
  readonly textsPerCpuSecond: number;
  readonly p95Ms: number;
  /** Least and most of the repeats. */
  readonly spread: Readonly<Record<'textsPerCpuSecond' | 'p95Ms', readonly [least: number, most: number]>>;
  readonly bundleBytes: number;
  /** The least `--memory` that `predict` takes, on one worker. */
  readonly predictBytes: number;
  /** Peak resident memory of a process that only opens the model and codes these rows; null where `gate.limits` does not ask for it. */
  readonly peakBytes: number | null;
}

interface Made {
  readonly prepared: Prepared;
  readonly split: Split;
  readonly bundle: { readonly folder: string; readonly byteCount: number };
  readonly fit: Pick<Fit, 'model'>;
}

/** Rows that are timed: p95 is that of 15 slower ones. */
const TIMED_ROWS = 300;

/** How often they are timed: one repeat that the machine disturbs moves no median. */
const REPEATS = 5;

/**
 * Times a new model on test rows, evenly spaced, on this machine. Null without test rows, and where model and a worker's copy of it would take more than a
 * quarter of the run's memory.
 */
export async function measureCodingCosts(
  { prepared, split, bundle, fit }: Made,
  { data, gate, resources }: Pick<PipelineConfig, 'data' | 'gate' | 'resources'>,
  { training }: Pick<Services, 'training'>,
  signal: AbortSignal,
): Promise<CodingCosts | null> {
  const held = codingBytes(bundle.folder, await readManifest(bundle.folder), 1);
  const chosen = evenlySpaced(rowsWithRole(split.role, TEST), TIMED_ROWS);
  if (chosen.length === 0 || (resources.memory !== null && 8 * held > resources.memory)) return null;
  const parts = shareParts(await loadBundle(bundle.folder, { verify: false, names: false, model: fit.model }));
  const rows = [...rowTasks(chosen, prepared, { ...rowColumns(data), text: parts.spec.textColumns })].flat();
  const [took] = await training.tasks.map('measure-coding', [{ parts, rows, repeats: REPEATS }], { signal });
  if (took === undefined) return null;
  const speeds = took.cpuSeconds.map((seconds) => rows.length / seconds);
  return {
    rowCount: rows.length,
    textsPerCpuSecond: median(speeds),
    p95Ms: median(took.p95Ms),
    spread: { textsPerCpuSecond: [Math.min(...speeds), Math.max(...speeds)], p95Ms: [Math.min(...took.p95Ms), Math.max(...took.p95Ms)] },
    bundleBytes: bundle.byteCount,
    predictBytes: leastCodingMemory(1, held),
    peakBytes: gate.limits?.maxMemory === undefined ? null : await measureMemory({ bundle: bundle.folder, rows }, signal),
  };
}

/** Of an odd number of values. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) / 2] as number;
}

function evenlySpaced(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)] as number);
}
