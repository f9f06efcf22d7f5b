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

/** What it takes to code texts with a model. Recorded beside a run, never digested. */
export interface CodingCosts {
  /** Test rows that it was timed on, one by one, on one thread. */
  readonly rowCount: number;
  readonly textsPerCpuSecond: number;
  readonly p95Ms: number;
  readonly bundleBytes: number;
  /** The least `--memory` that `predict` takes, on one worker. */
  readonly predictBytes: number;
}

interface Made {
  readonly prepared: Prepared;
  readonly split: Split;
  readonly bundle: { readonly folder: string; readonly byteCount: number };
}

/** Rows that are timed: p95 is that of 15 slower ones. */
const TIMED_ROWS = 300;

/**
 * Times a new model on test rows, evenly spaced. Null without test rows, and where model and a worker's copy of it would take more than a
 * quarter of the run's memory.
 */
export async function measureCodingCosts(
  { prepared, split, bundle }: Made,
  { data, resources }: Pick<PipelineConfig, 'data' | 'resources'>,
  { tasks }: Pick<Services, 'tasks'>,
  signal: AbortSignal,
): Promise<CodingCosts | null> {
  const held = codingBytes(bundle.folder, await readManifest(bundle.folder), 1);
  const chosen = evenlySpaced(rowsWithRole(split.role, TEST), TIMED_ROWS);
  if (chosen.length === 0 || (resources.memory !== null && 8 * held > resources.memory)) return null;
  const parts = shareParts(await loadBundle(bundle.folder, { verify: false, names: false }));
  const rows = [...rowTasks(chosen, prepared, { ...rowColumns(data), text: parts.spec.textColumns })].flat();
  const [took] = await tasks.map('measure-coding', [{ parts, rows }], { signal });
  if (took === undefined) return null;
  return {
    rowCount: rows.length,
    textsPerCpuSecond: rows.length / took.cpuSeconds,
    p95Ms: took.p95Ms,
    bundleBytes: bundle.byteCount,
    predictBytes: leastCodingMemory(1, held),
  };
}

function evenlySpaced(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)] as number);
}
