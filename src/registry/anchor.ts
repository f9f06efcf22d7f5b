import type { RegisteredVersion, Registry } from './registry.js';

/** The alias of the anchor. */
export const ANCHOR = 'anchor';

/**
 * The model that a gate's margin is spent against beside the champion: the version that was last made the anchor, else the first champion.
 * It stays where it is while champions change, so that quality cannot sink by a margin a night. Undefined before there is a champion.
 */
export async function anchorOf(registry: Registry, name: string): Promise<RegisteredVersion | undefined> {
  const set = await registry.byAlias(name, ANCHOR);
  if (set !== undefined) return set;
  const first = (await registry.history(name)).find(({ alias }) => alias === 'champion');
  return first === undefined ? undefined : registry.byVersion(name, first.to);
}
