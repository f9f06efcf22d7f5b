const GRAM_LENGTH = 3;

/**
 * For each text the highest Jaccard similarity of its character 3-gram set (with a space at both ends) to that of any candidate:
 * 1 for the same set, 0 for nothing in common. Cost: 3-grams of all candidates × texts that share them.
 */
export function nearestSimilarity(texts: readonly string[], candidates: Iterable<string>): number[] {
  const gramSets = texts.map(grams);
  const holders = new Map<string, number[]>();
  gramSets.forEach((set, index) => {
    for (const gram of set) holders.set(gram, [...(holders.get(gram) ?? []), index]);
  });
  const best = texts.map(() => 0);
  const shared = new Uint32Array(texts.length);
  for (const candidate of candidates) {
    const set = grams(candidate);
    const touched: number[] = [];
    for (const gram of set) {
      for (const index of holders.get(gram) ?? []) {
        if (shared[index] === 0) touched.push(index);
        shared[index] = (shared[index] as number) + 1;
      }
    }
    for (const index of touched) {
      const common = shared[index] as number;
      const similarity = common / (set.size + (gramSets[index] as Set<string>).size - common);
      if (similarity > (best[index] as number)) best[index] = similarity;
      shared[index] = 0;
    }
  }
  return best;
}

function grams(text: string): Set<string> {
  const padded = ` ${text} `;
  const set = new Set<string>();
  for (let at = 0; at + GRAM_LENGTH <= padded.length; at++) set.add(padded.slice(at, at + GRAM_LENGTH));
  return set;
}
