import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPreparedArrays, type PreparedArrays, writePreparedArrays } from '../../../src/artifacts/files/prepared-index-files.js';
import { loadSplitArrays, writeSplitArrays } from '../../../src/artifacts/files/split-files.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-row-arrays-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the arrays of a prepared index', () => {
  const group = Uint32Array.of(0, 1, 0);
  const byText: PreparedArrays = {
    code: Int32Array.of(2, -1, 0),
    included: Uint8Array.of(1, 0, 1),
    group,
    text: group,
    trainingWeight: null,
    evaluationWeight: null,
  };
  const stored = { rowCount: 3, hasText: false, hasTrainingWeight: false, hasEvaluationWeight: false };

  test('come back as they were, and a text that is the group has no file of its own', () => {
    writePreparedArrays(folder, byText);
    expect(readdirSync(folder).sort()).toEqual(['code.i32', 'group.u32', 'included.u8']);
    const loaded = loadPreparedArrays(folder, stored);
    expect(loaded).toEqual(byText);
    expect(loaded.text).toBe(loaded.group);
  });

  test('come back with weights and texts where there are any', () => {
    const arrays = {
      ...byText,
      text: Uint32Array.of(0, 1, 2),
      trainingWeight: Float32Array.of(1, 0, 2.5),
      evaluationWeight: Float32Array.of(1, 0, 0.5),
    };
    writePreparedArrays(folder, arrays);
    expect(loadPreparedArrays(folder, { rowCount: 3, hasText: true, hasTrainingWeight: true, hasEvaluationWeight: true })).toEqual(arrays);
  });

  test('are refused when one is cut short', () => {
    writePreparedArrays(folder, byText);
    truncateSync(join(folder, 'code.i32'), 8);
    expect(() => loadPreparedArrays(folder, stored)).toThrow(/code\.i32.*8 bytes.*12 bytes/s);
  });
});

describe('the arrays of a split', () => {
  test('come back as they were, those that do not apply as null', () => {
    const arrays = { role: Uint8Array.of(0, 3, 255), seen: Uint8Array.of(0, 1, 0), fold: null };
    writeSplitArrays(folder, arrays);
    expect(readdirSync(folder).sort()).toEqual(['role.u8', 'seen.u8']);
    expect(loadSplitArrays(folder, { rowCount: 3, hasSeen: true, hasFold: false })).toEqual(arrays);
  });
});
