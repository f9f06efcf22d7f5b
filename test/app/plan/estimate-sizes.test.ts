import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateCodes, estimateSizes, extrapolateNgrams } from '../../../src/app/plan/estimate-sizes.js';
import { planSlices, sampleTexts } from '../../../src/app/plan/sample-texts.js';
import { pipelineConfig } from '../../../src/config/pipeline-config.js';
import { openWorkbench, textColumns, type Workbench } from '../../contract/stage-context.js';
import { smallRows } from '../../stages/small-flow.js';

describe('sizes from a sample', () => {
  it('follow the power law that the two halves of the sample show', () => {
    const exact = (texts: number) => 50 * Math.sqrt(texts);
    expect(extrapolateNgrams({ whole: exact(1000), half: exact(500) }, 1000, 64_000)).toBeCloseTo(exact(64_000), -1);
    expect(extrapolateNgrams({ whole: 0, half: 0 }, 0, 1000)).toBe(0);
  });

  it('count codes that the sample did not meet, by those met once and twice (Chao 1984)', () => {
    expect(estimateCodes([5, 3, 2, 2, 1, 1, 1, 1])).toBe(8 + 16 / 4);
    expect(estimateCodes([4, 4])).toBe(2);
  });

  it('count what the texts hold, and estimate the n-grams of the train rows on the high side', async () => {
    const rows = smallRows(1500, 8, 0.4, 3);
    await bench.write(
      'sizes/0.parquet',
      textColumns({ id: rows.map(({ id }) => id), text: rows.map(({ text }) => text), label: rows.map(({ label }) => label) }),
    );
    const config = pipelineConfig.parse({ name: 'a', data: { partitions: 'x' }, features: { words: [1, 1], chars: null, minDocumentFrequency: 1 } });
    const path = join(bench.folder, 'sizes/0.parquet');
    const sample = await sampleTexts(bench.tables, [{ file: path, rowCount: 1500 }], config);
    expect([sample.rowCount, sample.textCount]).toEqual([1500, 1500]);
    expect(sample.codeCounts.size).toBe(8);
    expect(sample.entriesPerRow).toBeGreaterThan(3);
    expect(sample.entriesPerRow).toBeLessThanOrEqual(4);
    const textsWith = new Map<string, number>();
    for (const { text } of rows) for (const word of new Set(text.split(' '))) textsWith.set(word, (textsWith.get(word) ?? 0) + 1);
    const single = [...textsWith.values()].filter((count) => count === 1).length;
    expect([sample.frequent.whole, sample.single.whole]).toEqual([textsWith.size - single, single]);
    const partitions = [{ path, digest: '' as never, byteCount: 1, rowCount: 1500 }];
    const sizes = estimateSizes({ rowCount: 1500, partitions, codebook: null }, sample, config, [config.features]);
    expect(sizes.codeCount).toBe(8);
    expect(sizes.variants[0]!.keyCount).toBeGreaterThanOrEqual(80 + 1050);
    expect(sizes.variants[0]!.keyCount).toBeLessThanOrEqual(1.5 * (80 + 1050));
    // Titles are texts to fit on beside the rows.
    const codebook = { codes: ['a', 'b', 'c'], titles: ['A', 'B', 'C'], parents: [null, null, null] };
    const titled = estimateSizes({ rowCount: 1500, partitions, codebook }, sample, config, [{ ...config.features, titles: true }]);
    expect(titled.trainCount).toBe(sizes.trainCount + 3);
    expect(titled.variants[0]!.entryCount).toBeGreaterThan(sizes.variants[0]!.entryCount);
  });

  it('take a part of the files where there are thousands, spread over all of them', () => {
    for (const rowCount of [2, 20]) {
      const files = Array.from({ length: 3000 }, (_, index) => ({ file: String(index), rowCount }));
      const [half, rest] = planSlices(files);
      const indexes = [...half, ...rest].map(({ file }) => Number(file));
      expect(new Set(indexes).size).toBe(indexes.length);
      expect(indexes.length).toBeGreaterThan(400);
      expect(indexes.length).toBeLessThanOrEqual(512);
      expect(Math.max(...indexes)).toBeGreaterThan(2800);
      expect(Math.abs(half.length - rest.length)).toBeLessThanOrEqual(16);
    }
  });

  it('take slices inside the partitions, none twice, as many rows as said', () => {
    const partition = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(
        fc.oneof(fc.array(partition, { minLength: 1, maxLength: 12 }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 })),
        (counts) => {
          const slices = planSlices(counts.map((rowCount, index) => ({ file: String(index), rowCount }))).flat();
          const total = counts.reduce((sum, count) => sum + count, 0);
          const taken = slices.reduce((sum, { count }) => sum + count, 0);
          expect(taken).toBeLessThanOrEqual(8192);
          if (counts.length <= 16 || total <= 8192) expect(taken).toBe(Math.min(total, 8192));
          for (const { file, first, count } of slices) expect(first + count).toBeLessThanOrEqual(counts[Number(file)]!);
          const places = slices
            .map(({ file, first, count }) => [Number(file), first, first + count] as const)
            .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          places.forEach(([file, first], index) => {
            const before = places[index - 1];
            if (before?.[0] === file) expect(first).toBeGreaterThanOrEqual(before[2]);
          });
        },
      ),
    );
  });
});

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());
