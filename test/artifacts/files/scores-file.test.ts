import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readScoresFile, writeScoresFile } from '../../../src/artifacts/files/scores-file.js';

const folder = mkdtempSync(join(tmpdir(), 'millrace-scores-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCORES = {
  rows: Uint32Array.of(3, 8, 9),
  topCount: 2,
  temperatures: [1],
  top: Int32Array.of(1, 0, 2, 1, 0, 2),
  topScores: Float32Array.of(1.5, -2, 0.25, 0.125, -1e30, -1e30),
  logSumExp: Float64Array.of(1.7, 0.9, 0.1),
  trueScore: Float32Array.of(1.5, Number.NEGATIVE_INFINITY, 0),
};

test('scores of validation rows are read as they were written, at 16 bytes a row and 8 for each of its best codes', () => {
  const file = join(folder, 'scores.bin');
  writeScoresFile(file, SCORES);
  expect(readScoresFile(file)).toEqual({ kind: 'predictions', sums: null, ...SCORES });
  // A head of 64 bytes, and what pads three rows to whole numbers of 8 bytes.
  expect(statSync(file).size).toBe(64 + 3 * (16 + 8 * 2) + 4 + 4);
});

test('a file that was cut short is damaged', () => {
  const file = join(folder, 'cut.bin');
  writeScoresFile(file, SCORES);
  truncateSync(file, statSync(file).size - 8);
  expect(() => readScoresFile(file)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
});
