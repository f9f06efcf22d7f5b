import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/core/digest.js';
import { writePart } from '../../../src/model/bundle/write-part.js';
import { temporaryFolder } from '../toy-model.js';

it.each([
  ['text', 'Käse'],
  ['bytes', new Uint8Array([0, 255, 7])],
])('a part is written as its %s, with its digest and its count of bytes', (_, content) => {
  const folder = temporaryFolder();
  const bytes = Buffer.from(content as string);
  expect(writePart(folder, 'part', content)).toEqual({ file: 'part', digest: digestBytes(bytes), byteCount: bytes.length });
  expect(readFileSync(join(folder, 'part'))).toEqual(bytes);
});
