import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Exit codes of a command whose executor lacks what it needs. */
export const LACKS = { folder: 66, node: 67, file: 68, release: 69 } as const;

/** A file for Node, in the words of the shell of an executor: `node --max-old-space-size=64 'file'`. */
export interface NodeProgram {
  readonly node: string;
  readonly options: string;
  readonly file: string;
  /** The package that the file belongs to, which must be the same release everywhere. */
  readonly release?: PackageRelease;
}

/** A package of Node by its `package.json`. */
export interface PackageRelease {
  readonly file: string;
  readonly version: string;
}

/** A word of a shell, which may hold any sign. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * A program that ends soon after `stop` was called. Spark forgets the programs of cancelled work and lets them run on, each in the place
 * of one that could work: so a shell beside each looks every second for a file in a folder that all see. It ends a program too whose
 * executor is gone, before another one writes the same files.
 */
export class Stoppable {
  readonly #file: string;

  /** `name` is new in the folder. */
  constructor(
    readonly folder: string,
    name: string,
  ) {
    this.#file = join(folder, name);
  }

  /** A command that ends with the folder too, and with one of `LACKS` where something is missing. */
  commandOf(program: NodeProgram): string {
    const isThere = `[ -d ${quoteWord(this.folder)} ]`;
    const mayWork = `kill -0 $PPID && ${isThere} && [ ! -e ${quoteWord(this.#file)} ]`;
    return [
      unless(isThere, LACKS.folder),
      unless(`command -v ${program.node} >/dev/null`, LACKS.node),
      unless(`[ -e ${quoteWord(program.file)} ]`, LACKS.file),
      ...(program.release === undefined ? [] : [unlessReleased(program.release)]),
      `(while sleep 1 && kill -0 $$; do ${mayWork} || kill -9 $$; done) </dev/null >/dev/null 2>&1 &`,
      `exec ${showProgram(program)}`,
    ].join(' ');
  }

  stop(): void {
    try {
      writeFileSync(this.#file, '');
    } catch {
      // Without the folder they end anyway.
    }
  }
}

/** As the shell takes it. */
export function showProgram({ node, options, file }: NodeProgram): string {
  return `${node} ${options} ${quoteWord(file)}`;
}

/** What is there instead is told to Spark, which tells it on. */
function unlessReleased({ file, version }: PackageRelease): string {
  const line = `grep -F '"version":' ${quoteWord(file)}`;
  return `${line} | grep -qF ${quoteWord(`"${version}"`)} || { cat >/dev/null; ${line} >&2; exit ${LACKS.release}; };`;
}

/** What is not read is read first: else Spark may tell of the broken pipe in place of the exit code. */
function unless(test: string, exitCode: number): string {
  return `${test} || { cat >/dev/null; exit ${exitCode}; };`;
}
