import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure, fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import { acquireLock } from '../../core/process/lock-file.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { AliasMove, DamagedRecord, MoveReason, RegisteredVersion, Registry, Retirement } from '../registry.js';
import { appendMove, readMoves } from './move-log.js';
import { damaged, parseObject, readLines, writeLines } from './record-lines.js';

/** Names and aliases are folder and file names: nothing else may be one. */
const NAME = /^[a-z0-9][a-z0-9-]*$/;

/**
 * A registry of files: `registry/<name>/versions/<number>.json`, and `registry/<name>/log.jsonl` with a line for each move
 * of an alias. The log alone says where an alias points, so that the two can never disagree; it is rewritten whole with
 * each move, a few lines a night. `retired.jsonl` has a line for each version that was retired. Changes are made under a lock
 * between processes.
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
      const version = Math.max(0, ...this.#versionNumbers(name)) + 1;
      const registered: RegisteredVersion = { name, version, modelDigest, bundle, run, registeredAt: new Date().toISOString() };
      const folder = join(this.#root, name, 'versions');
      mkdirSync(folder, { recursive: true });
      writeFileAtomic(join(folder, `${version}.json`), `${JSON.stringify(registered, null, 2)}\n`);
      return registered;
    });
  }

  async setAlias(name: string, alias: string, version: number, why: MoveReason): Promise<void> {
    checkName('alias', alias);
    await this.#change(name, async () => {
      this.#requireVersion(name, version);
      if (this.#isRetired(name, version)) throw retired(name, version);
      this.#move(name, alias, version, why);
    });
  }

  async rollBack(name: string, alias: string, reason: string): Promise<number> {
    return this.#change(name, async () => {
      // The newest is where the alias points now.
      const before = standing(this.#moves(name), alias).slice(0, -1);
      const version = before.findLast((earlier) => !this.#isRetired(name, earlier));
      if (version === undefined) throw nothingBefore(name, alias);
      this.#move(name, alias, version, { kind: 'rollback', reason });
      return version;
    });
  }

  async retire(name: string, version: number, reason: string): Promise<void> {
    await this.#change(name, async () => {
      this.#requireVersion(name, version);
      const alias = Object.entries(pointing(this.#moves(name))).find(([, to]) => to === version)?.[0];
      if (alias !== undefined) throw stillLive(name, version, alias);
      if (this.#isRetired(name, version)) return;
      const retirements = this.#retirements(name);
      writeLines(this.#retiredFile(name), [...retirements, { time: notBefore(retirements.at(-1)?.time), version, reason }]);
    });
  }

  async retirements(name: string): Promise<readonly Retirement[]> {
    return this.#retirements(name);
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
    if (!this.#versionNumbers(name).includes(version)) return undefined;
    const record = readVersion(this.#versionFile(name, version));
    if (record instanceof Failure) throw record;
    return record;
  }

  async list(name?: string): Promise<readonly RegisteredVersion[]> {
    const names = name === undefined ? readFolder(this.#root).sort(compareUtf8) : [name];
    return names.flatMap((each) => this.#versions(each));
  }

  async damages(name?: string): Promise<readonly DamagedRecord[]> {
    const names = name === undefined ? readFolder(this.#root).sort(compareUtf8) : [name];
    return names.flatMap((each) => {
      const records = this.#versionNumbers(each).map((version) => readVersion(this.#versionFile(each, version)));
      return [...records, readMoves(this.#logFile(each)), readRetirements(this.#retiredFile(each))].flatMap((found) =>
        found instanceof Failure ? [{ name: each, failure: found }] : [],
      );
    });
  }

  async aliases(name: string): Promise<Readonly<Record<string, number>>> {
    return pointing(this.#moves(name));
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
    const records = this.#versionNumbers(name).map((version) => readVersion(this.#versionFile(name, version)));
    return records.filter((record): record is RegisteredVersion => !(record instanceof Failure));
  }

  /** Those of damaged records too, ascending: a number is never given again. */
  #versionNumbers(name: string): number[] {
    if (!NAME.test(name)) return [];
    const files = readFolder(join(this.#root, name, 'versions')).filter((file) => /^\d+\.json$/.test(file));
    return files.map((file) => Number.parseInt(file, 10)).sort((a, b) => a - b);
  }

  #moves(name: string): readonly AliasMove[] {
    if (!NAME.test(name)) return [];
    const moves = readMoves(this.#logFile(name));
    if (moves instanceof Failure) throw moves;
    return moves;
  }

  #retirements(name: string): readonly Retirement[] {
    if (!NAME.test(name)) return [];
    const retirements = readRetirements(this.#retiredFile(name));
    if (retirements instanceof Failure) throw retirements;
    return retirements;
  }

  #isRetired(name: string, version: number): boolean {
    return this.#retirements(name).some((retirement) => retirement.version === version);
  }

  #requireVersion(name: string, version: number): void {
    const versions = this.#versions(name);
    if (!versions.some((known) => known.version === version)) throw missingVersion(name, version, versions);
  }

  /** Under the lock. */
  #move(name: string, alias: string, to: number, why: MoveReason): void {
    const moves = this.#moves(name);
    const from = target(moves, alias);
    if (from === to) return;
    appendMove(this.#logFile(name), moves, { time: notBefore(moves.at(-1)?.time), alias, from, to, why });
  }

  #versionFile(name: string, version: number): string {
    return join(this.#root, name, 'versions', `${version}.json`);
  }

  #retiredFile(name: string): string {
    return join(this.#root, name, 'retired.jsonl');
  }

  #logFile(name: string): string {
    return join(this.#root, name, 'log.jsonl');
  }
}

