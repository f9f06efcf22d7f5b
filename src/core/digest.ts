import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { canonicalJson, type Json } from './canonical-json.js';

declare const digestBrand: unique symbol;
/** A SHA-256 in lower-case hex, 64 characters. Made in this file only. */
export type Digest = string & { readonly [digestBrand]: true };

/** How a digest is written. */
export const DIGEST_PATTERN = /^[0-9a-f]{64}$/;

/** SHA-256 of bytes, or of a string's UTF-8 bytes. */
export function digestBytes(content: Uint8Array | string): Digest {
  return createHash('sha256').update(content).digest('hex') as Digest;
}

/** SHA-256 of a value's canonical JSON. */
export function digestJson(value: Json): Digest {
  return digestBytes(canonicalJson(value));
}

const READ_BYTES = 1 << 20;
/** A file of so many bytes is read at once: there may be thousands, and to wait for one costs more than to read it. */
const SMALL_BYTES = 1 << 16;

/** SHA-256 of a file's bytes, of a large one read piece by piece into one buffer. Throws what the file system throws. */
export async function digestFile(path: string): Promise<Digest> {
  if (statSync(path).size <= SMALL_BYTES) return digestBytes(readFileSync(path));
  const hash = createHash('sha256');
  const handle = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES);
      if (bytesRead === 0) return hash.digest('hex') as Digest;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** A SHA-256 that is fed bit by bit. */
export class DigestBuilder {
  readonly #hash = createHash('sha256');

  add(content: Uint8Array | string): this {
    this.#hash.update(content);
    return this;
  }

  finish(): Digest {
    return this.#hash.digest('hex') as Digest;
  }
}

/** Checks a digest that came from outside (a file, the command line); `undefined` when it is none. */
export function parseDigest(text: string): Digest | undefined {
  return DIGEST_PATTERN.test(text) ? (text as Digest) : undefined;
}
