import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Output files that are written under hidden names beside their own, and get their own all together. */
export class StagedFiles {
  readonly #names = new Map<string, string>();

  /** Where to write the file. */
  stage(file: string): string {
    const staged = join(dirname(file), `.${basename(file)}.${process.pid}.staged`);
    this.#names.set(file, staged);
    return staged;
  }

  /** Makes all of them visible, in the order in which they were staged; gives their names. */
  publish(): readonly string[] {
    for (const [file, staged] of this.#names) renameSync(staged, file);
    const files = [...this.#names.keys()];
    this.#names.clear();
    return files;
  }

  /** Removes what was not published. */
  discard(): void {
    for (const staged of this.#names.values()) rmSync(staged, { force: true });
    this.#names.clear();
  }
}
