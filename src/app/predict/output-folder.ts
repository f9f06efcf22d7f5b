import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.js';
import { type Digest, digestBytes, digestFile } from '../../core/digest.js';
import type { EventListener } from '../../core/events.js';
import { type Failure, fail } from '../../core/failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { acquireLock, type FileLock } from '../../core/process/lock-file.js';
import { type FinishedFile, type PredictionRecord, type PredictionSettings, readRecord, writeRecord } from './prediction-record.js';

/** The record of what is visible. */
export const RECORD_FILE = 'predict.json';
/** What is not visible yet. */
const UNFINISHED_FOLDER = '.predict-unfinished';
const LOCK_FILE = '.predict.lock';

/** Whose predictions a folder is to hold. */
export interface FolderRequest {
  /** Absolute path. */
  readonly outFolder: string;
  readonly modelDigest: Digest;
  readonly settings: PredictionSettings;
  /** Absolute paths below the folder. */
  readonly outputs: readonly string[];
  /** Whether predictions of another model, or files of others, give way. */
  readonly replace: boolean;
}

/** The caller's signal and listener. */
interface Caller {
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/**
 * A folder of predictions, of one model only. Outputs are written in a hidden folder beside them, with a record of those that are
 * finished, so that a command which was killed goes on where it was; they become visible all together. `predict.json`, written last,
 * says whose they are. One process at a time works on a folder.
 */
export class OutputFolder {
  readonly #request: FolderRequest;
  readonly #lock: FileLock;
  /** Files of this model and these settings that are visible, and that are finished and hidden, by output. */
  #visible: Readonly<Record<string, FinishedFile>> = {};
  #hidden: Readonly<Record<string, FinishedFile>> = {};
  /** Outputs of this command that are hidden and whole. */
  readonly #toShow = new Set<string>();
  /** Outputs of others, to be removed before ours become visible. */
  #stale: readonly string[] = [];

  private constructor(request: FolderRequest, lock: FileLock) {
    this.#request = request;
    this.#lock = lock;
  }

  /** Opens a folder, made when missing. `usage.wrong-value` when it holds what another model or other settings made, unless that is to be replaced. */
  static async open(request: FolderRequest, { signal, emit }: Caller): Promise<OutputFolder> {
    const onWait = (pid: number) =>
      emit({ type: 'note', stage: 'predict', message: `process ${pid} codes files into the same folder: waiting for it` });
    const lock = await acquireLock(join(request.outFolder, LOCK_FILE), { signal, onWait });
    const folder = new OutputFolder(request, lock);
    try {
      await folder.#takeOver();
      return folder;
    } catch (error) {
      folder.close();
      throw error;
    }
  }

  /** Whether some file of that name was finished, of whatever bytes. */
  knows(output: string): boolean {
    const name = this.#nameOf(output);
    return this.#hidden[name] !== undefined || this.#visible[name] !== undefined;
  }

