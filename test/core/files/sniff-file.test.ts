import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sniffFile } from '../../../src/core/files/sniff-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-sniff-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isOf = (bytes: string): string | undefined => {
  const file = join(folder, 'a.parquet');
  writeFileSync(file, Buffer.from(bytes, 'latin1'));
  return sniffFile(file)?.is;
};

describe('a file that was taken for Parquet', () => {
  it.each([
    ['', /empty/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n', /Git LFS/],
    ['PARE0000PARE', /encrypted/],
    ['PAR1 pages and a key PARE', /encrypted footer/],
    ['\x1f\x8b\x08\x00', /gzip/],
    ['PK\x03\x04sheet', /ZIP/],
    ['ARROW1\x00\x00', /Arrow/],
    ['ORC\x00', /ORC/],
    ['Obj\x01\x04', /Avro/],
    ['<!DOCTYPE html><title>Log in</title>', /web page/],
    ['{"id": 1}\n', /JSON/],
    ['\xef\xbb\xbfid;text\n1;bread\n', /CSV/],
  ])('%j is named for what it is', (bytes, is) => {
    expect(isOf(bytes)).toMatch(is);
  });

  it('that begins and ends as Parquet does is not guessed at, nor one that cannot be read', () => {
    expect(isOf('PAR1\x15\x04,,,;\n\x15PAR1')).toBeUndefined();
    expect(isOf('\x00\x01\x02,\n')).toBeUndefined();
    expect(sniffFile(join(folder, 'absent'))).toBeUndefined();
    expect(sniffFile(folder)).toBeUndefined();
  });
});
