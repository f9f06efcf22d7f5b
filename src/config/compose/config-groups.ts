import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Failure, fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { nearest } from '../nearest.js';

/** The folder of groups, beside the pipeline file. */
const CONF = 'conf';

/** The groups of a pipeline file: folders below `conf` beside it, whose files are the options. */
export class ConfigGroups {
  readonly #conf: string;

  /** A relative `file` starts at `folder`. */
  constructor(
    private readonly file: string,
    private readonly folder: string,
  ) {
    this.#conf = join(dirname(file), CONF);
  }

  /** Whether there is a group of this name, such as `features` or `search/grid`, with a file in it. */
  has(group: string): boolean {
    return group !== '' && this.options(group).length > 0;
  }

  /** Names of the files of a group without their ending, bytewise. */
  options(group: string): readonly string[] {
    const folder = resolve(this.folder, this.#conf, group);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .sort(compareUtf8);
  }

  /** The file as messages name it; `group` is empty for a file that stands in `conf` itself. */
  pathOf(group: string, option: string): string {
    return join(this.#conf, group, `${option}.yaml`);
  }

  /** The text of a file of a group; undefined when there is none. */
  read(group: string, option: string): string | undefined {
    const path = resolve(this.folder, this.pathOf(group, option));
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  /** The failure for an option that has no file; `where` is who asked for it. */
  missing(group: string, option: string, where: string): Failure {
    const options = this.options(group);
    const best = nearest(option, options);
    return fail('usage.missing-file', {
      what: group === '' ? 'a file that a list of defaults names is not there' : `the group ${group} has no such file`,
      where,
      got: this.pathOf(group, option),
      wanted: options.length === 0 ? `a file beside ${this.file}, in the folder ${CONF}` : `one of ${options.join(', ')}`,
      ...(best === undefined ? {} : { hint: `did you mean ${best}?` }),
    });
  }
}
