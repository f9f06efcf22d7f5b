import { KIND_NAMES } from '../../src/estimators/kinds.js';

/** The hash of a commit: one kind is drawn by it. Not set: all of them. */
const VARIABLE = 'MILLRACE_KINDS';

/** The kinds that this run tries. */
export const DRAWN_KINDS: readonly string[] = drawn(process.env[VARIABLE]);

/** Whether that is only one of them. */
export const IS_SAMPLE = DRAWN_KINDS.length < KIND_NAMES.length;

function drawn(hash: string | undefined): readonly string[] {
  if (hash === undefined || hash === '') return KIND_NAMES;
  if (!/^[0-9a-f]{8,}$/.test(hash)) throw new Error(`${VARIABLE} is ${JSON.stringify(hash)}; wanted: nothing, or the hash of a commit`);
  return [KIND_NAMES[Number.parseInt(hash.slice(0, 8), 16) % KIND_NAMES.length] as string];
}
