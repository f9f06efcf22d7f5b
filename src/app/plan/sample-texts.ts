import type { PipelineConfig } from '../../config/pipeline-config.js';
import { type FileInFolders, scanAllInFolders, scanInFolders } from '../../engine/folder-columns.js';
import type { ColumnRequest, RowChunk, TableFiles } from '../../engine/table-files.js';
import { ngramSettings } from '../../model/vectors/ngram-settings.js';
import { KeyTable } from '../../text/key-table.js';
import { NgramCounter } from '../../text/ngram-counter.js';
import type { TextSample } from './estimate-sizes.js';

/** Rows of the sample: slices of the partitions, evenly spread. */
const SAMPLE_ROWS = 8192;
const SLICES = 32;
/** Files that a sample is taken of, and one slice of it: to open a small file costs more than to read its rows. */
const MOST_FILES = 512;
const MOST_FILES_OF_SLICE = MOST_FILES / SLICES;

/** A file to take a sample of; its path is absolute. */
export interface SampledFile extends FileInFolders {
  readonly rowCount: number;
}

/** Rows of one file that are in the sample. */
export interface Slice extends FileInFolders {
  readonly first: number;
  readonly count: number;
  /** Whether these are all rows of the file. */
  readonly isWhole: boolean;
}

/** The two halves of a sample: each is spread as evenly as the whole. */
export type SampleHalves = readonly [half: readonly Slice[], rest: readonly Slice[]];

/** Slices of about equal length, evenly spread over all rows of the partitions; all rows when rows and partitions are few. */
export function planSlices(partitions: readonly SampledFile[]): SampleHalves {
  const rowCount = partitions.reduce((sum, partition) => sum + partition.rowCount, 0);
  if (rowCount > SAMPLE_ROWS)
    return alternate(Array.from({ length: SLICES }, (_, index) => spanOf(partitions, Math.floor((index * rowCount) / SLICES))));
  if (partitions.length > SLICES) return alternate(someOf(partitions).map((file) => [sliceOf(file, 0, file.rowCount)]));
  return alternate(
    partitions.flatMap((file) => {
      const half = Math.ceil(file.rowCount / 2);
      return [[sliceOf(file, 0, half)], [sliceOf(file, half, file.rowCount - half)]];
    }),
  );
}

/** Evenly spread. */
function someOf(partitions: readonly SampledFile[]): readonly SampledFile[] {
  const step = Math.ceil(partitions.length / MOST_FILES);
  return partitions.filter((_, index) => index % step === 0);
}

/** Every second one for each half. */
function alternate(parts: readonly (readonly Slice[])[]): SampleHalves {
  const ofHalf = (half: number) => parts.filter((_, index) => index % 2 === half).flatMap((slices) => slices.filter(({ count }) => count > 0));
  return [ofHalf(0), ofHalf(1)];
}

/** A slice of the sample from a row of all rows on: it goes on in the next files where one has too few. */
function spanOf(partitions: readonly SampledFile[], firstRow: number): readonly Slice[] {
  const slices: Slice[] = [];
  let first = firstRow;
  let missing = SAMPLE_ROWS / SLICES;
  for (const file of partitions) {
    const count = Math.max(0, Math.min(missing, file.rowCount - first));
    if (count > 0) slices.push(sliceOf(file, first, count));
    first = Math.max(0, first - file.rowCount);
    missing -= count;
    if (missing === 0 || slices.length === MOST_FILES_OF_SLICE) break;
  }
  return slices;
}

function sliceOf({ rowCount, ...file }: SampledFile, first: number, count: number): Slice {
  return { ...file, first, count, isWhole: count === rowCount };
}

/** Counts n-grams and codes in a sample of the texts. Reads at most about 8,000 rows; failures are those of reading. */
export async function sampleTexts(tables: TableFiles, partitions: readonly SampledFile[], config: PipelineConfig): Promise<TextSample> {
  const sample = new SampleCounter(config);
  const [firstHalf, rest] = planSlices(partitions);
  await sample.read(tables, firstHalf);
  const half = sample.ngrams();
  await sample.read(tables, rest);
  const whole = sample.ngrams();
  return {
    rowCount: sample.rowCount,
    entriesPerRow: sample.rowCount === 0 ? 0 : sample.entryCount / sample.rowCount,
    frequent: { whole: whole.frequent, half: half.frequent },
    single: { whole: whole.single, half: half.single },
    textCount: sample.textCount,
    codeCounts: sample.codes,
  };
}

/** Adds up rows of the sample. */
class SampleCounter {
  rowCount = 0;
  entryCount = 0;
  readonly #seen = new Set<string>();
  readonly codes = new Map<string, number>();
  readonly #counter: NgramCounter;
  readonly #columns: readonly ColumnRequest[];
  readonly #textCount: number;
  readonly #wanted: number;
  /** Texts with each n-gram, by its number in the counter. */
  readonly #frequencies: number[] = [];

  constructor({ data, text, features }: PipelineConfig) {
    const categorical = data.covariates.filter((covariate): covariate is string => typeof covariate === 'string');
    this.#counter = new NgramCounter(ngramSettings({ text, textColumns: data.text, categoricalColumns: categorical, features }), new KeyTable(false));
    this.#columns = [...data.text, ...categorical, data.label].map((name) => ({ name, as: 'text' }));
    this.#textCount = data.text.length;
    this.#wanted = features.ids === 'hashed' ? 1 : features.minDocumentFrequency;
  }

  get textCount(): number {
    return this.#seen.size;
  }

  async read(tables: TableFiles, slices: readonly Slice[]): Promise<void> {
    const whole = slices.filter(({ isWhole }) => isWhole);
    if (whole.length > 0) await this.#addChunks(scanAllInFolders(tables, whole, this.#columns));
    for (const slice of slices) {
      if (!slice.isWhole) await this.#addChunks(scanInFolders(tables, slice, this.#columns, slice.first, slice.count));
    }
  }

  async #addChunks(chunks: AsyncIterable<RowChunk>): Promise<void> {
    for await (const { rowCount, columns } of chunks) {
      for (let row = 0; row < rowCount; row++) this.#add(columns.map((column) => column[row] ?? null));
    }
  }

  /** N-grams that are frequent enough and have two texts at least; those of one text, where one is enough. */
  ngrams(): { readonly frequent: number; readonly single: number } {
    const least = Math.max(2, this.#wanted);
    const frequent = this.#frequencies.filter((count) => count >= least).length;
    return { frequent, single: this.#wanted === 1 ? this.#frequencies.length - frequent : 0 };
  }

  #add(cells: readonly (string | number | null)[]): void {
    const texts = cells.slice(0, this.#textCount).map((cell) => String(cell ?? ''));
    const values = cells.slice(this.#textCount, -1).map((cell) => (cell === null ? null : String(cell)));
    const code = String(cells.at(-1) ?? '');
    this.#counter.count(texts, values);
    const text = JSON.stringify(texts);
    const isNew = !this.#seen.has(text);
    this.#seen.add(text);
    for (let entry = 0; isNew && entry < this.#counter.entryCount; entry++) {
      const key = this.#counter.entryKey[entry] as number;
      this.#frequencies[key] = (this.#frequencies[key] ?? 0) + 1;
    }
    this.entryCount += this.#counter.entryCount;
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    this.rowCount++;
  }
}
