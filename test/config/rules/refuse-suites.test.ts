import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import { Failure, type FailureDetail } from '../../../src/core/failure.js';

const PIPELINE = `name: a
data: { partitions: x.parquet }
evaluate:
  suites:
    panel: { kind: file, data: panel.csv }
    june: { kind: latest, column: month, from: 2026-06 }
`;

function failureOf(text: string, ...settings: string[]): FailureDetail {
  try {
    parsePipeline(text, 'p.yaml', settings);
  } catch (error) {
    if (error instanceof Failure) return error.detail;
    throw error;
  }
  throw new Error('no failure was thrown');
}

test('suites that are right are taken as they stand, on the command line too', () => {
  const { evaluate, gate } = parsePipeline(PIPELINE, 'p.yaml', [
    'gate.suites={ panel: { margin: 0.02 }, june: {} }',
    'evaluate.suites.june.from=2026-07',
  ]);
  expect(evaluate?.suites?.june).toEqual({ kind: 'latest', column: 'month', from: '2026-07' });
  expect(gate.suites).toEqual({ panel: { margin: 0.02 }, june: {} });
});

test('a suite that the gate requires and nobody has named is refused with the nearest', () => {
  expect(failureOf(`${PIPELINE}gate:\n  suites: { pannel: {} }\n`)).toEqual({
    code: 'usage.wrong-value',
    what: 'the gate requires a suite that is not there',
    where: 'p.yaml:8:21, gate.suites.pannel',
    got: 'pannel',
    wanted: 'a name of evaluate.suites: panel, june',
    hint: 'did you mean panel?',
  });
  expect(failureOf('name: a\ndata: { partitions: x }\ngate: { suites: { panel: {} } }\n').wanted).toBe(
    'a name of evaluate.suites, of which there are none',
  );
});

test.each(['test', 'test-unseen', 'data', 'Panel', 'hard cases', 'june-as-they-come'])('a suite cannot be called %s', (name) => {
  const { what, where, got } = failureOf(`name: a\ndata: { partitions: x }\nevaluate:\n  suites:\n    "${name}": { kind: new-texts }\n`);
  expect([what, where, got]).toEqual(['a suite cannot be called so', expect.stringMatching(/^p\.yaml:5:\d+, evaluate\.suites\./), name]);
});

test('files have as many text columns as the pipeline', () => {
  expect(failureOf(PIPELINE, 'evaluate.suites.panel.text=[a, b]')).toMatchObject({
    where: expect.stringMatching(/^command line: .*, evaluate\.suites\.panel\.text$/),
    got: 'a, b',
    wanted: '1, in the order of text',
  });
});

test('a key of another kind of suite, and an empty section, are refused', () => {
  expect(failureOf(PIPELINE, 'evaluate.suites.june={ kind: new-texts, column: month }')).toMatchObject({
    code: 'usage.unknown-key',
    got: 'evaluate.suites.june.column',
  });
  expect(failureOf('name: a\ndata: { partitions: x }\nevaluate: {}\n')).toMatchObject({
    where: expect.stringContaining('evaluate'),
    wanted: 'at least one of repeats, learningCurve and suites',
  });
});

test('the example of the page on judging is right', () => {
  const page = readFileSync(new URL('../../../docs/judging.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(evaluate:\n {2}suites:[^`]*)```/.exec(page) ?? [];
  const { evaluate, gate } = parsePipeline(`name: a\ndata: { partitions: x.parquet }\n${example}`, 'p.yaml');
  expect(Object.values(evaluate?.suites ?? {}).map(({ kind }) => kind)).toEqual(['new-texts', 'latest', 'unseen-values', 'file', 'file']);
  expect(gate.suites).toEqual({ panel: { margin: 0.02 }, october: {} });
});
