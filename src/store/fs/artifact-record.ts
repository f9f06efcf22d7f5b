import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { type Digest, digestFile, digestJson, parseDigest } from '../../core/digest.js';
import type { StoredArtifact } from '../store.js';

/** The file that makes a folder an artifact; written last. */
export const RECORD_NAME = 'artifact.json';
const VERSION = 1;

interface FileEntry {
  readonly digest: Digest;
  readonly byteCount: number;
}

/** The content of `artifact.json`; `recordDigest` is that of all the other members, so that a flipped bit here shows too. */
interface ArtifactRecord {
  readonly version: number;
  readonly kind: string;
  readonly fingerprint: Json;
  readonly meta: Json;
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** What is wrong with a stored artifact: which file, what was found, what was wanted. */
export interface Damage {
  readonly file: string;
  readonly got: string;
  readonly wanted: string;
}

/** What a record says of an artifact; `byteCount` is that of all its files. */
export interface LoadedRecord {
  readonly kind: string;
  readonly artifact: StoredArtifact;
  readonly byteCount: number;
}

/** Digests every file of a folder and writes its `artifact.json`, which makes it an artifact. Syncs nothing: the store syncs what it publishes. */
export async function writeRecord(folder: string, kind: string, fingerprint: Json, meta: Json): Promise<void> {
  const files: Record<string, FileEntry> = {};
  for (const name of listFiles(folder)) {
    const file = join(folder, name);
    files[name] = { digest: await digestFile(file), byteCount: statSync(file).size };
  }
  const record: ArtifactRecord = { version: VERSION, kind, fingerprint, meta, files };
  const recordDigest = digestJson(record as unknown as Json);
  writeFileSync(join(folder, RECORD_NAME), `${canonicalJson({ ...record, recordDigest } as unknown as Json)}\n`, { flag: 'wx' });
}

/** Reads `artifact.json` and checks that every file is there with its size; the bytes are checked by `findWrongDigest`. */
export function loadRecord(folder: string, key: Digest): LoadedRecord | Damage {
  const file = join(folder, RECORD_NAME);
  const record = parseRecord(file);
  if ('got' in record) return record;
  const made = artifactKey(record.kind, record.fingerprint);
  if (made !== key) return { file, got: `the fingerprint of ${made}`, wanted: `the fingerprint of ${key}` };
  let byteCount = 0;
  for (const [name, entry] of Object.entries(record.files)) {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
    if (size !== entry.byteCount)
      return { file: join(folder, name), got: size === undefined ? 'no file' : `${size} bytes`, wanted: `${entry.byteCount} bytes` };
    byteCount += size;
  }
  const files = Object.fromEntries(Object.entries(record.files).map(([name, entry]) => [name, entry.digest]));
  return { kind: record.kind, byteCount, artifact: { key, folder, fingerprint: record.fingerprint, meta: record.meta, files } };
}

/** Digests every file again; undefined when all are as they were written. Reads all bytes. */
export async function findWrongDigest(artifact: StoredArtifact): Promise<Damage | undefined> {
  for (const [name, wanted] of Object.entries(artifact.files)) {
    const file = join(artifact.folder, name);
    try {
      const got = await digestFile(file);
      if (got !== wanted) return { file, got: `digest ${got}`, wanted: `digest ${wanted}` };
    } catch (error) {
      return unreadable(file, error);
    }
  }
  return undefined;
}

/** The key of an artifact: digest of its kind and of what makes it. */
export function artifactKey(kind: string, fingerprint: Json): Digest {
  return digestJson({ kind, fingerprint });
}

/** Files of a folder and its subfolders as relative paths with `/`, in the order of the directory; the record left out. */
export function listFiles(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(folder, name);
    return name === RECORD_NAME ? [] : [name];
  });
}

function parseRecord(file: string): ArtifactRecord | Damage {
  const wanted = 'the record that was written';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return unreadable(file, error);
  }
  try {
    const { recordDigest, ...record } = JSON.parse(text) as ArtifactRecord & { recordDigest: string };
    if (parseDigest(recordDigest) !== digestJson(record as unknown as Json)) return { file, got: 'a record that does not fit its digest', wanted };
    return record;
  } catch (error) {
    return { file, got: `no JSON: ${(error as Error).message}`, wanted };
  }
}

/** A file that is gone or that the disk cannot read is damage. One that this user may not read is not: that error is thrown on. */
function unreadable(file: string, error: unknown): Damage {
  if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) throw error;
  return { file, got: error instanceof Error ? error.message : String(error), wanted: 'a file that can be read' };
}
