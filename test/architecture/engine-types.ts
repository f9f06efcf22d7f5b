import { scan } from './scan.js';
import { type Fault, placeOf, type SourceFile } from './source-file.js';

/** The only folder that knows how DuckDB calls a type. */
const ITS_FOLDER = 'src/engine/duckdb/';

/** DuckDB's names of types that are no words of another meaning, as `DATE` and `LIST` are. */
const TYPE_NAME = /\b(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|VARCHAR|DOUBLE|DECIMAL|BOOLEAN|BLOB|TIMESTAMP(?:_\w+)?|STRUCT)\b/g;

/** Where code outside its folder spells DuckDB's name of a type: another engine has others. Comments may. */
export function engineTypeNames(files: readonly SourceFile[]): Fault[] {
  return files
    .filter(({ path }) => !path.startsWith(ITS_FOLDER))
    .flatMap((file) =>
      [...scan(file.text).withoutComments.matchAll(TYPE_NAME)].map((match) => ({
        where: placeOf(file, match.index),
        what: `${match[0]} is a name of DuckDB's: use a ColumnType or a ColumnKind`,
      })),
    );
}
