import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

  /** A command that ends with the folder too. `program` is one command, which takes the place of the shell. */
  commandOf(program: string): string {
    const mayWork = `kill -0 $PPID && [ -d ${quoteWord(this.folder)} ] && [ ! -e ${quoteWord(this.#file)} ]`;
    return `(while sleep 1 && kill -0 $$; do ${mayWork} || kill -9 $$; done) </dev/null >/dev/null 2>&1 & exec ${program}`;
  }

  stop(): void {
    try {
      writeFileSync(this.#file, '');
    } catch {
      // Without the folder they end anyway.
    }
  }
}
