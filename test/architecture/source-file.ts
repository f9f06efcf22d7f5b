import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the project: its path from the root, with `/` between folders, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Where a rule is broken, as `path:line`, and how. */
export interface Fault {
  readonly where: string;
  readonly what: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const NOT_OURS = new Set([
  'node_modules',
  'dist',
  'workspace',
  'coverage',
  '.git',
  '.venv',
  '.venv-pecos',
  '.spark',
  '.tracking',
  '.cache',
  '__pycache__',
]);

/** Every file below a folder of the project whose path matches, in the order of the file system's names. */
export function readSourceFiles(folder: string, wanted: RegExp): SourceFile[] {
  const found: SourceFile[] = [];
  for (const entry of readdirSync(`${root}${folder}`, { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...readSourceFiles(path, wanted));
    else if (entry.isFile() && wanted.test(path)) found.push({ path, text: readFileSync(`${root}${path}`, 'utf8') });
  }
  return found;
}

/** `path:line` of an offset into a file's text. */
export function placeOf(file: SourceFile, offset: number): string {
  return `${file.path}:${file.text.slice(0, offset).split('\n').length}`;
}
