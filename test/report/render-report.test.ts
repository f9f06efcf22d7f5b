import { describe, expect, test } from 'vitest';
import type { GateDecision } from '../../src/artifacts/evaluation.js';
import { drawAhead, renderReport } from '../../src/report/render-report.js';
import { coveragePoints } from '../../src/report/sections/scores-section.js';
import { NO_INTERVALS, sampleReport } from './sample-report.js';

const sample = sampleReport();
const page = renderReport(sample);
const attack = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;

describe('the report page', () => {
  test('has the same bytes twice', () => {
    expect(renderReport(sampleReport())).toBe(page);
  });

  test('has the same bytes when it was drawn ahead, but for what coding takes', () => {
    const coding = {
      rowCount: 300,
      textsPerCpuSecond: 23_841,
      p95Ms: 0.078,
      spread: { textsPerCpuSecond: [20_000, 25_000], p95Ms: [0.07, 0.09] },
      bundleBytes: 81.9 * 2 ** 20,
      predictBytes: 527 * 2 ** 20,
      peakBytes: null,
    } as const;
    const whole = renderReport({ ...sample, coding });
    expect(renderReport({ ...sample, coding }, drawAhead({ ...sample, coding: null }))).toBe(whole);
    expect(whole.match(/23,841 texts a CPU second/g)).toHaveLength(2);
  });

  test('fetches nothing: no address of another file or host', () => {
    const addresses = [...page.matchAll(/(?:src|href|action|data|poster)="([^"]*)"/g)].map((match) => match[1]);
    expect(addresses.filter((address) => !/^(?:#|data:,$|data:text\/csv;)/.test(address as string))).toEqual([]);
    expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|@import|url\((?!#)/);
  });

  test('draws in colours of the page alone, which dark replaces', () => {
    // A clip path is never seen.
    const drawings = [...page.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([drawing]) => drawing.replaceAll(/<clipPath[\s\S]*?<\/clipPath>/g, ''));
    expect(drawings.length).toBeGreaterThan(10);
    expect(drawings.flatMap((drawing) => drawing.match(/(?:fill|stroke)="(?!none|transparent|var\()[^"]*"/g) ?? [])).toEqual([]);
  });

  test('gives every id once, and every reference a target', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...page.matchAll(/(?:href="#|url\(#)([^")]*)/g)].map((match) => match[1]);
    expect(references.filter((reference) => !ids.includes(reference))).toEqual([]);
  });

  test('names the label set of each macro F1 and the estimand of each interval', () => {
    expect(page).toContain('Macro F1, codes with test support');
    expect(page).toContain('Macro F1, all codes of the run');
    expect(page).toContain('of: expected macro F1 at the given supports; resampled by group');
  });

  test('lists every code once, with its title', () => {
    const rows = page.slice(page.indexOf('id="codes-table"'), page.indexOf('</table>', page.indexOf('id="codes-table"'))).match(/<tr>/g);
    expect(rows).toHaveLength(sample.evaluation.perCode.length + 1);
    expect(page).toContain('Title of goods, kind-007');
  });

  test('lists codes without a test row too', () => {
    const extra = { code: 'zz/rare', title: 'Rare', roleCounts: [1, 0, 0, 0] };
    expect(renderReport(sampleReport({ codes: [...sample.codes, extra] }))).toContain('<bdi>zz/rare</bdi>');
  });

  test('shows a dash where a score is not defined', () => {
    const nothing = { code: 'none', support: 0, predicted: 0, precision: 0, recall: 0, f1: 0, intervals: NO_INTERVALS, confusions: [] };
    const rendered = renderReport(sampleReport({ evaluation: { ...sample.evaluation, perCode: [nothing] } }));
    const row = rendered.slice(rendered.indexOf('<bdi>none</bdi>')).split('</tr>')[0];
    expect(row?.match(/data-sort=""[^>]*>–</g)).toHaveLength(3);
  });
});

describe('coding', () => {
  const sentence = '24,210 texts a CPU second, 95 % of texts within 0.081 ms; bundle 62.9 MiB, memory at least 381 MiB';

  test('has its speed, size and memory on the first screen and beside the digests', () => {
    expect(page).toContain(`Coding: ${sentence}.`);
    expect(page).toContain(`<dt>Coding takes</dt><dd>${sentence}</dd>`);
    expect(renderReport(sampleReport({ coding: null }))).not.toContain('texts a CPU second');
  });

  test('and the labels are to be looked into by command, where rows were scored that no fit knew', () => {
    const crossFit = { folds: 5, fitted: 2 };
    const crossFitted = renderReport(sampleReport({ calibration: { ...sample.calibration, crossFit } }));
    expect(crossFitted).toContain(`millrace labels ${sample.run.id}`);
    expect(crossFitted).toContain(`millrace counts ${sample.run.id} --data`);
    expect(page).not.toContain('millrace labels');
  });
});

describe('text from outside', () => {
  const figures = { support: 1, predicted: 1, precision: 1, recall: 1, f1: 1, intervals: NO_INTERVALS };
  const hostileCode = { code: attack, ...figures, confusions: [{ given: attack, weight: 1, rowCount: 1, examples: [attack] }] };
  const hostile = renderReport(
    sampleReport({
      run: { ...sample.run, pipeline: attack, pipelineFile: attack },
      codes: [{ code: attack, title: attack, roleCounts: [1, 1, 1, 1] }],
      evaluation: {
        ...sample.evaluation,
        perCode: [hostileCode],
        codeLists: { neverGiven: [attack], withoutRows: [attack], notInCodebook: [attack] },
      },
      prepared: { ...sample.prepared, quarantine: [{ reason: 'empty-text', count: 1, examples: [attack] }] },
      partitions: sample.partitions.map((partition) => ({ ...partition, path: attack })),
      trials: { ...sample.trials, trials: sample.trials.trials.map((trial) => ({ ...trial, label: attack, variant: attack })) },
      comparison: { ...sample.comparison, champion: attack, reason: attack },
      history: [{ run: attack, model: attack, champion: attack, splitDigest: null, figures: [{ name: attack, value: 1, low: 0, high: 1 }] }],
      drift: { by: 'partition', newest: attack, earlierCount: 1, newestCount: 1, shifts: [], codes: [{ code: attack, earlier: 1, newest: 0 }] },
      parents: [{ code: attack, title: attack }],
      environment: [[attack, attack]],
      warnings: [attack],
      config: { [attack]: attack },
    }),
  );

  test('stays text, in tables, charts, labels and code', () => {
    expect(hostile.match(/<script/g)).toHaveLength(1);
    expect(hostile).not.toContain('<img');
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('could not run anyway: only the page’s own script is allowed', () => {
    expect(hostile).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-[\w+/]+=*&#39;"/,
    );
  });
});

describe('the decision', () => {
  const shown = (decision: GateDecision, champion: boolean) =>
    /class="headline">([^<]*)/.exec(
      renderReport(sampleReport({ comparison: { ...sample.comparison, decision }, registration: { name: 'goods', version: 4, champion } })),
    )?.[1];

  test.each([
    ['no-champion', true, 'First model: version 4 of goods is the champion'],
    ['no-champion', false, 'First model, and no champion was set: version 4 of goods'],
    ['promote', true, 'Promoted: version 4 of goods is the champion'],
    ['promote', false, 'Passed the gate, not promoted (gate.promote is false): version 4 of goods'],
    ['refuse', false, 'Not promoted: the gate refused version 4 of goods'],
    ['cannot-tell', false, 'Not promoted: the gate cannot tell (version 4 of goods)'],
    ['unchanged', true, 'Unchanged: this is the champion&#39;s own model (version 4 of goods)'],
  ] as const)('%s (champion %s) comes first and reads plainly', (decision, champion, wanted) => {
    expect(shown(decision, champion)).toBe(wanted);
  });

  test('a first model is shown without a comparison', () => {
    const { comparison } = sample;
    const first = {
      ...comparison,
      decision: 'no-champion',
      champion: null,
      candidate: null,
      championValue: null,
      difference: null,
      lowerBound: null,
      interval: null,
    } as const;
    expect(renderReport(sampleReport({ comparison: first }))).not.toContain('Candidate minus champion');
  });
});

describe('the search', () => {
  test('says when its choice lies at a border of the grid or of the passes', () => {
    const trials = sample.trials.trials.map((trial) => (trial.trial === 5 ? { ...trial, bestPass: trial.passes.length } : trial));
    const rendered = renderReport(sampleReport({ trials: { ...sample.trials, trials, chosen: 5 } }));
    expect(rendered).toContain('The chosen penalty is the smallest of the grid');
    expect(rendered).toContain('more passes may do better');
    expect(page).not.toContain('ended at a border');
  });
});

describe('the split', () => {
  test('a leak is shouted', () => {
    const leak = { testRowCount: 100, leakedTestRowCount: 2 };
    expect(renderReport(sampleReport({ split: { ...sample.split, leak } }))).toContain(
      '2 of 100 test rows share their group with a row of another role',
    );
  });
});

describe('small runs', () => {
  test('one trial, no passes, no test rows and one code still make a page', () => {
    const rendered = renderReport(
      sampleReport({
        trials: { ...sample.trials, trials: sample.trials.trials.slice(0, 1), chosen: 0 },
        fit: { ...sample.fit, passes: [], status: 'closed-form', certificate: { kind: 'none', reason: 'a closed form', objective: 0 } },
        evaluation: { ...sample.evaluation, perCode: [], reliability: [] },
        codes: [{ code: 'only', title: null, roleCounts: [3, 0, 0, 0] }],
        stages: [],
        registration: null,
      }),
    );
    expect(rendered).toContain('Exact: solved in closed form');
    expect(rendered).toContain('There are no test rows to draw.');
  });
});

describe('coverage', () => {
  test('cumulates bins from the best score down', () => {
    const bins = [
      { meanScore: 0.2, shareRight: 0, rowCount: 10, weight: 10 },
      { meanScore: 0.9, shareRight: 1, rowCount: 30, weight: 30 },
    ];
    expect(coveragePoints(bins)).toEqual([
      { coverage: 0.75, accuracy: 1 },
      { coverage: 1, accuracy: 0.75 },
    ]);
  });
});

test('limits of the gate stand beside what was measured', () => {
  const { comparison } = sampleReport();
  const page = renderReport(
    sampleReport({ comparison: { ...comparison, limits: [{ name: 'maxP95Ms', limit: 1, value: 2.5, range: [2, 3], isHeld: false }] } }),
  );
  expect(page).toContain(
    'milliseconds for 95 of 100 texts</td><td class="number">at most 1</td><td class="number">2.5 (2 to 3)</td><td class="text">no</td>',
  );
});
