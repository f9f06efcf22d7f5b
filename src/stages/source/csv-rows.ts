/** A row of a CSV file; a quoted cell may go over several lines. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** The line that it begins on, from 1. */
  readonly line: number;
}

/** What is wrong with a row, and the line that it begins on. */
export class CsvFault extends Error {
  constructor(
    readonly line: number,
    readonly got: string,
  ) {
    super(got);
  }
}

/** In UTF-16 units: a quote that nothing closes must not hold the rest of a file in memory. */
const LONGEST_ROW = 1 << 19;

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

/**
 * Cuts text into rows and cells as RFC 4180 has it, with any of the three line ends: a cell that begins with `"` ends with the next one
 * that is not doubled, and a separator or the end of the row must follow. Text comes in pieces that may be cut anywhere; rows without a
 * filled cell are passed over. Throws `CsvFault`. Holds one piece and one row.
 */
export class CsvRows {
  #text = '';
  #line = 1;

  constructor(readonly delimiter: string) {}

  /** The rows that are whole now. `isLast`: no more text comes. */
  *read(piece: string, isLast: boolean): Generator<CsvRow> {
    this.#text += piece;
    let at = 0;
    while (at < this.#text.length) {
      const row = this.#readRow(at, isLast);
      if (row === undefined) break;
      if (row.cells.some((cell) => cell.trim() !== '')) yield { cells: row.cells, line: this.#line };
      this.#line += row.lineCount;
      at = row.end;
    }
    this.#text = this.#text.slice(at);
    if (this.#text.length > LONGEST_ROW)
      throw new CsvFault(this.#line, `a row of more than ${LONGEST_ROW} characters, or a quoted cell that never ends`);
  }

  /** Undefined when the text ends within the row, and more may come. */
  #readRow(from: number, isLast: boolean): { readonly cells: string[]; readonly end: number; readonly lineCount: number } | undefined {
    const text = this.#text;
    const cells: string[] = [];
    let lineCount = 1;
    for (let at = from; ; at++) {
      const isQuoted = text[at] === '"';
      const cell = isQuoted ? this.#quotedCell(at, isLast) : this.#plainCell(at, isLast);
      if (cell === undefined) return undefined;
      cells.push(cell.value);
      if (isQuoted) lineCount += cell.value.match(/\r\n|\n|\r/g)?.length ?? 0;
      at = cell.end;
      if (at === text.length) return { cells, end: at, lineCount };
      if (text[at] === this.delimiter) continue;
      const code = text.charCodeAt(at);
      if (code === LINE_FEED) return { cells, end: at + 1, lineCount };
      if (code !== CARRIAGE_RETURN) throw new CsvFault(this.#line, 'more signs after the closing quote of a cell');
      if (at + 1 === text.length && !isLast) return undefined;
      return { cells, end: at + (text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1), lineCount };
    }
  }

  #plainCell(from: number, isLast: boolean): { readonly value: string; readonly end: number } | undefined {
    const text = this.#text;
    const delimiter = this.delimiter.charCodeAt(0);
    for (let end = from; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === delimiter || code === LINE_FEED || code === CARRIAGE_RETURN) return { value: text.slice(from, end), end };
    }
    return isLast ? { value: text.slice(from), end: text.length } : undefined;
  }

  #quotedCell(from: number, isLast: boolean): { readonly value: string; readonly end: number } | undefined {
    const text = this.#text;
    let value = '';
    for (let at = from + 1; ; ) {
      const quote = text.indexOf('"', at);
      if (quote === -1 && isLast) throw new CsvFault(this.#line, 'a quoted cell that never ends');
      if (quote === -1 || (quote + 1 === text.length && !isLast)) return undefined;
      value += text.slice(at, quote);
      if (text[quote + 1] !== '"') return { value, end: quote + 1 };
      value += '"';
      at = quote + 2;
    }
  }
}
