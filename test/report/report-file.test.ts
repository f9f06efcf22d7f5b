import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadReportData, rebuildReport, writeReport } from '../../src/report/report-file.js';
import { sampleReport } from './sample-report.js';

describe('the report files of a run', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-report-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('the page made again has the same bytes', () => {
    const page = writeReport(folder, sampleReport());
    const first = readFileSync(page, 'utf8');
    rmSync(page);
    expect(rebuildReport(folder)).toBe(page);
    expect(readFileSync(page, 'utf8')).toBe(first);
    expect(readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['report.html', 'report.json']);
  });

  test('what was written is what is loaded', () => {
    writeReport(folder, sampleReport());
    expect(loadReportData(folder)).toEqual(sampleReport());
  });

  test('a run without a report is a usage failure', () => {
    expect(() => loadReportData(folder)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'usage.missing-file' }) }));
  });

  test.each(['', '{"kind":"report-da', '[]', 'null', '{"kind":"report-data","version":0}'])(
    '%j in place of the data is called corrupt',
    (content) => {
      writeFileSync(join(folder, 'report.json'), content);
      expect(() => rebuildReport(folder)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
    },
  );
});
