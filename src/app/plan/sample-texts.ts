import type { PipelineConfig } from '../../config/pipeline-config.js';
import { type FileInFolders, scanInFolders } from '../../engine/folder-columns.js';
import type { ColumnRequest, TableFiles } from '../../engine/table-files.js';
import { ngramSettings } from '../../model/ngram-settings.js';
import { NgramCounter } from '../../text/ngram-counter.js';
import type { TextSample } from './estimate-sizes.js';

/** Rows of the sample: slices of the partitions, evenly spread. */
const SAMPLE_ROWS = 8192;
const SLICES = 32;

/** A file to take a sample of; its path is absolute. */
export interface SampledFile extends FileInFolders {
  readonly rowCount: number;
}

/** Where a slice of the sample lies. */
export interface Slice extends FileInFolders {
  readonly first: number;
  readonly count: number;
}

/** Slices of about equal length, evenly spread over all rows of the partitions; all rows when there are few. */
export function planSlices(partitions: readonly SampledFile[]): readonly Slice[] {
  const rowCount = partitions.reduce((sum, partition) => sum + partition.rowCount, 0);
  if (rowCount <= SAMPLE_ROWS) {
    return partitions.flatMap(({ rowCount: count, ...file }) => {
      const half = Math.ceil(count / 2);
      return [
        { ...file, first: 0, count: half },
        { ...file, first: half, count: count - half },
      ];
    });
  }
  const slices: Slice[] = [];
  for (let index = 0; index < SLICES; index++) {
    let row = Math.floor((index * rowCount) / SLICES);
    for (const { rowCount: ownCount, ...file } of partitions) {
      if (row < ownCount) {
        slices.push({ ...file, first: row, count: Math.min(SAMPLE_ROWS / SLICES, ownCount - row) });
        break;
      }
      row -= ownCount;
    }
  }
  return slices;
}

/** Counts n-grams and codes in a sample of the texts. Reads at most about 8,000 rows; failures are those of reading. */
export async function sampleTexts(tables: TableFiles, partitions: readonly SampledFile[], config: PipelineConfig): Promise<TextSample> {
  const sample = new SampleCounter(config);
  const slices = planSlices(partitions);
  // Every second slice first: that half of the sample is then spread as evenly as the whole.
  for (const slice of slices.filter((_, index) => index % 2 === 0)) await sample.read(tables, slice);
  const half = sample.ngrams();
  for (const slice of slices.filter((_, index) => index % 2 === 1)) await sample.read(tables, slice);
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
    this.#counter = new NgramCounter(ngramSettings({ text, textColumns: data.text, categoricalColumns: categorical, features }), false);
    this.#columns = [...data.text, ...categorical, data.label].map((name) => ({ name, as: 'text' }));
    this.#textCount = data.text.length;
    this.#wanted = features.ids === 'hashed' ? 1 : features.minDocumentFrequency;
  }

  get textCount(): number {
    return this.#seen.size;
  }

  async read(tables: TableFiles, { first, count, ...file }: Slice): Promise<void> {
    if (count === 0) return;
    for await (const { rowCount, columns } of scanInFolders(tables, file, this.#columns, first, count)) {
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
