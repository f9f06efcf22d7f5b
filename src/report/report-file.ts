import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../core/failure.js';
import { writeFileAtomic } from '../core/files/write-atomic.js';
import { type DrawnSections, renderReport } from './render-report.js';
import type { ReportData } from './report-data.js';

const DATA_FILE = 'report.json';
const PAGE_FILE = 'report.html';
/** Raised when the page shows something that older files do not hold. */
const VERSION = 1;

/**
 * Writes what the page shows as `report.json`, then the page, of which parts may be drawn already; returns the page's path. Failures: those of
 * `writeFileAtomic`.
 */
export function writeReport(runFolder: string, data: ReportData, drawn?: DrawnSections): string {
  writeFileAtomic(join(runFolder, DATA_FILE), `${JSON.stringify({ kind: 'report-data', version: VERSION, ...data })}\n`);
  return writePage(runFolder, data, drawn);
}

/** Makes the page of a run again from its `report.json`; returns the page's path. */
export function rebuildReport(runFolder: string): string {
  return writePage(runFolder, loadReportData(runFolder));
}

/** Loads `report.json`. `usage.missing-file` when the run has none, `artifact.corrupt` when it is none that this release reads. */
export function loadReportData(runFolder: string): ReportData {
  const file = join(runFolder, DATA_FILE);
  const content = parse(readText(file), file);
  if (content.kind !== 'report-data' || content.version !== VERSION) {
    throw fail('artifact.corrupt', {
      what: 'the data of the report cannot be read by this release',
      where: file,
      got: `kind ${JSON.stringify(content.kind)}, version ${JSON.stringify(content.version)}`,
      wanted: `kind "report-data", version ${VERSION}`,
      hint: 'run the pipeline again: finished work is found and not done twice',
    });
  }
  const { kind: _kind, version: _version, ...data } = content;
  return data as unknown as ReportData;
}

function writePage(runFolder: string, data: ReportData, drawn?: DrawnSections): string {
  const page = join(runFolder, PAGE_FILE);
  writeFileAtomic(page, renderReport(data, drawn));
  return page;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw fail('usage.missing-file', {
      what: 'this run has no report',
      where: file,
      got: 'no such file',
      wanted: 'the data of a report, which a finished run leaves',
      hint: 'the run may have been stopped or pruned: the same command finds or makes what is missing',
    });
  }
}

function parse(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const got = `${text.length} characters that are no JSON`;
    throw fail('artifact.corrupt', { what: 'the data of the report is damaged', where: file, got, wanted: 'one JSON object' }, error);
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
