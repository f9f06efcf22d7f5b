import { expect, test } from 'vitest';
import { flowGraph, flowLines } from '../../../src/app/flow/flow-graph.js';
import { drawFlow } from '../../../src/cli/text/draw-flow.js';
import type { FlowStep } from '../../../src/runner/flow/flow.js';
import { stageWithoutPieces } from '../../../src/runner/flow/stage.js';

const step = (name: string, ...needs: string[]): FlowStep => ({
  stage: stageWithoutPieces({ name, run: async () => ({ kind: name }) }),
  needs,
  gives: `${name} out`,
});

const flow: readonly FlowStep[] = [
  step('read'),
  step('count', 'read out'),
  step('sort', 'read out'),
  { choose: () => ({ kind: 'best' }), needs: ['sort out'], gives: 'best' },
  step('join', 'read out', 'count out', 'best'),
];

test('a graph has an arrow for what a stage waits for, also through a choice, and none that follows from others', () => {
  expect(flowGraph(flow).map(({ stage, after }) => [stage, after])).toEqual([
    ['read', []],
    ['count', ['read']],
    ['sort', ['read']],
    ['join', ['count', 'sort']],
  ]);
});

test('its lines hold every arrow once', () => {
  expect(flowLines(flowGraph(flow))).toEqual([
    ['read', 'count', 'join'],
    ['read', 'sort', 'join'],
  ]);
});

test('its drawing says what each stage reads, and what is chosen from what', () => {
  expect(drawFlow(flow)).toBe(`read ─► count ─► join
read ─► sort ─► join

stage  gives      reads
─────  ─────────  ─────────────────────────
read   read out   –
count  count out  read out
sort   sort out   read out
join   join out   read out, count out, best

best: chosen from sort out`);
});
