import { expect, test } from 'vitest';
import { html } from '../../../../src/report/page/html.js';
import { codeRow, type LineFacts } from '../../../../src/report/sections/codes/code-line.js';
import { sampleReport } from '../../sample-report.js';

const [LINE] = sampleReport().evaluation.perCode;

function textOf(changes: Partial<LineFacts>): string {
  const row = codeRow(LINE!, { code: undefined, takenFrom: [], telling: [], wanted: undefined, scores: undefined, loss: undefined, ...changes });
  return html`${row.more}`.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

const SCORES = { code: LINE!.code, candidate: 0.7, champion: 0.65 };

test('an opened row has the F1 of both models and the difference, where a champion was compared with', () => {
  expect(textOf({ scores: SCORES })).toContain('F1 0.700, the champion 0.650 on the rows that both are judged on: +0.0500');
  expect(textOf({})).not.toContain('champion');
});

test('and beside it what the sign test says', () => {
  const loss = { code: LINE!.code, groupCount: 12, candidateOnly: 0, championOnly: 9, p: 2 ** -9 };
  expect(textOf({ scores: { ...SCORES, candidate: 0.2 }, loss })).toMatch(/: −0\.4500.*worse: right alone in 0 groups, the champion alone in 9/);
});
