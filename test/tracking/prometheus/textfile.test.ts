import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunGauges, writeTextfile } from '../../../src/tracking/prometheus/textfile.js';

const RUN: RunGauges = {
  pipeline: 'shop "a"',
  status: 'done',
  endSeconds: 1767225600.5,
  seconds: 12,
  rows: 990,
  quarantineShare: 0.01,
  gate: 'refuse',
  figures: { macroF1: 0.78 },
};

test('the file is what the collector reads: names, labels and values, a line each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-textfile-'));
  try {
    const lines = readFileSync(writeTextfile(folder, RUN), 'utf8').split('\n');
    // The exposition format: a name, labels in braces, a number.
    for (const line of lines.slice(0, -1))
      expect(line).toMatch(/^# (HELP|TYPE) \w+ .+$|^[a-z_]+\{[a-zA-Z]+="(?:[^"\\]|\\.)*"(?:,[a-zA-Z]+="(?:[^"\\]|\\.)*")*\} -?[\d.e+-]+$/);
    expect(lines).toContain('millrace_run_last_success_timestamp_seconds{pipeline="shop \\"a\\""} 1767225600.5');
    expect(lines).toContain('millrace_run_gate{pipeline="shop \\"a\\"",decision="refuse"} 1');
    expect(lines).toContain('millrace_run_gate{pipeline="shop \\"a\\"",decision="promote"} 0');
    expect(lines).toContain('millrace_run_quarantine_share{pipeline="shop \\"a\\""} 0.01');
    expect(lines).toContain('millrace_run_figure{pipeline="shop \\"a\\"",figure="macroF1"} 0.78');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a run that failed leaves the time of the last one that did not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-textfile-'));
  try {
    writeTextfile(folder, RUN);
    const failed: RunGauges = { ...RUN, status: 'failed', endSeconds: 1767225999, rows: null, quarantineShare: null, gate: null, figures: {} };
    const text = readFileSync(writeTextfile(folder, failed), 'utf8');
    expect(text).toContain('last_success_timestamp_seconds{pipeline="shop \\"a\\""} 1767225600.5');
    expect(text).toContain('last_end_timestamp_seconds{pipeline="shop \\"a\\""} 1767225999');
    expect(text).not.toMatch(/null|millrace_run_rows/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
