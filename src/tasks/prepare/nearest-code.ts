import { nearest } from '../../config/nearest.js';
import { codeKey } from '../../text/code-variants.js';

/** So many labels of a shard are compared with every code: a column of texts taken for labels would keep it busy. */
const MOST_COMPARED = 100;

/** Finds the code that a label may have been meant for: one that is another spelling of it, else the one that is closest in writing. */
export function openNearestCode(codes: readonly string[]): (label: string) => string | undefined {
  let byKey: ReadonlyMap<string, string> | undefined;
  const compared = new Map<string, string | undefined>();
  return (label) => {
    // Most shards ask for none. Of codes with one key the first counts.
    byKey ??= new Map(codes.map((code): [string, string] => [codeKey(code), code]).reverse());
    const spelled = byKey.get(codeKey(label));
    if (spelled !== undefined) return spelled;
    if (!compared.has(label) && compared.size < MOST_COMPARED) compared.set(label, nearest(label, codes));
    return compared.get(label);
  };
}
