import type { LargestMove } from '../../evaluation/consistency/consistency.js';
import { formatCount } from '../format.js';
import { type Html, html } from '../page/html.js';
import { foreign, table } from '../page/parts.js';

/** Between which codes rows went from the first model to the second, and rows that stand for it. */
export function movesTable(moves: readonly LargestMove[]): Html {
  return table({
    id: 'moves-table',
    columns: [
      { name: 'From', kind: 'text' },
      { name: 'To', kind: 'text' },
      { name: 'Rows', kind: 'number' },
      { name: 'Back', kind: 'number' },
      { name: 'For example', kind: 'text' },
    ],
    rows: moves.map(({ from, to, rowCount, backCount, examples }) => ({
      cells: [codeName(from), codeName(to), formatCount(rowCount), formatCount(backCount), examples.map(({ text }) => html`<p>${foreign(text)}</p>`)],
    })),
  });
}

/** A code, or that a model gave none. */
export function codeName(code: string | null): Html {
  return code === null ? html`no code` : foreign(code);
}
