import { flowGraph, flowLines } from '../../app/flow/flow-graph.js';
import type { FlowStep } from '../../runner/flow/flow.js';
import { textTable } from './text-table.js';

const WIDEST_LINE = 78;
const ARROW = ' ─► ';

/** The flow in plain text: which stage follows which, then what each reads and gives. */
export function drawFlow(flow: readonly FlowStep[]): string {
  const graph = flowGraph(flow);
  const picture = flowLines(graph).map(wrapLine).join('\n');
  const choices = flow.filter((step) => !('stage' in step)).map(({ gives, needs }) => `${gives}: chosen from ${needs.join(' and ')}`);
  const rows = graph.map(({ stage, gives, reads }) => [stage, gives, reads.length === 0 ? '–' : reads.join(', ')]);
  return `${picture}\n\n${textTable(['stage', 'gives', 'reads'], rows)}\n\n${choices.join('\n')}`.trimEnd();
}

/** Breaks a line before an arrow, as often as its width asks for. */
function wrapLine(stages: readonly string[]): string {
  const lines = [''];
  for (const [index, stage] of stages.entries()) {
    const next = index === 0 ? stage : `${ARROW}${stage}`;
    if ((lines.at(-1) as string).length + next.length > WIDEST_LINE) lines.push(next);
    else lines.push(`${lines.pop()}${next}`);
  }
  return lines.join('\n');
}