/** The record of a version, or how it is damaged. */
function readVersion(file: string): RegisteredVersion | Failure {
  const record = parseObject(readFileSync(file, 'utf8'));
  if (record === undefined) return damaged(file, 'no JSON object');
  const { name, version, modelDigest, bundle, run, registeredAt } = record;
  const isWhole = [name, modelDigest, bundle, run, registeredAt].every((text) => typeof text === 'string');
  if (!isWhole || basename(file) !== `${version}.json`) return damaged(file, 'JSON that is not the record of this version');
  return record as unknown as RegisteredVersion;
}

function readRetirements(file: string): readonly Retirement[] | Failure {
  return readLines<Retirement>(file, ({ time, version }) => typeof time === 'string' && typeof version === 'number');
}

function target(moves: readonly AliasMove[], alias: string): number | null {
  return moves.findLast((move) => move.alias === alias)?.to ?? null;
}

function pointing(moves: readonly AliasMove[]): Record<string, number> {
  return Object.fromEntries(moves.map((move) => [move.alias, move.to]));
}

/** The versions that an alias pointed at and that were not rolled back from, oldest first; the last is where it points. */
function standing(moves: readonly AliasMove[], alias: string): readonly number[] {
  const versions: number[] = [];
  for (const move of moves.filter((each) => each.alias === alias)) {
    if (move.why?.kind !== 'rollback') versions.push(move.to);
    else while (versions.length > 0 && versions.at(-1) !== move.to) versions.pop();
  }
  return versions;
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

function retired(name: string, version: number): Error {
  return fail('usage.wrong-value', {
    what: 'this version was retired',
    where: `registry, ${name}`,
    got: `version ${version}`,
    wanted: 'a version that may go live',
    hint: 'millrace models list shows which were retired, and why',
  });
}

function stillLive(name: string, version: number, alias: string): Error {
  return fail('usage.wrong-value', {
    what: `this version is the ${alias} now`,
    where: `registry, ${name}`,
    got: `version ${version}`,
    wanted: 'a version that no alias points at',
    hint: `millrace models rollback ${name}, or promote another version, and then retire this one`,
  });
}

function nothingBefore(name: string, alias: string): Error {
  return fail('usage.missing-model', {
    what: `there was no ${alias} before this one`,
    where: `registry, ${name}`,
    got: 'no earlier version that may go live',
    wanted: 'one that was promoted before and not retired',
    hint: `millrace models promote ${name}@N puts any registered version there`,
  });
}
