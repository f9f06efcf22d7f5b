import { wordTree } from '../tasks/synth-coicop/word-tree.js';

interface Entry {
  readonly code: string;
  readonly title: string;
  readonly parent: string;
}

/** The codebook of the fictitious tree as CSV, `code,title,parent`, in bytewise order of code; 4 levels, 338 leaves. */
export function coicopCodebook(): string {
  const lines = coicopEntries().map(({ code, title, parent }) => `${code},"${title} (fictitious)",${parent}`);
  return `code,title,parent\n${lines.join('\n')}\n`;
}

/** Depth first: since numbers at each level have one width, that is bytewise order. */
function coicopEntries(): Entry[] {
  return wordTree().flatMap((division) => [
    { code: division.code, title: division.name, parent: '' },
    ...division.groups.flatMap((group) => [
      { code: group.code, title: group.name, parent: division.code },
      ...group.classes.flatMap((wordClass) => [
        { code: wordClass.code, title: wordClass.name, parent: group.code },
        ...wordClass.leaves.map(({ code, words: [de, fr] }) => ({ code, title: `${de[0]} / ${fr[0]}`, parent: wordClass.code })),
      ]),
    ]),
  ]);
}