  /** What is known of an output that was made of these bytes and is still as it was written. */
  async find(output: string, inputDigest: Digest): Promise<FinishedFile | undefined> {
    const name = this.#nameOf(output);
    const hidden = this.#hidden[name];
    if (hidden?.inputDigest === inputDigest && (await isFile(this.hiddenFile(output), hidden.outputDigest))) {
      this.#toShow.add(output);
      return hidden;
    }
    // Killed while outputs became visible: some of them are known by the hidden record alone.
    const visible = [hidden, this.#visible[name]].filter((file) => file?.inputDigest === inputDigest);
    for (const file of visible) if (file !== undefined && (await isFile(output, file.outputDigest))) return file;
    return undefined;
  }

  /** Where an output is written. */
  hiddenFile(output: string): string {
    return join(this.#request.outFolder, UNFINISHED_FOLDER, `${digestBytes(this.#nameOf(output))}${extname(output)}`);
  }

  /** Notes that an output is whole, so that nobody has to make it again. */
  async keep(output: string, file: Omit<FinishedFile, 'outputDigest'>): Promise<FinishedFile> {
    const finished = { ...file, outputDigest: await digestFile(this.hiddenFile(output)) };
    this.#hidden = { ...this.#hidden, [this.#nameOf(output)]: finished };
    writeRecord(this.#hiddenRecord(), this.#recordOf(this.#hidden));
    this.#toShow.add(output);
    return finished;
  }

  /** Makes finished outputs visible. Those of another model are gone before the first of ours is there. */
  publish(files: ReadonlyMap<string, FinishedFile>): void {
    const { outFolder } = this.#request;
    for (const name of this.#stale) rmSync(join(outFolder, name), { force: true });
    for (const output of this.#toShow) {
      makeFolder(dirname(output));
      renameSync(this.hiddenFile(output), output);
    }
    const ours = Object.fromEntries([...files].map(([output, file]) => [this.#nameOf(output), file]));
    writeRecord(join(outFolder, RECORD_FILE), this.#recordOf({ ...this.#visible, ...ours }));
    this.discard();
  }

  /** Forgets what is not visible. */
  discard(): void {
    this.#hidden = {};
    this.#toShow.clear();
    rmSync(join(this.#request.outFolder, UNFINISHED_FOLDER), { recursive: true, force: true });
  }

  /** Leaves the folder to others; what is finished stays for the next one. */
  close(): void {
    if (Object.keys(this.#hidden).length === 0) this.discard();
    this.#lock.release();
  }

  async #takeOver(): Promise<void> {
    const { outFolder, replace } = this.#request;
    const hidden = readRecord(this.#hiddenRecord());
    if (hidden !== null && hidden !== undefined && this.#isOurs(hidden)) this.#hidden = hidden.files;
    else this.discard();
    const visible = readRecord(join(outFolder, RECORD_FILE));
    if (visible !== null && visible !== undefined && this.#isOurs(visible)) this.#visible = visible.files;
    else if (visible !== undefined) {
      if (!replace) throw otherPredictions(visible, this.#request);
      // The record goes last: as long as it is there, it says what else has to go.
      this.#stale = [...Object.keys(visible?.files ?? {}), RECORD_FILE];
    }
    if (!replace) await this.#refuseUnknown();
  }

  async #refuseUnknown(): Promise<void> {
    const { outFolder, outputs } = this.#request;
    for (const output of outputs) {
      const name = this.#nameOf(output);
      if (!existsSync(output) || this.#visible[name] !== undefined) continue;
      const hidden = this.#hidden[name];
      if (hidden === undefined || !(await isFile(output, hidden.outputDigest))) throw unknownFile(name, outFolder);
    }
  }

  #isOurs({ modelDigest, settings }: PredictionRecord): boolean {
    return modelDigest === this.#request.modelDigest && canonicalJson(settings) === canonicalJson(this.#request.settings);
  }

  #recordOf(files: Readonly<Record<string, FinishedFile>>): PredictionRecord {
    const { modelDigest, settings } = this.#request;
    return { version: 1, modelDigest, settings, files };
  }

  #nameOf(output: string): string {
    return relative(this.#request.outFolder, output);
  }

  #hiddenRecord(): string {
    return join(this.#request.outFolder, UNFINISHED_FOLDER, 'record.json');
  }
}

async function isFile(file: string, digest: Digest): Promise<boolean> {
  return existsSync(file) && (await digestFile(file)) === digest;
}

function otherPredictions(record: PredictionRecord | null, { outFolder, modelDigest }: FolderRequest): Failure {
  const isOtherModel = record === null || record.modelDigest !== modelDigest;
  return fail('usage.wrong-value', {
    what: isOtherModel ? 'the folder holds predictions of another model' : 'the folder holds predictions that were made with other options',
    where: 'command line: --out',
    got:
      record === null
        ? `${join(outFolder, RECORD_FILE)}, which is no record of predictions`
        : `${outFolder}, of model ${record.modelDigest.slice(0, 12)}`,
    wanted: `a folder that is new, or with predictions of model ${modelDigest.slice(0, 12)} and the same --id, --k, --keep, --format and --allow-missing`,
    hint: 'name another folder, or give --replace: it removes those predictions',
  });
}

function unknownFile(name: string, outFolder: string): Failure {
  return fail('usage.wrong-value', {
    what: 'an output would overwrite a file that no record names',
    where: 'command line: --out',
    got: join(outFolder, name),
    wanted: `predictions that ${RECORD_FILE} beside them names, or none`,
    hint: 'name another folder, or give --replace: it overwrites the file',
  });
}
