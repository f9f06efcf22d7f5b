import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Json } from '../../core/canonical-json.js';
import { type Digest, parseDigest } from '../../core/digest.js';
import type { EventListener } from '../../core/events.js';
import { type Failure, fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { areFilesPrivate, makePrivate } from '../../core/files/private-files.js';
import { syncPaths } from '../../core/files/write-atomic.js';
import { acquireLock, type FileLock, isLocked, removeDeadLocks, tryLock } from '../../core/process/lock-file.js';
import { formatIdentity, livenessOf, ownIdentity, parseIdentity } from '../../core/process/process-identity.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { CatalogEntry, StoreCatalog } from '../catalog.js';
import { type ArtifactName, publishOne, type Store, type StoredArtifact, type WriteAll } from '../store.js';
import { artifactKey, type Damage, findWrongDigest, listFiles, loadRecord, RECORD_NAME, writeRecord } from './artifact-record.js';

/** A folder that is to become an artifact. */
interface FilledFolder extends ArtifactName {
  readonly key: Digest;
  readonly temporary: string;
  readonly meta: Json;
}

/** Counts temporary names in this process, over all its stores. */
let nameCount = 0;

/** Where a store lies, whom it tells, and how far it trusts the disk. */
export interface FsStoreOptions {
  /** `workspace`; the store is its folder `store`. */
  readonly workspace: string;
  /** Told of damaged artifacts (warning) and of waiting for another process (note). */
  readonly emit?: EventListener;
  readonly signal?: AbortSignal;
  /**
   * `digests` (the default) reads every byte of an artifact again when it is first found in this process; `sizes`
   * trusts the disk, for `plan`. SHA-256 runs at 1 to 2 GB/s: an artifact of 1 GB costs about a second.
   */
  readonly verify?: 'digests' | 'sizes';
  /** Takes the store for itself, for gc: fails with `resources.busy` when another process has it open. */
  readonly exclusive?: boolean;
}

/**
 * Artifacts as folders `store/<kind>/<first two digits of the key>/<key>/`. Beside them, all with a dot in front:
 * `.tmp` (folders being written, named after their process), `.locks`, `.users` (processes that have the store open)
 * and `.damaged` (what failed its check, set aside).
 */
export class FsStore implements Store, StoreCatalog {
  readonly #root: string;
  readonly #options: FsStoreOptions;
  readonly #verified = new Map<Digest, StoredArtifact>();
  readonly #scratchFolders: string[] = [];
  readonly #releases: (() => void)[] = [];

  private constructor(options: FsStoreOptions) {
    this.#options = options;
    this.#root = join(options.workspace, 'store');
  }

  /** Opens the store, made when missing, and removes what dead processes left unfinished. Failures: `resources.*`. */
  static async open(options: FsStoreOptions): Promise<FsStore> {
    const store = new FsStore(options);
    await withFileFailures(store.#root, async () => {
      for (const name of ['.tmp', '.locks', '.users', '.damaged']) makeFolder(join(store.#root, name));
      await (options.exclusive === true ? store.#enterAlone() : store.#enter());
      for (const name of ['.locks', '.users']) await removeDeadLocks(join(store.#root, name));
      for (const name of store.#deadFolders()) rmSync(join(store.#root, '.tmp', name), { recursive: true, force: true });
    });
    return store;
  }

  async find(kind: string, fingerprint: Json): Promise<StoredArtifact | undefined> {
    return withFileFailures(this.#root, () => this.#find(kind, fingerprint));
  }

  publish(kind: string, fingerprint: Json, write: (folder: string) => Promise<Json>): Promise<StoredArtifact> {
    return publishOne(this, { kind, fingerprint }, write);
  }

  async publishAll(names: readonly ArtifactName[], write: WriteAll): Promise<readonly StoredArtifact[]> {
    const keys = names.map(({ kind, fingerprint }) => artifactKey(kind, fingerprint));
    return withFileFailures(this.#root, async () => {
      const locks: FileLock[] = [];
      try {
        // In one order for everybody, so that no two processes wait for each other.
        for (const key of [...new Set(keys)].sort(compareUtf8)) locks.push(await this.#lock(names[keys.indexOf(key)] as ArtifactName, key));
        const missing: number[] = [];
        for (const [index, { kind, fingerprint }] of names.entries()) {
          if (keys.indexOf(keys[index] as Digest) === index && (await this.#find(kind, fingerprint)) === undefined) missing.push(index);
        }
        if (missing.length > 0) await this.#write(missing, names, keys, write);
        return keys.map((key) => this.#verified.get(key) as StoredArtifact);
      } finally {
        for (const lock of locks) lock.release();
      }
    });
  }

  async scratch(): Promise<string> {
    return withFileFailures(this.#root, async () => {
      // It is opened before anybody knows whether its texts are confidential, and no other program reads in it.
      const folder = this.#makeTemporary('scratch', 0o700);
      this.#scratchFolders.push(folder);
      return folder;
    });
  }

  async close(): Promise<void> {
    for (const folder of this.#scratchFolders.splice(0)) rmSync(folder, { recursive: true, force: true });
    for (const release of this.#releases.splice(0)) release();
  }

  async entries(kind?: string): Promise<readonly CatalogEntry[]> {
    const kinds = kind === undefined ? foldersIn(this.#root).filter((name) => !name.startsWith('.')) : [kind];
    return kinds.flatMap((name) => this.#keysOf(name).flatMap((key) => this.#entry(name, key)));
  }

  async entry(kind: string, key: Digest): Promise<CatalogEntry | undefined> {
    return this.#entry(kind, key)[0];
  }

  async remove(entry: CatalogEntry): Promise<void> {
    const doomed = join(this.#root, '.tmp', this.#temporaryName(entry.artifact.key.slice(0, 12)));
    renameSync(entry.artifact.folder, doomed);
    rmSync(doomed, { recursive: true, force: true });
    this.#verified.delete(entry.artifact.key);
  }

  async leftovers(): Promise<readonly { readonly path: string; readonly byteCount: number }[]> {
    const damaged = foldersIn(join(this.#root, '.damaged')).map((name) => join(this.#root, '.damaged', name));
    const dead = this.#deadFolders().map((name) => join(this.#root, '.tmp', name));
    return [...damaged, ...dead].map((path) => ({ path, byteCount: folderBytes(path) }));
  }

  async removeLeftovers(): Promise<void> {
    for (const { path } of await this.leftovers()) rmSync(path, { recursive: true, force: true });
  }

  async #find(kind: string, fingerprint: Json): Promise<StoredArtifact | undefined> {
    const key = artifactKey(kind, fingerprint);
    const folder = this.#folderOf(kind, key);
    if (!existsSync(folder)) return undefined;
    const record = loadRecord(folder, key);
    if ('got' in record) return this.#setAside(folder, record);
    const known = this.#verified.get(key);
    if (known !== undefined) return known;
    const damage = this.#options.verify === 'sizes' ? undefined : await findWrongDigest(record.artifact);
    if (damage !== undefined) return this.#setAside(folder, damage);
    // One that was made before its texts were confidential.
    if (areFilesPrivate()) makePrivate(folder);
    this.#verified.set(key, record.artifact);
    return record.artifact;
  }

  async #write(missing: readonly number[], names: readonly ArtifactName[], keys: readonly Digest[], write: WriteAll): Promise<void> {
    const temporary = missing.map((index) => this.#makeTemporary((keys[index] as Digest).slice(0, 12)));
    try {
      const metas = await write(missing, temporary);
      this.#options.signal?.throwIfAborted();
      await this.#place(
        missing.map((index, place) => ({
          ...(names[index] as ArtifactName),
          key: keys[index] as Digest,
          temporary: temporary[place] as string,
          meta: metas[place] as Json,
        })),
      );
    } finally {
      for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
    }
  }

  /** What is in a folder is on the disk before its name makes it an artifact. Pieces that are published together wait for the disk together. */
  async #place(pieces: readonly FilledFolder[]): Promise<void> {
    const folders = pieces.map(({ temporary }) => temporary);
    await Promise.all([syncPaths(folders.flatMap(pathsBelow)), writeRecords(pieces)]);
    await syncPaths(folders.flatMap((folder) => [join(folder, RECORD_NAME), folder]));
    const parents = pieces.map(({ kind, key, temporary }) => {
      const folder = this.#folderOf(kind, key);
      mkdirSync(dirname(folder), { recursive: true });
      renameSync(temporary, folder);
      return dirname(folder);
    });
    await syncPaths(new Set([...parents, ...parents.map(dirname), this.#root]));
    for (const { kind, key } of pieces) {
      // The files were digested while the record was written. Only the record is read back, to be sure that it can be read.
      const record = loadRecord(this.#folderOf(kind, key), key);
      if ('got' in record) throw damaged(record);
      this.#verified.set(key, record.artifact);
    }
  }

  #setAside(folder: string, damage: Damage): undefined {
    this.#verified.delete(folder.slice(-64) as Digest);
    const aside = join(this.#root, '.damaged', this.#temporaryName(folder.slice(-64, -52)));
    try {
      renameSync(folder, aside);
    } catch (error) {
      // Another process was faster, or nothing can be written here: then the run will stop when it publishes.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw damaged(damage, error);
    }
    this.#options.emit?.({
      type: 'warning',
      stage: 'store',
      message: `a stored artifact is damaged and is made again: ${damage.file} has ${damage.got}, wanted ${damage.wanted}; set aside in ${aside}`,
    });
    return undefined;
  }

  /**
   * Says that this process uses the store. A user writes its marker, then looks for gc; gc takes its lock, then looks for users.
   * Since both write before they look, they cannot miss each other.
   */
  async #enter(): Promise<void> {
    const marker = join(this.#root, '.users', this.#temporaryName('lock'));
    const gate = join(this.#root, '.locks', 'gc.lock');
    for (;;) {
      const held = tryLock(marker);
      if (!isLocked(gate)) {
        this.#releases.push(() => held?.release());
        return;
      }
      held?.release();
      (await acquireLock(gate, this.#lockOptions('gc'))).release();
    }
  }

  async #enterAlone(): Promise<void> {
    const gate = await acquireLock(join(this.#root, '.locks', 'gc.lock'), this.#lockOptions('gc'));
    this.#releases.push(() => gate.release());
    const folder = join(this.#root, '.users');
    for (const name of readdirSync(folder)) {
      const user = parseIdentity(name);
      if (user !== undefined && livenessOf(user) === 'dead') rmSync(join(folder, name), { force: true });
      else if (user !== undefined) {
        gate.release();
        throw fail('resources.busy', {
          what: 'another process uses this workspace',
          where: join(folder, name),
          got: `process ${user.pid}${livenessOf(user) === 'alive' ? '' : ' on another machine or in another container'}`,
          wanted: 'a workspace that nobody else has open',
          hint: 'wait until it has ended; if that machine is gone, delete the file named above',
        });
      }
    }
  }

  #lock({ kind }: ArtifactName, key: Digest): Promise<FileLock> {
    return acquireLock(join(this.#root, '.locks', `${key}.lock`), this.#lockOptions(kind));
  }

  #lockOptions(what: string): { signal?: AbortSignal; onWait: (pid: number) => void } {
    const { emit, signal } = this.#options;
    const onWait = (pid: number) => emit?.({ type: 'note', stage: 'store', message: `process ${pid} is making the same ${what}: waiting for it` });
    return signal === undefined ? { onWait } : { onWait, signal };
  }

  #entry(kind: string, key: Digest): CatalogEntry[] {
    const folder = this.#folderOf(kind, key);
    const record = loadRecord(folder, key);
    if ('got' in record) return [];
    return [{ kind, artifact: record.artifact, byteCount: record.byteCount, publishedAt: statSync(join(folder, RECORD_NAME)).mtime }];
  }

  #keysOf(kind: string): Digest[] {
    const prefixes = foldersIn(join(this.#root, kind));
    return prefixes.flatMap((prefix) => foldersIn(join(this.#root, kind, prefix)).flatMap((name) => parseDigest(name) ?? []));
  }

  #folderOf(kind: string, key: Digest): string {
    return join(this.#root, kind, key.slice(0, 2), key);
  }

  #makeTemporary(label: string, mode = 0o777): string {
    const folder = join(this.#root, '.tmp', this.#temporaryName(label));
    mkdirSync(folder, { mode });
    return folder;
  }

  #temporaryName(label: string): string {
    return `${formatIdentity(ownIdentity())}.${nameCount++}.${label}`;
  }

  #deadFolders(): string[] {
    return readdirSync(join(this.#root, '.tmp')).filter((name) => {
      const owner = parseIdentity(name);
      return owner !== undefined && livenessOf(owner) === 'dead';
    });
  }
}

async function writeRecords(pieces: readonly FilledFolder[]): Promise<void> {
  for (const { temporary, kind, fingerprint, meta } of pieces) await writeRecord(temporary, kind, fingerprint, meta);
}

/** The files of a folder and its subfolders, and the subfolders. */
function pathsBelow(folder: string): string[] {
  const names = listFiles(folder);
  const subfolders = new Set(names.map((name) => dirname(name)).filter((name) => name !== '.'));
  return [...names, ...subfolders].map((name) => join(folder, name));
}

/** Names of the folders in a folder, in bytewise order; none when it is missing. */
function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map((entry) => entry.name).sort(compareUtf8);
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function damaged(damage: Damage, cause?: unknown): Failure {
  return fail('artifact.corrupt', { what: 'a stored artifact is damaged', where: damage.file, got: damage.got, wanted: damage.wanted }, cause);
}
