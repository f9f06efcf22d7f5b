import type { PipelineConfig } from '../config/pipeline-config.js';
import { MAX_MEMORY_BYTES } from '../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, strideOf } from '../kernels/linear-layout.js';
import { linearMemoryBytes } from '../kernels/linear-slices.js';
import { heldCountOf, laneCountOf } from '../training/fit-teams.js';
import type { RunSizes, VariantSizes } from './run-sizes.js';

/** What the promise of memory is divided into; see `divideMemory`. */
export interface MemoryLimits {
  readonly workerCount: number;
  readonly tablesBytes: number;
  readonly kernelBytes: number;
}

/** Fits made at the same time; those of a rung make one pass over 1/part of the rows, others (null) several over all. */
export interface SearchStep {
  readonly fits: number;
  readonly part: number | null;
}

/** What decides how many weights are in memory, and how much work the search is. */
export interface SearchShape {
  readonly estimator: PipelineConfig['search']['estimator'];
  readonly mode: 'fast' | 'exact';
  /** The highest rank of the grid; 0 when all weights are fitted themselves. */
  readonly rank: number;
  /** Steps of the search, done one after the other: the rungs of halving and the fits in full, a variant each. */
  readonly steps: readonly SearchStep[];
  /** Fits that make up a trial: 1 for the hold-out. In `steps` a trial counts once. */
  readonly foldCount: number;
  readonly classWeightCount: number;
}

/** One thing that takes memory: what it is, and the stage that takes it first. */
export interface MemoryPart {
  readonly stage: string;
  readonly what: string;
  readonly byteCount: number;
  /** Whether nothing can be done about it: it is neither spilled, nor held on disk, nor done one after the other. */
  readonly needed: boolean;
}

/** The part that has to fit into the kernels' share. */
export const ONE_TRIAL = 'weights of one trial';

const MB = 1e6;

// Measured on business names (24,014 rows), NAICS (4,735) and synthetic texts (20,000 and 100,000): Node 20, x64.
/** Node, our code, DuckDB's library and the heap of the main thread. */
const BASE_BYTES = 125 * MB;
/** A worker thread with its code; and what a row adds to its heap until that is as large as it gets. */
const WORKER_BYTES = 12 * MB;
const WORKER_ROW_BYTES = 2000;
const WORKER_ROWS_BYTES = 45 * MB;
/** DuckDB at work on small tables, and what a row adds to it until its limit. */
const TABLES_BYTES = 105 * MB;
const TABLES_ROW_BYTES = 1400;
/** DuckDB where rows and split are stored: tables of the run, and what is counted again. */
const STORED_TABLES_BYTES = 60 * MB;
/** Counting and merging n-grams: fixed, and what an n-gram of the table adds, its name on the heap included. */
const FEATURES_BYTES = 45 * MB;
const KEY_BYTES = 640;
/** The same where they are stored: tables are read, with the names. */
const STORED_FEATURES_BYTES = 25 * MB;
const STORED_KEY_BYTES = 400;
/** Metrics, intervals and the report with its charting library; and what a scored row adds. */
const REPORT_BYTES = 50 * MB;
const JUDGED_ROW_BYTES = 150;
/** Prepared: code, group, text, included; split: role; features: the rows that count. */
const ROW_BYTES = 4 + 4 + 4 + 1 + 1 + 1;
/** An order, its labels, row weights, and places on the way. */
const ORDER_BYTES = 4 + 4 + 4 + 4;

/** As in fit-shape and open-matrix. */
const MATRIX_SHARE = 0.5;
const GRADIENT_SHARE = 0.25;
const PROBABILITY_SHARE = 0.25;

/**
 * Parts of the resident memory, in the order in which a run comes by them. They add up: what an earlier stage took is
 * rarely given back to the system before a later one asks for more.
 */
export function memoryParts(sizes: RunSizes, search: SearchShape, limits: MemoryLimits, runs: (stage: string) => boolean): readonly MemoryPart[] {
  const { workerCount } = limits;
  const workerBytes = WORKER_BYTES + Math.min(WORKER_ROW_BYTES * sizes.rowCount, WORKER_ROWS_BYTES);
  const parts: MemoryPart[] = [part('source', 'program and workers', BASE_BYTES + workerCount * workerBytes, true)];
  if (runs('prepare') || runs('split')) {
    const bytes = Math.min(TABLES_BYTES + TABLES_ROW_BYTES * sizes.rowCount, TABLES_BYTES + limits.tablesBytes);
    parts.push(part('prepare', 'tables (DuckDB)', bytes, false));
  } else parts.push(part('prepare', 'tables (DuckDB)', STORED_TABLES_BYTES, false));
  parts.push(part('prepare', 'codes, groups and roles of the rows', ROW_BYTES * sizes.rowCount, true));
  if (runs('features')) parts.push(part('features', 'counting n-grams', featureBytes(sizes), false));
  else parts.push(part('features', 'n-grams and their names', STORED_FEATURES_BYTES + STORED_KEY_BYTES * mostKeys(sizes), false));
  const largest = largestVariant(sizes.variants);
  parts.push(...fitParts(largest, sizes, search, limits, runs));
  const judged = JUDGED_ROW_BYTES * (sizes.heldOutCount + sizes.validationCount);
  if (runs('evaluate')) parts.push(part('evaluate', 'predictions, intervals and report', REPORT_BYTES + judged, false));
  return parts;
}

