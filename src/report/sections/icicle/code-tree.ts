import { formatCount, formatScore } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { foreign } from '../../page/parts.js';
import type { CodeNode } from './code-nodes.js';

/** The icicle in words: a list whose codes open to those below them. Its order is that of the drawing, which the page's script relies on. */
export function codeTree(nodes: readonly CodeNode[]): Html {
  return html`<ul class="tree">${nodes.map(branch)}</ul>`;
}

function branch(node: CodeNode): Html {
  const line = nodeLine(node);
  const rows = html` data-rows="${node.rowCount}"`;
  if (node.children.length === 0) return html`<li${rows}><span class="leaf">${line}</span></li>`;
  return html`<li${rows}><details><summary>${line}</summary>${codeTree(node.children)}</details></li>`;
}

function nodeLine({ code, title, rowCount, f1, bounds }: CodeNode): Html {
  const named = title === null || title === code ? foreign(code) : html`${foreign(code)} ${foreign(title)}`;
  const between = bounds === null ? null : html` (${formatScore(bounds[0])} – ${formatScore(bounds[1])})`;
  return html`${named} · ${formatCount(rowCount)} ${rowCount === 1 ? 'row' : 'rows'} · ${f1 === null ? 'no test row' : html`F1 ${formatScore(f1)}${between}`}`;
}
