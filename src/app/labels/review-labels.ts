import { splitFiles } from '../../artifacts/files/split-files.js';
import { scanAllInFolders } from '../../engine/folder-columns.js';
import type { BatchColumn, Cell, TableFiles } from '../../engine/table-files.js';
import { findSuspects, type Suspect, type Suspects } from '../../evaluation/labels/suspects.js';
import { type TextCeiling, textCeiling } from '../../evaluation/labels/text-ceiling.js';
import type { FinishedRun } from '../../runner/run-store.js';
import { parentsOf } from '../../text/code-tree.js';
import { formatOf } from '../formats/table-format.js';
import type { TableServices } from '../formats/table-to-read.js';
import { writeRows } from '../formats/write-rows.js';
import { readOutOfFold } from '../read-out-of-fold.js';
import { openRunCodebook } from '../run-codebook.js';
import { openRunPartitions } from '../run-partitions.js';

/** What the labels of a run's data look like. */
export interface LabelProblems extends Suspects {
  readonly texts: TextCeiling;
  /** Whether parents of codes were known. */
  readonly hasCodebook: boolean;
}

/**
 * Looks for labels that may be wrong in the data of a run: texts whose rows disagree, and rows that a fit without them is sure to be
 * another code's. Failures: those of `readOutOfFold`.
 */
export async function reviewLabels(run: FinishedRun, tables: TableFiles): Promise<LabelProblems> {
  const codebook = await openRunCodebook(run.manifest);
  const suspects = findSuspects(await readOutOfFold(run.folder, tables), parentsOf(codebook ?? null));
  return { ...suspects, texts: textCeiling(await readCodesAndGroups(run, tables)), hasCodebook: codebook != null };
}

async function readCodesAndGroups({ folder }: FinishedRun, tables: TableFiles) {
  const file = splitFiles(folder).split;
  const numbers = [new Map<string, number>(), new Map<string, number>()] as const;
  const read = [[] as number[], [] as number[]] as const;
  const { rowCount } = await tables.describe(file);
  const columns = ['code', 'group'].map((name) => ({ name, as: 'text' as const }));
  for await (const chunk of tables.scan(file, columns, 0, rowCount)) {
    chunk.columns.forEach((cells, column) => {
      const known = numbers[column] as Map<string, number>;
      for (const cell of cells) {
        if (!known.has(cell as string)) known.set(cell as string, known.size);
        (read[column] as number[]).push(known.get(cell as string) as number);
      }
    });
  }
  return { code: read[0], group: read[1] };
}

const SOURCE = 'label-review';

/**
 * Writes the suspects for people to look at, the most suspect first: id, texts (none where they are confidential), an empty column for the
 * code that is decided, the code that the row has, and the one that is suggested with title and scores. Filled in, it is a partition of
 * the pipeline. `usage.missing-file` where the run's partitions are gone.
 */
export async function writeLabelSheet(file: string, run: FinishedRun, suspects: readonly Suspect[], services: TableServices): Promise<void> {
  const { data, privacy } = run.manifest.config;
  const texts = privacy.examples ? await readTexts(run, suspects, services) : undefined;
  const titles = await titlesOf(run);
  const columns: readonly BatchColumn[] = [
    ...[
      data.id,
      ...(texts === undefined ? [] : data.text),
      data.label,
      'source',
      'present_code',
      'present_title',
      'suggested_code',
      'suggested_title',
    ].map((name): BatchColumn => ({ name, type: 'text' })),
    ...['suggested_score', 'present_score', 'evidence'].map((name): BatchColumn => ({ name, type: 'float64' })),
  ];
  const column = (cell: (suspect: Suspect) => Cell): readonly Cell[] => suspects.map(cell);
  const cells = [
    column(({ id }) => id),
    ...(texts === undefined ? [] : data.text.map((_, i) => column(({ id }) => texts.get(id)?.[i] ?? null))),
    column(() => null),
    column(() => SOURCE),
    column(({ code }) => code),
    column(({ code }) => titles.get(code) ?? null),
    column(({ given }) => given),
    column(({ given }) => titles.get(given) ?? null),
    column(({ score }) => score),
    column(({ ownScore }) => ownScore),
    column(({ evidence }) => evidence),
  ];
  async function* batches() {
    yield { rowCount: suspects.length, cells };
  }
  await writeRows({ file, format: formatOf(file), columns }, batches(), services.tables);
}

async function titlesOf({ manifest }: FinishedRun): Promise<ReadonlyMap<string, string>> {
  const codebook = await openRunCodebook(manifest);
  return new Map(codebook?.codes.map((code, index) => [code, codebook.titles[index] ?? '']) ?? []);
}

async function readTexts({ manifest }: FinishedRun, suspects: readonly Suspect[], services: TableServices) {
  const { id, text } = manifest.config.data;
  const files = await openRunPartitions(manifest, 'without --out the suspects are listed by id', services);
  const wanted = new Set(suspects.map((suspect) => suspect.id));
  const found = new Map<string, readonly (string | null)[]>();
  const columns = [id, ...text].map((name) => ({ name, as: 'text' as const }));
  for await (const chunk of scanAllInFolders(services.tables, files, columns)) {
    const [ids = [], ...texts] = chunk.columns;
    ids.forEach((own, row) => {
      if (wanted.has(own as string))
        found.set(
          own as string,
          texts.map((cells) => (cells[row] ?? null) as string | null),
        );
    });
  }
  return found;
}
