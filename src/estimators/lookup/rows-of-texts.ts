import type { LookupModel } from './lookup-model.js';

/** The rows of each text, which a model keeps as the text of each row: turned round when it is asked for. */
export class RowsOfTexts {
  readonly #offsets: Uint32Array;
  readonly #rows: Uint32Array;

  constructor({ textOfRow, codeOffsets }: Pick<LookupModel, 'textOfRow' | 'codeOffsets'>) {
    const textCount = codeOffsets.length - 1;
    this.#offsets = new Uint32Array(textCount + 1);
    for (const text of textOfRow) this.#offsets[text + 1]!++;
    for (let text = 0; text < textCount; text++) this.#offsets[text + 1]! += this.#offsets[text]!;
    const next = this.#offsets.slice(0, textCount);
    this.#rows = new Uint32Array(textOfRow.length);
    for (let row = 0; row < textOfRow.length; row++) this.#rows[next[textOfRow[row]!]!++] = row;
  }

  /** Places in training order, ascending; null of a model that does not say. */
  of(text: number): readonly number[] | null {
    return this.#rows.length === 0 ? null : [...this.#rows.subarray(this.#offsets[text]!, this.#offsets[text + 1]!)];
  }
}
