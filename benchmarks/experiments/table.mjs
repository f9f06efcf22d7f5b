import { beforeFit, beforeFit1m } from './before-fit.mjs';
import { calibration } from './calibration.mjs';
import { evaluateMillion } from './evaluate-million.mjs';
import { exact } from './exact.mjs';
import { forest } from './forest.mjs';
import { grid } from './grid.mjs';
import { growth } from './growth.mjs';
import { halving } from './halving.mjs';
import { kernel } from './kernel.mjs';
import { mainJob } from './main-job.mjs';
import { memoryLimit } from './memory-limit.mjs';
import { miniBatch } from './mini-batch.mjs';
import { newPartition } from './new-partition.mjs';
import { passBound } from './pass-bound.mjs';
import { predictMemory } from './predict-memory.mjs';
import { proof } from './proof.mjs';
import { quality } from './quality.mjs';
import { scoring } from './scoring.mjs';
import { slices } from './slices.mjs';
import { speedUp } from './speed-up.mjs';

/** The experiments of `npm run bench`, each `(options, say) → { result, markdown }`, in the order in which they run. */
export const EXPERIMENTS = {
  'main-job': mainJob,
  'before-fit': beforeFit,
  'before-fit-1m': beforeFit1m,
  'speed-up': speedUp,
  'mini-batch': miniBatch,
  grid,
  halving,
  growth,
  'new-partition': newPartition,
  kernel,
  'pass-bound': passBound,
  exact,
  slices,
  'memory-limit': memoryLimit,
  'predict-memory': predictMemory,
  scoring,
  'evaluate-million': evaluateMillion,
  quality,
  calibration,
  forest,
  proof,
};

/** Run only when named: they take 10 GB of memory, or long, or rights that not every machine gives. */
export const ON_DEMAND = [
  'before-fit-1m',
  'slices',
  'memory-limit',
  'predict-memory',
  'scoring',
  'evaluate-million',
  'quality',
  'calibration',
  'halving',
  'forest',
  'proof',
];