function featureBytes(sizes: RunSizes): number {
  return FEATURES_BYTES + KEY_BYTES * mostKeys(sizes);
}

function mostKeys({ variants }: RunSizes): number {
  return variants.reduce((most, { keyCount }) => Math.max(most, keyCount), 0);
}

function fitParts(
  variant: VariantSizes,
  sizes: RunSizes,
  search: SearchShape,
  limits: MemoryLimits,
  runs: (stage: string) => boolean,
): readonly MemoryPart[] {
  const { kernelBytes, workerCount } = limits;
  const parts: MemoryPart[] = [];
  const matrix = 8 * variant.entryCount + 4 * sizes.rowCount;
  const inMemory = matrix <= MATRIX_SHARE * kernelBytes;
  const held = inMemory ? matrix : 4 * sizes.rowCount;
  const free = kernelBytes - held;
  const weights = 4 * strideOf(sizes.codeCount) * variant.featureCount;
  if (runs('search') || runs('train')) {
    parts.push(part('search', inMemory ? 'feature matrix' : 'offsets of the feature matrix (on disk)', held, false));
    const order = ORDER_BYTES * (sizes.trainCount + sizes.validationCount);
    parts.push(part('search', 'training order and weights of the rows', order + 4 * sizes.trainCount * search.classWeightCount, true));
  }
  if (search.estimator === 'majority') return parts;
  const fit = fitBytes(variant, sizes, search, false, free);
  if (runs('search')) {
    const lanes = laneCountOf(fit, workerCount, free);
    // A lane keeps its memory from fit to fit; one that a larger variant outgrows is freed late.
    const variantCount = search.steps.filter((step) => step.part === null).length;
    // Single passes over all rows are held until the fits in full go on from them.
    const toHold = mostFits(search, ({ part }) => part === 1);
    const memories = Math.max(Math.min(lanes, mostFits(search)), heldCountOf(fit, toHold, lanes, free)) * Math.min(2, variantCount);
    parts.push(part('search', ONE_TRIAL, fit, true));
    if (memories > 1) parts.push(part('search', 'weights of further trials', fit * (memories - 1), false));
  }
  if (runs('train')) {
    const certified = fitBytes(variant, sizes, search, true, free);
    parts.push(part('train', 'final fit with its certificate', certified, false));
  }
  parts.push(part('train', 'weights of the model', weights, true));
  // The memory of the final fit is where rows are scored next.
  const isScoredAnew = !runs('train') && (runs('calibrate') || runs('evaluate'));
  if (isScoredAnew) parts.push(part('calibrate', 'weights where rows are scored', weights, false));
  return parts;
}

/** Fits of the largest step, or of the largest of some. */
function mostFits({ steps, foldCount }: SearchShape, isMeant: (step: SearchStep) => boolean = () => true): number {
  return steps.filter(isMeant).reduce((most, { fits }) => Math.max(most, fits * foldCount), 0);
}

/** Kernel memory of one fit: as `shapeOf` in fit-shape has it, with the mean batch made half as large again. */
function fitBytes(
  { featureCount, entryCount }: VariantSizes,
  sizes: RunSizes,
  { mode, rank }: Pick<SearchShape, 'mode' | 'rank'>,
  certify: boolean,
  free: number,
): number {
  const { codeCount, rowCount, trainCount } = sizes;
  const stride = strideOf(codeCount);
  const batchEntries = Math.ceil(((1.5 * entryCount) / Math.max(1, rowCount)) * BATCH_DOCUMENTS);
  const exact = mode === 'exact';
  const gradientRows = certify || exact ? Math.max(1, Math.min(featureCount, Math.floor((GRADIENT_SHARE * free) / (8 * stride)))) : 0;
  const keeps = 4 * stride * trainCount <= PROBABILITY_SHARE * Math.min(free, MAX_MEMORY_BYTES);
  const probabilityDocuments = exact ? (keeps ? Math.ceil(trainCount / BATCH_DOCUMENTS) * BATCH_DOCUMENTS : BATCH_DOCUMENTS) : 0;
  return linearMemoryBytes({ featureCount, classCount: codeCount, batchEntries, gradientRows, probabilityDocuments, rank });
}

/** The variant with the most features; of equal ones that with the most entries. */
export function largestVariant(variants: readonly VariantSizes[]): VariantSizes {
  const none: VariantSizes = { featureCount: 0, keyCount: 0, entryCount: 0, countedCount: 0 };
  return variants.reduce((most, one) => ((one.featureCount - most.featureCount || one.entryCount - most.entryCount) > 0 ? one : most), none);
}

function part(stage: string, what: string, byteCount: number, needed: boolean): MemoryPart {
  return { stage, what, byteCount: Math.ceil(byteCount), needed };
}
