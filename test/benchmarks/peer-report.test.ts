import { describe, expect, test } from 'vitest';
import { describeRepeats } from '../../benchmarks/choose.mjs';
import { peerMarkdown } from '../../benchmarks/peer-report.mjs';
import { markdownTable } from '../../benchmarks/table.mjs';

const answered = (trainSeconds: number, more: object = {}) => ({
  status: 'ok',
  setting: { l2: 1e-6, passes: 2 },
  trainSeconds,
  totalSeconds: 3 * trainSeconds,
  peakRssMb: 500,
  validationMacroF1: 0.6,
  macroF1: 0.58,
  ...more,
});
const repeats = (...answers: ReturnType<typeof answered>[]) => describeRepeats(answers);

/** The cells of a peer's row, by heading, in the table whose second column has the given heading. */
function cellsOf(markdown: string, peer: string, table = 'its setting'): Record<string, string> {
  const lines = markdown.slice(markdown.indexOf(`| peer | ${table}`)).split('\n');
  const cells = (line = '') => line.split('|').map((cell) => cell.trim());
  const headings = cells(lines.find((line) => line.startsWith('| peer |')));
  const row = cells(lines.find((line) => line.startsWith(`| ${peer} |`)));
  return Object.fromEntries(headings.map((heading, index) => [heading, row[index] ?? '']));
}

function markdownOf(entry: object): string {
  const ours = repeats(answered(4));
  const dataset = { name: 'toy', train: 70, validation: 10, test: 20 };
  return peerMarkdown({ dataset, ours: { chosen: ours, best: ours, candidates: [] }, peers: [{ peer: 'rival', tried: [], ...entry }] });
}

describe('the table of peers', () => {
  test('tells the ratio of the medians, and by how much our best macro F1 is higher', () => {
    const theirs = repeats(answered(80, { macroF1: 0.5, validationMacroF1: 0.51 }), answered(100), answered(90));
    const pair = { theirs, theirBest: theirs, ours: repeats(answered(4)), ourBest: repeats(answered(9)) };
    const row = cellsOf(markdownOf({ judge: 'quality', pairs: [pair], tried: [answered(80)] }), 'rival');
    expect(row).toMatchObject({
      'train ×': '22.5×',
      'total ×': '22.5×',
      'memory ×': '1.00×',
      'train s': '90.0 (80.0–100)',
      'our best − its best': '0.0800',
    });
  });

  test('gives a peer that was stopped a bound, and one that crashed no ratio', () => {
    const stopped = { ...answered(0), status: 'stopped', reason: 'time limit of 500 s', setting: { maxIter: 100 } };
    const bound = cellsOf(
      markdownOf({ judge: 'objective', pairs: [{ stopped, ours: repeats(answered(4)), note: 'stopped' }], tried: [stopped] }),
      'rival',
    );
    expect(bound['train ×']).toBe('≥ 40 (stopped)');
    const failed = { status: 'failed', reason: 'out of memory', setting: { heapGb: 2 }, peakRssMb: 900 };
    const crash = cellsOf(markdownOf({ judge: 'objective', pairs: [], tried: [failed] }), 'rival');
    expect([crash['train ×'], crash['memory ×'], crash['held equal']]).toEqual(['failed', 'failed', 'out of memory']);
  });

  test('compares no total that begins at a finished matrix with one that begins at text', () => {
    const theirs = repeats(answered(80, { totalFrom: 'svm', objective: 1.2 }));
    const ours = repeats(answered(4, { objective: 1.1 }));
    const row = cellsOf(markdownOf({ judge: 'objective', pairs: [{ theirs, ours }], tried: [] }), 'rival');
    expect(row).toMatchObject({ 'train ×': '20.0×', 'total ×': 'not the same work', 'held equal': 'objective 1.10000 ≤ 1.20000' });
  });
});

describe('the table of processor seconds', () => {
  const cpu = (trainCpuSeconds: number, accuracy: number) => answered(1, { trainCpuSeconds, totalCpuSeconds: 2 * trainCpuSeconds, accuracy });

  test('tells training alone and text to model, and both accuracies', () => {
    const pair = { theirs: repeats(cpu(12, 0.7)), theirBest: cpu(12, 0.7), ours: repeats(cpu(3, 0.75)), ourBest: cpu(3, 0.75) };
    expect(cellsOf(markdownOf({ judge: 'quality', pairs: [pair] }), 'rival', 'train CPU s')).toMatchObject({
      'train CPU s': '12.0',
      'our text → model CPU s': '6.00',
      'text → model ×': '4.00×',
      'our accuracy': '0.7500',
      'our best accuracy − its best': '0.0500',
    });
  });

  test('leaves out a peer whose processor seconds nobody saw', () => {
    const theirs = repeats(answered(80, { trainCpuSeconds: null }));
    expect(markdownOf({ judge: 'quality', pairs: [{ theirs, theirBest: theirs, ours: repeats(cpu(3, 0.75)) }] })).not.toContain('train CPU s | text');
  });
});

describe('a Markdown table', () => {
  test('escapes a bar inside a cell and sets numbers to the right', () => {
    expect(markdownTable({ name: 'n', s: 's' }, [{ n: 'a|b', s: '1.5' }])).toBe('| name | s |\n| --- | ---: |\n| a\\|b | 1.5 |');
  });
});
