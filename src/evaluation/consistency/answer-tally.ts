/** What one model says of a row; a row that it cannot code has neither code nor score. */
export interface Answer {
  readonly code: string | null;
  readonly score: number | null;
}

/** A row that two models coded. */
export interface CodedTwice {
  readonly id: string | null;
  /** The texts of the row, joined; '' where nobody may read them. */
  readonly text: string;
  /** Rows with equal keys have the same text, and so the same answers. */
  readonly group: string;
  readonly first: Answer;
  readonly second: Answer;
}

/** Groups of `rowCount` rows each that went from one code to another. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly rowCount: number;
  readonly groupCount: number;
}

/** A row that stands for a move. */
export interface MoveExample {
  readonly id: string | null;
  readonly text: string;
}

/** Stands for the code of rows that a model cannot code. */
export const NO_CODE = '';

const MOST_EXAMPLES = 3;

/** What two models said of rows, added up. Memory: a number a code, and a key a group that moved. */
export class AnswerTally {
  rowCount = 0;
  agreedCount = 0;
  /** By code: rows that the first model gave it, and the second. */
  readonly byCode = new Map<string, [first: number, second: number]>();
  readonly #moved = new Map<string, { readonly groups: Map<string, number>; readonly examples: MoveExample[] }>();

  add({ id, text, group, first, second }: CodedTwice): void {
    const [from, to] = [first.code ?? NO_CODE, second.code ?? NO_CODE];
    this.rowCount++;
    this.#countOf(from)[0]++;
    this.#countOf(to)[1]++;
    if (from === to) this.agreedCount++;
    else this.#move(JSON.stringify([from, to]), group, { id, text });
  }

  /** Every move by size of its groups, in an order that the rows' own order does not change. */
  moves(): readonly Move[] {
    return [...this.#moved].flatMap(([key, { groups }]) => {
      const [from, to] = JSON.parse(key) as [string, string];
      const bySize = new Map<number, number>();
      for (const size of groups.values()) bySize.set(size, (bySize.get(size) ?? 0) + 1);
      return [...bySize].map(([rowCount, groupCount]) => ({ from, to, rowCount, groupCount }));
    });
  }

  /** The first rows that went from one code to another. */
  examplesOf(from: string, to: string): readonly MoveExample[] {
    return this.#moved.get(JSON.stringify([from, to]))?.examples ?? [];
  }

  #countOf(code: string): [number, number] {
    const counts = this.byCode.get(code) ?? [0, 0];
    this.byCode.set(code, counts);
    return counts;
  }

  #move(key: string, group: string, example: MoveExample): void {
    const moved = this.#moved.get(key) ?? { groups: new Map<string, number>(), examples: [] };
    this.#moved.set(key, moved);
    if (!moved.groups.has(group) && moved.examples.length < MOST_EXAMPLES) moved.examples.push(example);
    moved.groups.set(group, (moved.groups.get(group) ?? 0) + 1);
  }
}
