import { nearest } from '../../config/nearest.js';
import { codeKey } from '../../text/code-variants.js';

/** Finds the code that a label may have been meant for: one that is another spelling of it, else the one that is closest in writing. */
export function openNearestCode(codes: readonly string[]): (label: string) => string | undefined {
  const byKey = new Map<string, string>();
  for (const code of codes) if (!byKey.has(codeKey(code))) byKey.set(codeKey(code), code);
  const found = new Map<string, string | undefined>();
  return (label) => {
    if (!found.has(label)) found.set(label, byKey.get(codeKey(label)) ?? nearest(label, codes));
    return found.get(label);
  };
}
