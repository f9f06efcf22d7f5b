import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SplitReader } from '../../src/engine/split-reader.js';
import type { TableFiles } from '../../src/engine/table-files.js';
import type { Closable } from './closable.js';
import { openFixtureFiles } from './fixture-files.js';

/** What everything that reads split files must do; an implementation supplies itself. */
export function splitReaderContract(name: string, open: (temporaryFolder: string) => Promise<Closable<SplitReader>>): void {
  describe(`${name} as a reader of split files`, () => {
    let folder: string;
    let files: Closable<TableFiles>;
    let reader: Closable<SplitReader>;
    const path = (file: string) => join(folder, file);
    const writeColumns = (file: string, names: readonly string[], rows: readonly (readonly (string | null)[])[]) =>
      files.writeTable(
        path(file),
        names.map((column, i) => ({ name: column, type: 'text', values: rows.map((row) => row[i] as string | null) })),
      );
    const writeSplit = (file: string, rows: readonly (readonly [id: string, code: string, role: string, group: string])[]) =>
      writeColumns(file, ['id', 'code', 'role', 'group'], rows);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-split-reader-'));
      files = await openFixtureFiles(path('fixtures'));
      reader = await open(path('spill'));
    });
    afterAll(async () => {
      await reader.close();
      await files.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('digests the content as lines of JSON, whatever characters an id holds', async () => {
      const text = fc.string({
        unit: fc.oneof(
          fc.integer({ min: 0, max: 0x7f }).map((c) => String.fromCharCode(c)),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        ),
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 30 }), text, async (ids, code) => {
          const sorted = ids.map(wellFormed).filter((id, i, all) => all.indexOf(id) === i);
          sorted.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          const rows = sorted.map((id, i) => [id, wellFormed(code), i % 2 === 0 ? 'train' : 'test', 'ab'.repeat(32)] as const);
          await writeSplit('digest.parquet', rows);
          const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
          const { splitDigest, rowCounts } = await reader.digestSplit(path('digest.parquet'));
          expect(splitDigest).toBe(createHash('sha256').update(lines).digest('hex'));
          expect(rowCounts.get('train')).toBe(Math.ceil(rows.length / 2));
        }),
        { numRuns: 40 },
      );
    });

    it('escapes every control character as JSON.stringify does', async () => {
      const ids = Array.from({ length: 0x80 }, (_, code) => `${String.fromCharCode(code)}\\u000B"`);
      const rows = ids.map((id) => [id, id, 'train', 'g'] as const);
      await writeSplit('control.parquet', rows);
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      expect((await reader.digestSplit(path('control.parquet'))).splitDigest).toBe(createHash('sha256').update(lines).digest('hex'));
    });

    it('refuses a file whose ids are out of order over its blocks, or repeated', async () => {
      const many = Array.from({ length: 140_000 }, (_, i) => [String(1_000_000 + i), 'c', 'train', 'g'] as const);
      await writeSplit('order.parquet', [...many.slice(70_000), ...many.slice(0, 70_000)]);
      await expect(reader.digestSplit(path('order.parquet'))).rejects.toThrow(/ascending/);
      await writeSplit('twice.parquet', [
        ['a', 'c', 'train', 'g'],
        ['a', 'c', 'test', 'h'],
      ]);
      await expect(reader.digestSplit(path('twice.parquet'))).rejects.toThrow(/ascending/);
    });

    it('counts the test rows whose group is elsewhere too', async () => {
      await writeSplit('leak.parquet', [
        ['1', 'c', 'test', 'g'],
        ['2', 'c', 'test', 'g'],
        ['3', 'c', 'train', 'g'],
        ['4', 'c', 'test', 'h'],
        ['5', 'c', 'train', 'i'],
      ]);
      expect(await reader.countLeakedRows(path('leak.parquet'))).toBe(2);
    });

    it.each(['train', 'validation', 'calibration'])('counts a test row whose group has a row in %s alone', async (role) => {
      await writeSplit(`leak-${role}.parquet`, [
        ['1', 'c', 'test', 'g'],
        ['2', 'c', role, 'g'],
        ['3', 'c', 'test', 'h'],
        ['4', 'c', role, 'i'],
      ]);
      expect(await reader.countLeakedRows(path(`leak-${role}.parquet`))).toBe(1);
    });

    it('counts no test row that is marked seen', async () => {
      await files.writeTable(path('seen.parquet'), [
        { name: 'id', type: 'text', values: ['1', '2', '3'] },
        { name: 'code', type: 'text', values: ['c', 'c', 'c'] },
        { name: 'role', type: 'text', values: ['test', 'test', 'train'] },
        { name: 'group', type: 'text', values: ['g', 'g', 'g'] },
        { name: 'seen', type: 'boolean', values: [true, false, false] },
      ]);
      expect(await reader.countLeakedRows(path('seen.parquet'))).toBe(1);
    });

    it('gives the texts of the rows by bytewise order of id, whichever partition holds them', async () => {
      await writeSplit('texts.parquet', [
        ['a', 'x', 'train', 'g1'],
        ['\uffee', 'y', 'test', 'g2'],
        ['𝔘', 'x', 'validation', 'g3'],
      ]);
      await writeColumns('part-0.parquet', ['id', 'text', 'more'], [['𝔘', 'Rye', null]]);
      // The columns of another partition may come in another order, and rows that the split left out are passed over.
      await writeColumns(
        'part-1.parquet',
        ['more', 'id', 'text'],
        [
          ['b', '\uffee', 'MILK'],
          ['c', 'a', 'oil'],
          ['d', 'left out', 'fish'],
        ],
      );

      const lines: unknown[][] = [];
      for await (const { rowCount, columns } of reader.splitTexts(
        path('texts.parquet'),
        [{ file: path('part-0.parquet') }, { file: path('part-1.parquet') }],
        'id',
        ['text', 'more'],
      ))
        for (let row = 0; row < rowCount; row++) lines.push(columns.map((cells) => cells[row]));
      expect(lines).toEqual([
        ['a', 'x', 'train', 'oil', 'c'],
        ['\uffee', 'y', 'test', 'MILK', 'b'],
        ['𝔘', 'x', 'validation', 'Rye', ''],
      ]);
    });
  });
}

/** Lone surrogates become U+FFFD, as they do on the way into UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
