import { Rng } from '../../core/rng.js';
import { type ComposedText, composeText } from './compose-text.js';
import { skewedBelow } from './draws.js';
import { SOURCES, SYNTH_VERSION } from './settings.js';
import type { World } from './world.js';

/** Texts that tills and apps print again and again, letter by letter: by leaf and source. The same for every seed. */
export class Catalogue {
  readonly #items: ComposedText[][][];

  constructor(world: World) {
    const rng = Rng.fromSeed(SYNTH_VERSION).fork('coicop-catalogue');
    this.#items = world.leaves.map((leaf) =>
      SOURCES.map((_, source) => Array.from({ length: ITEMS }, (_, item) => composeText(world, leaf, source as 0 | 1, isNew(item) ? 1 : 0, rng))),
    );
  }

  draw(leaf: number, source: 0 | 1, period: 0 | 1, rng: Rng): ComposedText {
    let item = skewedBelow(ITEMS, rng);
    if (period === 0 && isNew(item)) item--;
    return this.#items[leaf]?.[source]?.[item] as ComposedText;
  }
}

const ITEMS = 20;

/** Every fourth item is printed in the later period only. */
function isNew(item: number): boolean {
  return item % 4 === 3;
}
