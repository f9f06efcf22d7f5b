import { countVarieties, VARIETIES, varietyCode } from '../tasks/synth-coicop/varieties.js';
import { wordTree } from '../tasks/synth-coicop/word-tree.js';

interface Entry {
  readonly code: string;
  readonly title: string;
  readonly parent: string;
}

/** The codebook of the fictitious tree as CSV, `code,title,parent`, in bytewise order of code; 4 levels, 338 leaves, or a level more where these are divided into `codes`. */
export function coicopCodebook(codes?: number): string {
  const lines = coicopEntries(codes).map(({ code, title, parent }) => `${code},"${title} (fictitious)",${parent}`);
  return `code,title,parent\n${lines.join('\n')}\n`;
}

/** Depth first: since numbers at each level have one width, that is bytewise order. */
function coicopEntries(codes?: number): Entry[] {
  const tree = wordTree();
  const leafCount = tree.flatMap(({ groups }) => groups.flatMap(({ classes }) => classes.flatMap(({ leaves }) => leaves))).length;
  const counts = countVarieties(leafCount, codes ?? leafCount);
  let leaf = 0;
  return tree.flatMap((division) => [
    { code: division.code, title: division.name, parent: '' },
    ...division.groups.flatMap((group) => [
      { code: group.code, title: group.name, parent: division.code },
      ...group.classes.flatMap((wordClass) => [
        { code: wordClass.code, title: wordClass.name, parent: group.code },
        ...wordClass.leaves.flatMap(({ code, words: [de, fr] }) => {
          const own = { code, title: `${de[0]} / ${fr[0]}`, parent: wordClass.code };
          return [own, ...varietiesOf(own, counts[leaf++] as number)];
        }),
      ]),
    ]),
  ]);
}

function varietiesOf({ code, title }: Entry, count: number): Entry[] {
  if (count === 1) return [];
  return VARIETIES.slice(0, count).map(([de, fr], variety) => ({ code: varietyCode(code, variety), title: `${title}, ${de} / ${fr}`, parent: code }));
}
