/** Words by language: German, French. */
export type ByLanguage = readonly [de: readonly string[], fr: readonly string[]];

/** A code of the lowest level, and its words by language. */
export interface WordLeaf {
  readonly code: string;
  readonly words: ByLanguage;
}

/** A code of the third level: what its texts are built from, its usual price and where it is sold. */
export interface WordClass {
  readonly code: string;
  readonly name: string;
  readonly heads: ByLanguage;
  readonly modifiers: ByLanguage;
  readonly quantities: readonly string[];
  readonly price: number;
  readonly shops: readonly string[];
  readonly leaves: WordLeaf[];
}

/** A code of the second level. */
export interface WordGroup {
  readonly code: string;
  readonly name: string;
  readonly classes: WordClass[];
}

/** A code of the highest level. */
export interface WordDivision {
  readonly code: string;
  readonly name: string;
  readonly groups: WordGroup[];
}

/**
 * Reads the word lists: a line `= name | name` opens a division, `- name` a group, and
 * `+ name | heads de | heads fr | modifiers de | modifiers fr | quantities | price | shops` a class;
 * every other line is a leaf, `words de | words fr`, whose last word of each language is new in the later period.
 * Codes number them in order: `X01`, `X01.2`, `X01.2.3`, `X01.2.3.04`.
 */
export function parseWords(notation: string): WordDivision[] {
  const divisions: WordDivision[] = [];
  for (const line of notation.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('= ')) divisions.push(openDivision(line.slice(2), divisions.length + 1));
    else if (line.startsWith('- ')) openGroup(last(divisions), line.slice(2));
    else if (line.startsWith('+ ')) openClass(last(last(divisions).groups), line.slice(2));
    else addLeaf(last(last(last(divisions).groups).classes), line);
  }
  return divisions;
}

function openDivision(line: string, number: number): WordDivision {
  return { code: `X${String(number).padStart(2, '0')}`, name: line.split(' | ')[0] as string, groups: [] };
}

function openGroup(division: WordDivision, name: string): void {
  division.groups.push({ code: `${division.code}.${division.groups.length + 1}`, name, classes: [] });
}

function openClass(group: WordGroup, line: string): void {
  const [name, headsDe, headsFr, modifiersDe, modifiersFr, quantities, price, shops] = line.split(' | ') as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  group.classes.push({
    code: `${group.code}.${group.classes.length + 1}`,
    name,
    heads: [headsDe.split(','), headsFr.split(',')],
    modifiers: [modifiersDe.split(','), modifiersFr.split(',')],
    quantities: quantities.split(','),
    price: Number(price),
    shops: shops.split(' '),
    leaves: [],
  });
}

function addLeaf(wordClass: WordClass, line: string): void {
  const [de, fr] = line.split(' | ') as [string, string];
  const code = `${wordClass.code}.${String(wordClass.leaves.length + 1).padStart(2, '0')}`;
  wordClass.leaves.push({ code, words: [de.split(','), fr.split(',')] });
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error('the word lists open a level below one that is not open');
  return item;
}
