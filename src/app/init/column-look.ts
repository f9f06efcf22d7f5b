import type { ColumnKind } from '../../artifacts/column-kind.js';

/** What can be said of a column by the rows that were looked at. */
export interface LookedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Rows with a value. */
  readonly filledCount: number;
  readonly distinctCount: number;
  /** Words between blanks, on average over rows with a value. */
  readonly meanWords: number;
  /** Characters, on average over rows with a value. */
  readonly meanLength: number;
  /** Whether all values are numbers, whatever they are stored as. */
  readonly isNumeric: boolean;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Sees the cells of a column one by one. */
export class ColumnLook {
  readonly #values = new Set<string>();
  #filledCount = 0;
  #words = 0;
  #length = 0;
  #numbers = 0;

  constructor(
    private readonly name: string,
    private readonly kind: ColumnKind,
  ) {}

  see(cell: string | null): void {
    const text = cell?.trim() ?? '';
    if (text === '') return;
    this.#filledCount++;
    this.#values.add(text);
    this.#words += text.split(/\s+/).length;
    this.#length += text.length;
    if (NUMBER.test(text)) this.#numbers++;
  }

  end(): LookedColumn {
    const count = Math.max(1, this.#filledCount);
    return {
      name: this.name,
      kind: this.kind,
      filledCount: this.#filledCount,
      distinctCount: this.#values.size,
      meanWords: this.#words / count,
      meanLength: this.#length / count,
      isNumeric: this.#filledCount > 0 && this.#numbers === this.#filledCount,
    };
  }
}
