import { RANGES, variableOf } from '../../charts/chart.js';
import { type Html, html } from '../../page/html.js';
import type { ReportData } from '../../report-data.js';
import { codeNodes } from './code-nodes.js';
import { codeTree } from './code-tree.js';
import { CERTAINTIES, F1_RANGES } from './f1-colours.js';
import { icicleChart } from './icicle-chart.js';

/** The classification by rows and F1: a drawing, what its colours mean, and the same as a list. Nothing for a run without codes. */
export function icicle(data: Pick<ReportData, 'codes' | 'parents' | 'evaluation'>): Html | null {
  const nodes = codeNodes(data);
  if (nodes.length === 0) return null;
  return html`<div class="icicle">${icicleChart(nodes)}<div class="key">
<table class="ranges"><caption>F1, and how sure it is</caption><thead><tr><th scope="col">95 % interval</th>${F1_RANGES.map((range) => html`<th scope="col">${range}</th>`)}</tr></thead><tbody>${CERTAINTIES.map(keyRow)}</tbody></table>
<p class="note">Grey: no test row. A code above others counts a row as right that was given any code below it. The largest come first.</p>
<p class="pointed" aria-hidden="true"></p>
</div></div>
<details class="tree-box"><summary>The same as a list that opens level by level</summary>${codeTree(nodes)}</details>`;
}

function keyRow({ name, opacity }: (typeof CERTAINTIES)[number]): Html {
  const swatches = RANGES.map(
    (colour) => html`<td><span class="swatch" style="--swatch:var(${variableOf(colour)});--strength:${opacity}"></span></td>`,
  );
  return html`<tr><th scope="row">${name}</th>${swatches}</tr>`;
}
