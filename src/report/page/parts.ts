import { type Html, type HtmlValue, html } from './html.js';

/** How a statement should strike the reader. */
export type Tone = 'good' | 'neutral' | 'caution' | 'bad';

/** A part of the page with a heading that can be linked to. */
export function section(id: string, title: string, ...content: readonly HtmlValue[]): Html {
  return html`<section id="${id}"><h2>${title}</h2>${content}</section>`;
}

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** Numbers stand to the right and sort by value. */
  readonly kind: 'text' | 'number';
  /** Left out on narrow screens. */
  readonly minor?: boolean;
}

/** A cell that is more than its content. */
export interface Cell {
  readonly content: HtmlValue;
  /** What the cell sorts by, when that is not what it shows. */
  readonly sort?: string | number;
  /** A share from 0 to 1, drawn as a bar behind the number. */
  readonly bar?: number;
}

/** A row of a table: a cell a column. */
export interface Row {
  readonly cells: readonly (Cell | HtmlValue)[];
  /** The class of a row that stands out. */
  readonly mark?: string;
  /** What stands below it over the whole width; script folds it behind a button in the first cell. */
  readonly more?: HtmlValue;
}

/** A table of the page. */
export interface Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly sortable?: boolean;
  /** Few short columns: no wider than they need. */
  readonly compact?: boolean;
}

/** A table that scrolls inside its own box when it is wider than the page. Sortable heads become buttons by script. */
export function table({ id, columns, rows, sortable = false, compact = false }: Table): Html {
  const heads = columns.map((column) => html`<th scope="col" class="${classes(column)}">${column.name}</th>`);
  const opens = rows.some(({ more }) => more !== undefined);
  const body = rows.map((row) => (opens ? html`<tbody>${tableRow(row, columns)}</tbody>` : tableRow(row, columns)));
  return html`<div class="scroll${compact ? ' compact' : null}"><table id="${id}"${sortable ? html` class="sortable"` : null}><thead><tr>${heads}</tr></thead>${
    opens
      ? body
      : html`<tbody>
${body}</tbody>`
  }</table></div>`;
}

function tableRow({ cells, mark, more }: Row, columns: readonly Column[]): Html {
  const below =
    more === undefined
      ? null
      : html`<tr class="more"><td colspan="${columns.length}">${more}</td></tr>
`;
  return html`<tr${mark === undefined ? null : html` class="${mark}"`}>${cells.map((cell, index) => tableCell(cell, columns[index] as Column))}</tr>
${below}`;
}

function tableCell(given: Cell | HtmlValue, column: Column): Html {
  const cell = isCell(given) ? given : { content: given };
  const sort = cell.sort === undefined ? null : html` data-sort="${cell.sort}"`;
  const bar = cell.bar === undefined ? null : html` style="--bar-share:${Number(Math.min(1, Math.max(0, cell.bar)).toFixed(3))}"`;
  return html`<td class="${classes(column)}${cell.bar === undefined ? null : ' bar'}"${sort}${bar}>${cell.content}</td>`;
}

function isCell(value: Cell | HtmlValue): value is Cell {
  return typeof value === 'object' && value !== null && 'content' in value;
}

function classes({ kind, minor }: Column): string {
  return `${kind}${minor === true ? ' minor' : ''}`;
}

/** Names and values, one a line. */
export function facts(pairs: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A statement that must not be missed. */
export function callout(tone: Tone, headline: HtmlValue, ...detail: readonly HtmlValue[]): Html {
  return html`<div class="callout ${tone}"><p class="headline">${headline}</p>${detail.map((text) => html`<p>${text}</p>`)}</div>`;
}

/** A code or a text from the data: its writing direction stays its own. */
export function foreign(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A digest, cut for the eye and whole in the title. */
export function digest(value: string | null): Html {
  return value === null ? html`–` : html`<code class="digest">${value}</code>`;
}
