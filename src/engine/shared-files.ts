import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLine } from './line-file.js';
import type { ReadShared } from './task-codec.js';

/** Smaller arrays travel in the line: a file costs more than their bytes. */
const LEAST_BYTES = 65_536;

/**
 * Files of a folder that workers in other processes see, for the arrays over shared memory that many inputs of tasks have in common: each is
 * written once, when it is first asked for, and must not change from then on.
 */
export class SharedFiles {
  readonly #files = new WeakMap<ArrayBufferLike, Map<string, string>>();
  #count = 0;

  constructor(readonly folder: string) {}

  /** The file of an array, or of a view of a whole kernel memory; null for one over memory of its own, or a small one. */
  fileOf(array: ArrayBufferView): string | null {
    const { buffer, byteOffset, byteLength } = array;
    if (!(buffer instanceof SharedArrayBuffer) || byteLength < LEAST_BYTES) return null;
    const files = this.#files.get(buffer) ?? new Map<string, string>();
    this.#files.set(buffer, files);
    const place = `${byteOffset}+${byteLength}`;
    const known = files.get(place);
    if (known !== undefined) return known;
    const file = join(this.folder, `${this.#count++}.shared`);
    writeFileSync(file, new Uint8Array(buffer, byteOffset, byteLength));
    files.set(place, file);
    return file;
  }
}

const PAGE_BYTES = 65_536;
const knownBytes = new Map<string, ArrayBuffer>();
const knownMemories = new Map<string, WebAssembly.Memory>();

/** What such files hold, arrays read once a process: workers that serve one call are gone before the files are. */
export const sharedFileReader: ReadShared = {
  bytes: (file) => once(knownBytes, file, readBytes),
  memory: (file) => once(knownMemories, file, readMemory),
  line: readLine,
};

function readBytes(file: string): ArrayBuffer {
  const bytes = readFileSync(file);
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function readMemory(file: string): WebAssembly.Memory {
  const bytes = readFileSync(file);
  const pages = bytes.length / PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  new Uint8Array(memory.buffer).set(bytes);
  return memory;
}

function once<Value>(known: Map<string, Value>, file: string, read: (file: string) => Value): Value {
  const value = known.get(file) ?? read(file);
  known.set(file, value);
  return value;
}
