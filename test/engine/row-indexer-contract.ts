import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowIndexer } from '../../src/engine/row-indexer.js';
import type { TableFiles } from '../../src/engine/table-files.js';
import type { Closable } from './closable.js';
import { openFixtureFiles } from './fixture-files.js';
import { type FixtureRow, writeRowFile } from './row-files.js';

/** What everything that indexes prepared rows must do; an implementation supplies itself. */
export function rowIndexerContract(name: string, open: (temporaryFolder: string) => Promise<Closable<RowIndexer>>): void {
  describe(`${name} as an indexer of prepared rows`, () => {
    let folder: string;
    let files: Closable<TableFiles>;
    let indexer: Closable<RowIndexer>;
    const path = (file: string) => join(folder, file);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-row-indexer-'));
      files = await openFixtureFiles(path('fixtures'));
      indexer = await open(path('spill'));
    });
    afterAll(async () => {
      await indexer.close();
      await files.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Every row is a text of its own unless it says otherwise. */
    const rows: readonly FixtureRow[] = [
      { id: 'b', code: 'y', group: 'g1', text: 't0', content: '1' },
      { id: 'a', code: 'x', group: 'g2', text: 't1', content: '2' },
      { id: 'c', code: 'y', group: 'g1', text: 't2', content: '3' },
      { id: 'a', code: 'x', group: 'g2', text: 't1', content: '2' },
      { id: 'd', code: 'z', group: 'g3', text: 't4', content: '4' },
      { id: 'e', code: 'y', group: 'g2', text: 't5', content: '5' },
      { id: 'd', code: 'z', group: 'g3', text: 't6', content: '6' },
      { id: 'ü', code: 'x', group: 'g4', text: 't7', content: '7' },
      { id: '𝔘', code: 'y', group: 'g4', text: 't5', content: '8' },
      { id: '\uffee', code: 'x', group: 'g5', text: 't9', content: '9' },
    ];
    const writeFiles = async (prefix: string, all: readonly FixtureRow[], ...ends: readonly number[]) => {
      const written: string[] = [];
      let first = 0;
      for (const [index, end] of ends.entries()) {
        written.push(await writeRowFile(files, path(`${prefix}-${index}.parquet`), all.slice(first, end), 100 + first));
        first = end;
      }
      return written;
    };

    it('counts rows over all files in order, an empty one too, and tells repeats from ids whose rows differ', async () => {
      const index = await indexer.indexRows(await writeFiles('three', rows, 4, 4, 10));
      expect(index.rowCount).toBe(10);
      expect([...index.repeated]).toEqual([3]);
      expect(index.ambiguous).toEqual([
        { row: 4, id: 'd', position: 104 },
        { row: 6, id: 'd', position: 106 },
      ]);
    });

    it('gives each row that is left its code and the lowest row of its group and text', async () => {
      const index = await indexer.indexRows(await writeFiles('one', rows, 10));
      // Only ambiguous rows have the code z.
      expect(index.codes).toEqual(['x', 'y']);
      expect([...index.code]).toEqual([1, 0, 1, -1, -1, 1, -1, 0, 1, 0]);
      expect([...index.groupRow]).toEqual([0, 1, 0, -1, -1, 1, -1, 7, 7, 9]);
      expect([...index.textRow]).toEqual([0, 1, 2, -1, -1, 5, -1, 7, 5, 9]);
    });

    it('counts the groups of rows that are grouped by their text', async () => {
      const byText = rows.map((row) => ({ ...row, group: row.text }));
      const index = await indexer.indexRows(await writeFiles('text', byText, 3, 10));
      expect([...index.groupRow]).toEqual([0, 1, 2, -1, -1, 5, -1, 7, 5, 9]);
      expect(index.textRow).toEqual(index.groupRow);
    });

    it('names the lowest row of a group even when that row is left out', async () => {
      const hidden = [
        { id: 'r', code: 'x', group: 'g', text: 't0', content: 'one' },
        { id: 'r', code: 'x', group: 'h', text: 't1', content: 'other' },
        { id: 's', code: 'x', group: 'g', text: 't2', content: 'third' },
      ];
      const index = await indexer.indexRows(await writeFiles('hidden', hidden, 3));
      expect([...index.groupRow]).toEqual([-1, -1, 0]);
    });

    it('orders codes by their bytes, and counts every repeat but the first', async () => {
      const odd = ['\uffee', '𝔘', 'ü', 'Z', 'a'].flatMap((code) =>
        [code, code].map((_) => ({ id: code, code, group: code, text: code, content: code })),
      );
      const index = await indexer.indexRows(await writeFiles('odd', odd, 10));
      expect(index.codes).toEqual(['Z', 'a', 'ü', '\uffee', '𝔘']);
      expect([...index.repeated]).toEqual([1, 3, 5, 7, 9]);
      expect(index.ambiguous).toEqual([]);
    });

    it('does the same twice, and leaves nothing of the first time in the way', async () => {
      const written = await writeFiles('twice', rows, 4, 10);
      expect(await indexer.indexRows(written)).toEqual(await indexer.indexRows(written));
    });
  });
}
