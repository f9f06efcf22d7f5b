import { posix } from 'node:path';
import { scan } from './scan.js';
import { placeOf, type SourceFile } from './source-file.js';

/** One module that a file names: by `import`, `export … from`, `import()`, a type's `import('…')` or `require`. */
export interface ImportLine {
  readonly from: string;
  readonly where: string;
  readonly specifier: string;
  /** The path in the project, `.js` read as `.ts`; null for a package. */
  readonly target: string | null;
  /** The package's name; null for a file of the project. */
  readonly package: string | null;
}

const FORMS = [
  /(?:^|[;}\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*(['"])([^'"]+)\1/g,
  /(?:^|[;}\n])\s*import\s*(['"])([^'"]+)\1/g,
  /\b(?:import|require)\s*\(\s*(['"`])([^'"`]+)\1/g,
];

/** Every module that a file names, type imports included. */
export function importLines(file: SourceFile): ImportLine[] {
  const { withoutComments } = scan(file.text);
  return FORMS.flatMap((form) =>
    [...withoutComments.matchAll(form)].filter(isNamed).map((match) => {
      const specifier = match[2] as string;
      const local = specifier.startsWith('.');
      return {
        from: file.path,
        where: placeOf(file, match.index + match[0].length - 1),
        specifier,
        target: local ? posix.normalize(`${posix.dirname(file.path)}/${specifier}`).replace(/\.js$/, '.ts') : null,
        package: local || specifier.startsWith('node:') ? null : packageName(specifier),
      };
    }),
  );
}

/** A module whose place is computed cannot be judged by its text. */
function isNamed(match: RegExpExecArray): boolean {
  return !(match[2] as string).startsWith('${');
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
