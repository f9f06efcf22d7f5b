import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PART_FILES } from './bundle-format.js';
import { PART_SCHEMAS } from './part-schemas.js';
import { corrupt, readManifest } from './read-manifest.js';

/** The columns that rows to code must have, or may, without what is known of their values. */
export interface InputColumns {
  readonly texts: readonly string[];
  readonly categories: readonly string[];
  readonly numbers: readonly string[];
}

/** Reads them without loading the model. Failures: `usage.missing-model`, `artifact.corrupt`. */
export async function readInputColumns(folder: string): Promise<InputColumns> {
  await readManifest(folder);
  const part = async (name: 'text-spec' | 'feature-spec', schema: 'textSpec' | 'featureSpec'): Promise<unknown> => {
    // They have the same names in every version.
    const file = join(folder, PART_FILES[name]);
    const parsed = PART_SCHEMAS[schema].safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) throw corrupt(file, 'other fields', 'the columns of a model');
    return parsed.data;
  };
  const { textColumns } = (await part('text-spec', 'textSpec')) as { readonly textColumns: readonly string[] };
  const { categoricalColumns, numericColumns } = (await part('feature-spec', 'featureSpec')) as {
    readonly categoricalColumns: readonly string[];
    readonly numericColumns: readonly { readonly column: string }[];
  };
  return { texts: textColumns, categories: categoricalColumns, numbers: numericColumns.map(({ column }) => column) };
}
