import { describe, expect, it } from 'vitest';
import { evaluate, nameExamples } from '../../src/evaluation/evaluate.js';
import type { RowFigure } from '../../src/evaluation/figures/figure.js';
import { FIGURES } from '../../src/evaluation/figures/figures.js';
import { drawIntervals } from '../../src/evaluation/intervals/intervals-request.js';
import type { JudgedRows } from '../../src/evaluation/judged-rows.js';
import { pairedDifference } from '../../src/evaluation/paired-difference.js';
import { figureLines } from '../../src/report/figure-text.js';
import { glanceSection } from '../../src/report/sections/glance/glance-section.js';
import { metricsSection } from '../../src/report/sections/metrics-section.js';
import { metricsTable } from '../../src/stages/evaluate/metrics-table.js';
import { sampleReport } from '../report/sample-report.js';
import { lowestRecall } from './lowest-recall.js';

/** Largest loss of a row, in nats. */
const worstLoss = {
  name: 'worstLoss',
  label: 'worst loss',
  over: 'rows',
  compute: ({ loss }) => Math.max(...loss),
  format: 'number',
  card: { size: 'small', place: 9, note: 'nats, of one row' },
} as const satisfies RowFigure;

/** All that a new figure takes beside its file: its name in the list. */
const WITH_TOYS = [...FIGURES, lowestRecall, worstLoss];

/** 80 rows, 20 of each of four codes, of which 5, 10, 15 and 20 are given theirs and the others the next code; nothing has the fifth code. */
const label = Int32Array.from({ length: 80 }, (_, row) => row % 4);
const ROWS: JudgedRows = {
  classCount: 5,
  label,
  group: Uint32Array.from(label.keys()),
  weight: null,
  predicted: label.map((code, row) => (Math.floor(row / 4) % 4 <= code ? code : (code + 1) % 4)),
  score: new Float64Array(80).fill(0.75),
  rank: new Int32Array(80),
  loss: Float64Array.from({ length: 80 }, (_, row) => row / 64),
  squares: new Float64Array(80).fill(0.625),
};
const REQUEST = {
  suite: 'test',
  codes: ['a', 'b', 'c', 'd', 'e'],
  seed: 1,
  unseen: null,
  codebook: null,
  design: { kind: 'none', reason: 'made up' },
} as const;

const evaluateHere = (figures?: typeof WITH_TOYS) => evaluate(ROWS, REQUEST, async (request) => drawIntervals(request, figures), figures);

const evaluation = nameExamples(await evaluateHere(WITH_TOYS), String);

describe('a figure that a file and a line of the list add', () => {
  const json = JSON.parse(JSON.stringify(evaluation));

  it('is in the JSON, under both label sets and with its interval', () => {
    expect(json.metrics).toMatchObject({ labelSet: 'with-support', lowestRecall: 1 / 4, worstLoss: 79 / 64 });
    expect(json.allCodes).toMatchObject({ labelSet: 'all-codes', lowestRecall: 0, worstLoss: 79 / 64 });
    expect(json.intervals.lowestRecall).toMatchObject({ confidence: 0.95, estimand: 'expected lowest recall at the given supports' });
    expect(json.intervals.lowestRecall.low).toBeLessThan(1 / 4);
    expect(json.intervals.lowestRecall.high).toBeGreaterThan(1 / 4);
    expect(json.intervals).not.toHaveProperty('worstLoss');
  });

  it('is a row of the metrics table under each label set, its interval where it holds', () => {
    const columns = metricsTable([evaluation], WITH_TOYS);
    const lines = Array.from(columns[0]!.values, (_, i) => Object.fromEntries(columns.map(({ name, values }) => [name, values[i]])));
    const of = (metric: string) => lines.filter((line) => line.metric === metric);
    const { low, high } = json.intervals.lowestRecall;
    expect(of('lowestRecall')).toEqual([
      { suite: 'test', labelSet: 'with-support', metric: 'lowestRecall', code: null, value: 0.25, low, high, confidence: 0.95, support: 80 },
      { suite: 'test', labelSet: 'all-codes', metric: 'lowestRecall', code: null, value: 0, low: null, high: null, confidence: null, support: 80 },
    ]);
    expect(of('worstLoss').map(({ value, low }) => [value, low])).toEqual([
      [79 / 64, null],
      [79 / 64, null],
    ]);
  });

  it('is a card of the page: the large one with its interval, a mean over codes also over all of them', () => {
    const data = { ...sampleReport(), evaluation };
    const page = glanceSection(data, WITH_TOYS).text + metricsSection(data, WITH_TOYS).text;
    expect(page).toContain('<p class="name">Lowest recall, codes with test support</p><p class="value">0.250</p>');
    expect(page).toContain('of: expected lowest recall at the given supports; resampled by group');
    expect(page).toContain('<p class="name">Lowest recall, all codes of the run</p><p class="value">0.000</p>');
    expect(page).toContain('<p class="name">Worst loss</p><p class="value">1.234</p><p class="note">nats, of one row</p>');
  });

  it('is said in a terminal: the large one with its interval on a line of its own, the small one after the others', () => {
    const { low, high } = json.intervals.lowestRecall;
    const lines = figureLines(evaluation, WITH_TOYS);
    expect(lines[2]).toBe(`lowest recall 0.250 [${low.toFixed(3)}, ${high.toFixed(3)}] at 95 % over 4 codes (with-support)`);
    expect(lines.at(-1)).toMatch(/, worst loss 1\.234$|^worst loss 1\.234$/);
  });

  it('is left out where it was not recorded', async () => {
    expect(figureLines(await evaluateHere(), WITH_TOYS)).toEqual(figureLines(await evaluateHere()));
  });

  it('has no card on the page of a run that did not know it', () => {
    const data = sampleReport();
    expect(metricsSection(data, WITH_TOYS).text).toBe(metricsSection(data).text);
  });

  it('compares two models, when it is one of given codes', () => {
    const always = Int32Array.from(ROWS.label, () => 0);
    const paired = pairedDifference({ ...ROWS, predicted: [ROWS.predicted, always] }, lowestRecall, 0.95);
    expect(paired).toMatchObject({ candidate: 1 / 4, champion: 0, difference: 1 / 4, discordantUnits: 60 });
  });

  it('changes none of the others', async () => {
    const plain = await evaluateHere();
    expect(json.metrics).toMatchObject({ ...plain.metrics });
    expect(json.intervals).toMatchObject({ ...plain.intervals });
  });
});
