import type { FitSettings } from '../artifacts/fit.js';
import { kindOf } from '../estimators/kinds.js';
import type { KindSize } from '../estimators/size.js';
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

/** A kind in the search: all settings that are tried, and its steps. */
export interface KindSearch {
  readonly settings: readonly FitSettings[];
  /** Done one after the other: the rungs of halving and the fits in full, a variant each. */
  readonly steps: readonly SearchStep[];
}

/** What decides how many models are in memory, and how much work the search is. */
export interface SearchShape {
  readonly kinds: readonly KindSearch[];
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
export const ONE_TRIAL = 'model of one trial';

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

/** As in open-matrix. */
const MATRIX_SHARE = 0.5;

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
  parts.push(...fitParts(largestVariant(sizes.variants), sizes, search, limits, runs));
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
  const parts: MemoryPart[] = [];
  const { inMemory, held } = matrixInMemory(variant, sizes, limits);
  if (runs('search') || runs('train')) {
    parts.push(part('search', inMemory ? 'feature matrix' : 'offsets of the feature matrix (on disk)', held, false));
    const order = ORDER_BYTES * (sizes.trainCount + sizes.validationCount);
    parts.push(part('search', 'training order and weights of the rows', order + 4 * sizes.trainCount * search.classWeightCount, true));
  }
  const kinds = kindSizes(variant, sizes, search, limits);
  const trialBytes = largest(kinds, ({ size }) => size.trialBytes);
  const modelBytes = largest(kinds, ({ size }) => size.modelBytes);
  if (trialBytes + modelBytes === 0) return parts;
  if (runs('search')) {
    parts.push(part('search', ONE_TRIAL, trialBytes, true));
    const all = kinds.reduce((sum, kind) => sum + kind.size.trialBytes * memoriesOf(kind, search.foldCount), 0);
    if (all > trialBytes) parts.push(part('search', 'models of further trials', all - trialBytes, false));
  }
  if (runs('train')) {
    parts.push(
      part(
        'train',
        'final fit with its certificate',
        largest(kinds, ({ size }) => size.finalBytes),
        false,
      ),
    );
  }
  parts.push(part('train', 'the model', modelBytes, true));
  // The memory of the final fit is where rows are scored next.
  const isScoredAnew = !runs('train') && (runs('calibrate') || runs('evaluate'));
  if (isScoredAnew) parts.push(part('calibrate', 'the model where rows are scored', modelBytes, false));
  return parts;
}

/** A kind of the search with what its fits take. */
export interface SizedKind {
  readonly steps: readonly SearchStep[];
  readonly size: KindSize;
}

/** What the fits of each kind take over one variant. */
export function kindSizes(variant: VariantSizes, sizes: RunSizes, search: SearchShape, limits: MemoryLimits): readonly SizedKind[] {
  const { rowCount, trainCount, validationCount, heldOutCount, codeCount } = sizes;
  const { featureCount, entryCount } = variant;
  const fit = { rowCount, trainCount, validationCount, heldOutCount, codeCount, featureCount, entryCount };
  const freeBytes = limits.kernelBytes - matrixInMemory(variant, sizes, limits).held;
  return search.kinds.map(({ settings, steps }) => {
    const kind = kindOf(settings[0] as FitSettings);
    return { steps, size: kind.size(settings, fit, { workerCount: limits.workerCount, freeBytes }) };
  });
}

/** The largest of something over all kinds: only one of them is chosen. */
export function largest(kinds: readonly SizedKind[], of: (kind: SizedKind) => number): number {
  return kinds.reduce((most, kind) => Math.max(most, of(kind)), 0);
}

function matrixInMemory(
  variant: VariantSizes,
  sizes: RunSizes,
  { kernelBytes }: MemoryLimits,
): { readonly inMemory: boolean; readonly held: number } {
  const matrix = 8 * variant.entryCount + 4 * sizes.rowCount;
  const inMemory = matrix <= MATRIX_SHARE * kernelBytes;
  return { inMemory, held: inMemory ? matrix : 4 * sizes.rowCount };
}

/** Memories of trials that a kind comes to hold. */
function memoriesOf({ steps, size }: SizedKind, foldCount: number): number {
  // A lane keeps its memory from fit to fit; one that a larger variant outgrows is freed late.
  const variantCount = steps.filter((step) => step.part === null).length;
  // Single passes over all rows are held until the fits in full go on from them.
  const toHold = mostFits(steps, foldCount, ({ part }) => part === 1);
  return size.memories(mostFits(steps, foldCount), toHold) * Math.min(2, variantCount);
}

/** Fits of the largest step, or of the largest of some. */
function mostFits(steps: readonly SearchStep[], foldCount: number, isMeant: (step: SearchStep) => boolean = () => true): number {
  return steps.filter(isMeant).reduce((most, { fits }) => Math.max(most, fits * foldCount), 0);
}

/** The variant with the most features; of equal ones that with the most entries. */
export function largestVariant(variants: readonly VariantSizes[]): VariantSizes {
  const none: VariantSizes = { featureCount: 0, keyCount: 0, entryCount: 0, countedCount: 0 };
  return variants.reduce((most, one) => ((one.featureCount - most.featureCount || one.entryCount - most.entryCount) > 0 ? one : most), none);
}

function part(stage: string, what: string, byteCount: number, needed: boolean): MemoryPart {
  return { stage, what, byteCount: Math.ceil(byteCount), needed };
}
