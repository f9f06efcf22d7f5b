import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/file-failure.js';
import { acquireLock } from '../../core/lock-file.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { writeFileAtomic } from '../../core/write-atomic.js';
import type { AliasMove, RegisteredVersion, Registry } from '../registry.js';

/** Names and aliases are folder and file names: nothing else may be one. */
const NAME = /^[a-z0-9][a-z0-9-]*$/;

/**
 * A registry of files: `registry/<name>/versions/<number>.json`, and `registry/<name>/log.jsonl` with a line for each move
 * of an alias. The log alone says where an alias points, so that the two can never disagree; it is rewritten whole with
 * each move, a few lines a night. Changes are made under a lock between processes.
 */
export class FsRegistry implements Registry {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;

  /** `workspace` holds the folder `registry`; it is made with the first registration. The signal ends waiting for a lock. */
  constructor(workspace: string, signal?: AbortSignal) {
    this.#root = join(workspace, 'registry');
    this.#signal = signal;
  }

  async register(entry: Omit<RegisteredVersion, 'version' | 'registeredAt'>): Promise<RegisteredVersion> {
    const { name, modelDigest, bundle, run } = entry;
    return this.#change(name, async () => {
      const versions = this.#versions(name);
      const known = versions.find((version) => version.modelDigest === modelDigest);
      if (known !== undefined) return known;
      const version = (versions.at(-1)?.version ?? 0) + 1;
      const registered: RegisteredVersion = { name, version, modelDigest, bundle, run, registeredAt: new Date().toISOString() };
      const folder = join(this.#root, name, 'versions');
      mkdirSync(folder, { recursive: true });
      writeFileAtomic(join(folder, `${version}.json`), `${JSON.stringify(registered, null, 2)}\n`);
      return registered;
    });
  }

  async setAlias(name: string, alias: string, version: number): Promise<void> {
    checkName('alias', alias);
    await this.#change(name, async () => {
      const versions = this.#versions(name);
      if (!versions.some((known) => known.version === version)) throw missingVersion(name, version, versions);
      const moves = this.#moves(name);
      const from = target(moves, alias);
      if (from === version) return;
      const move: AliasMove = { time: notBefore(moves.at(-1)?.time), alias, from, to: version };
      writeFileAtomic(join(this.#root, name, 'log.jsonl'), [...moves, move].map((line) => `${JSON.stringify(line)}\n`).join(''));
    });
  }

  async byAlias(name: string, alias: string): Promise<RegisteredVersion | undefined> {
    const version = target(this.#moves(name), alias);
    return version === null ? undefined : this.byVersion(name, version);
  }

  async byAliasAt(name: string, alias: string, time: Date): Promise<RegisteredVersion | undefined> {
    const moves = this.#moves(name).filter((move) => Date.parse(move.time) <= time.getTime());
    const version = target(moves, alias);
    return version === null ? undefined : this.byVersion(name, version);
  }

  async byVersion(name: string, version: number): Promise<RegisteredVersion | undefined> {
    return this.#versions(name).find((known) => known.version === version);
  }

  async list(name?: string): Promise<readonly RegisteredVersion[]> {
    const names = name === undefined ? readFolder(this.#root).sort(compareUtf8) : [name];
    return names.flatMap((each) => this.#versions(each));
  }

  async aliases(name: string): Promise<Readonly<Record<string, number>>> {
    return Object.fromEntries(this.#moves(name).map((move) => [move.alias, move.to]));
  }

  async history(name: string): Promise<readonly AliasMove[]> {
    return this.#moves(name);
  }

  async #change<T>(name: string, change: () => Promise<T>): Promise<T> {
    checkName('model name', name);
    return withFileFailures(this.#root, async () => {
      const lock = await acquireLock(join(this.#root, name, '.lock'), this.#signal === undefined ? {} : { signal: this.#signal });
      try {
        this.#removeHalves(name);
        return await change();
      } finally {
        lock.release();
      }
    });
  }

  /** Temporary files of processes that were killed: under the lock nobody else writes. */
  #removeHalves(name: string): void {
    for (const folder of [join(this.#root, name), join(this.#root, name, 'versions')]) {
      const halves = readFolder(folder).filter((file) => file.endsWith('.tmp') && !file.startsWith('.lock'));
      for (const file of halves) rmSync(join(folder, file), { force: true });
    }
  }

  #versions(name: string): RegisteredVersion[] {
    if (!NAME.test(name)) return [];
    const folder = join(this.#root, name, 'versions');
    const files = readFolder(folder).filter((file) => /^\d+\.json$/.test(file));
    return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as RegisteredVersion).sort((a, b) => a.version - b.version);
  }

  #moves(name: string): AliasMove[] {
    const file = join(this.#root, name, 'log.jsonl');
    if (!NAME.test(name) || !existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AliasMove);
  }
}

function target(moves: readonly AliasMove[], alias: string): number | null {
  return moves.findLast((move) => move.alias === alias)?.to ?? null;
}

/** Now, or the time given when the clock has jumped back behind it: `live --at` then has one answer. */
function notBefore(time: string | undefined): string {
  const now = new Date().toISOString();
  return time !== undefined && Date.parse(time) > Date.parse(now) ? time : now;
}

function readFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function checkName(what: string, name: string): void {
  if (NAME.test(name)) return;
  throw fail('usage.wrong-value', {
    what: `a wrong ${what}`,
    where: 'registry',
    got: JSON.stringify(name),
    wanted: 'lower-case letters, digits and hyphens',
  });
}

function missingVersion(name: string, version: number, versions: readonly RegisteredVersion[]): Error {
  const known = versions.map((each) => each.version).join(', ');
  return fail('usage.missing-model', {
    what: 'this version of the model does not exist',
    where: `registry, ${name}`,
    got: `version ${version}`,
    wanted: known === '' ? 'a registered version; there is none yet' : `one of ${known}`,
  });
}
