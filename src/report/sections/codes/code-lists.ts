import type { CodeLists } from '../../../evaluation/codes/code-lists.js';
import { formatCount } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { foreign } from '../../page/parts.js';

/** Codes about which the figures say little, folded; nothing for a run that was made before they were listed. */
export function codeLists(lists: CodeLists | undefined): Html | null {
  if (lists === undefined) return null;
  return html`${folded('occur in these rows and are never given', lists.neverGiven)}${folded('have no row here', lists.withoutRows)}${folded('are not in the codebook', lists.notInCodebook ?? [])}`;
}

function folded(what: string, codes: readonly string[]): Html | null {
  if (codes.length === 0) return null;
  const list = codes.map((code, i) => html`${i === 0 ? null : ', '}${foreign(code)}`);
  return html`<details><summary>${formatCount(codes.length)} ${codes.length === 1 ? 'code' : 'codes'} that ${what}</summary><p>${list}</p></details>`;
}
