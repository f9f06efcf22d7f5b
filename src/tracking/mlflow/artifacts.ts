import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { mapLimited } from '../../core/map-limited.js';
import type { Body } from '../http.js';
import type { TrackedFile } from '../tracker.js';
import type { Rest } from './rest.js';

const ROUTE = '/api/2.0/mlflow-artifacts/';

/** From so many bytes on a file goes in parts, where the server's store takes parts. */
const PART_BYTES = 16 << 20;

/** Files under way at once. */
const LANES = 4;

/** Names as they come back the same from every server. */
const PLAIN_PATH = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.json': 'application/json',
  '.py': 'text/x-python',
  '.parquet': 'application/vnd.apache.parquet',
};

interface FileInfo {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number | string;
}

/** The files of one run behind a server that hands them on to its store. */
export class Artifacts {
  private constructor(
    readonly rest: Rest,
    readonly runId: string,
    /** Path of the run's files at the server. */
    readonly root: string,
  ) {}

  /** Undefined where the server does not hand files on: they would need the credentials of the store. */
  static of(rest: Rest, runId: string, artifactUri: string): Artifacts | undefined {
    const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.+)$/.exec(artifactUri)?.[1];
    return path === undefined ? undefined : new Artifacts(rest, runId, path);
  }

  /** Sends each file that is not there with its size. */
  async send(files: readonly TrackedFile[]): Promise<void> {
    await mapLimited(await this.missing(files), LANES, (file) => this.#sendFile(file));
  }

  /** The files that are not there with their size. */
  async missing(files: readonly TrackedFile[]): Promise<readonly TrackedFile[]> {
    const folders = new Map<string, ReadonlyMap<string, number>>();
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) folders.set(folder, await this.#sizes(folder));
    return files.filter((file) => folders.get(dirname(file.path))?.get(file.path) !== byteCountOf(file));
  }

  /** Puts all files of a folder of the run, and those below, into a folder of this machine. */
  async fetch(path: string, folder: string): Promise<void> {
    for (const { path: found, is_dir } of await this.#list(path)) {
      if (!PLAIN_PATH.test(found)) continue;
      if (is_dir) await this.fetch(found, folder);
      else await this.#fetchFile(found, join(folder, found));
    }
  }

  async #fetchFile(path: string, file: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    await this.rest.http.read(this.#urlOf(path), async (status, body) => {
      if (status !== 200) throw this.rest.refused(path, status, 'the file of a run cannot be read');
      await pipeline(body, createWriteStream(file));
    });
  }

  async #sizes(folder: string): Promise<ReadonlyMap<string, number>> {
    const files = await this.#list(folder === '.' ? '' : folder);
    // An empty file has no size.
    return new Map(files.filter(({ is_dir }) => !is_dir).map(({ path, file_size }) => [path, Number(file_size ?? 0)]));
  }

  async #list(folder: string): Promise<readonly FileInfo[]> {
    const fields = { run_id: this.runId, ...(folder === '' ? {} : { path: folder }) };
    const answer = await this.rest.get<{ files?: readonly FileInfo[] }>('artifacts/list', fields, { expect: ['RESOURCE_DOES_NOT_EXIST'] });
    return answer?.files ?? [];
  }

  async #sendFile({ path, content }: TrackedFile): Promise<void> {
    if (!PLAIN_PATH.test(path)) throw new Error(`${path} is no plain path`);
    const byteCount = byteCountOf({ content });
    if ('file' in content && byteCount > PART_BYTES && (await this.#sendParts(path, content.file, byteCount))) return;
    const headers = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' };
    await this.#put(this.#urlOf(path), path, 'file' in content ? { file: content.file, first: 0, byteCount } : content, headers);
  }

  async #put(url: string, path: string, body: Body, headers: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.rest.http.send({ method: 'PUT', path: url, headers, body, repeats: true, longMs: longMsOf(body) });
    if (answer.status < 200 || answer.status > 299) throw this.rest.refused(path, answer.status, answer.text);
    return String(answer.headers.etag ?? '');
  }

  /** Sends a file in parts, straight to the store; false where the server's store takes none. */
  async #sendParts(path: string, file: string, byteCount: number): Promise<boolean> {
    const [folder, name] = [dirname(path), path.split('/').at(-1) as string];
    const route = (step: string): string => `${ROUTE}mpu/${step}/${encodePath(folder === '.' ? this.root : `${this.root}/${folder}`)}`;
    const num_parts = Math.ceil(byteCount / PART_BYTES);
    const expect = ['NOT_IMPLEMENTED'] as const;
    const upload = await this.rest.callAt<Upload>('POST', route('create'), { path: name, num_parts }, { expect, repeats: false });
    if (upload?.upload_id === undefined) return false;
    const { upload_id, credentials } = upload;
    try {
      const parts = [];
      for (const { url, part_number, headers = {} } of [...credentials].sort((a, b) => a.part_number - b.part_number)) {
        const first = (part_number - 1) * PART_BYTES;
        const body = { file, first, byteCount: Math.min(PART_BYTES, byteCount - first) };
        parts.push({ part_number, etag: await this.#put(url, path, body, headers), url });
      }
      await this.rest.callAt('POST', route('complete'), { path: name, upload_id, parts });
    } catch (error) {
      await this.rest.callAt('POST', route('abort'), { path: name, upload_id }).catch(() => {});
      throw error;
    }
    return true;
  }

  #urlOf(path: string): string {
    return `${ROUTE}artifacts/${encodePath(`${this.root}/${path}`)}`;
  }
}

interface Upload {
  readonly upload_id: string;
  readonly credentials: readonly { readonly url: string; readonly part_number: number; readonly headers?: Readonly<Record<string, string>> }[];
}

function byteCountOf({ content }: Pick<TrackedFile, 'content'>): number {
  return 'file' in content ? statSync(content.file).size : Buffer.byteLength(content.text);
}

/** A slow line still takes 50 kB a second. */
function longMsOf(body: Body): number {
  return 'file' in body ? body.byteCount / 50 : 0;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
