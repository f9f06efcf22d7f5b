import { ownPeakBytes } from '../../core/process/peak-memory.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { Predictor } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { shareParts } from '../../model/share-parts.js';

/** A bundle folder, and rows to code with it. */
export interface MeasureMemoryInput {
  readonly bundle: string;
  readonly rows: readonly PredictRow[];
}

/** The most that the process had resident. */
export interface MeasureMemoryOutput {
  readonly peakBytes: number;
}

/**
 * Opens a model and codes rows with it, as `predict` does on one thread and without its tables. The figure is that of the whole process:
 * it means something in a process that does nothing else.
 */
export default async function measureMemory({ bundle, rows }: MeasureMemoryInput): Promise<MeasureMemoryOutput> {
  const predictor = new Predictor(shareParts(await loadBundle(bundle, { verify: false, names: false })));
  predictor.predict(rows, { k: 1 });
  return { peakBytes: ownPeakBytes() };
}
