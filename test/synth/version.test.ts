import { expect, it } from 'vitest';
import { digestJson } from '../../src/core/digest.js';
import { coicopCodebook } from '../../src/synth/coicop-codebook.js';
import { encodeRow, rowId } from '../../src/tasks/synth-coicop/encode-rows.js';
import { SYNTH_VERSION } from '../../src/tasks/synth-coicop/settings.js';
import { drawRows, world } from './draw-rows.js';

/** Version → digest of the codebook and of the first 5,000 rows of seed 1. A new version adds a line; no line is ever changed. */
const CONTENT_OF_VERSION: Readonly<Record<number, string>> = {
  1: 'ffa9c0190000b7318d1b7fc8e2952c4e322e25d1ceed510b355c952742767468',
};

it('gives other rows only under another version', () => {
  const lines = drawRows(1, 5000).map((row, index) => encodeRow(world, row, rowId(1, index)));
  expect(digestJson([coicopCodebook(), ...lines])).toBe(CONTENT_OF_VERSION[SYNTH_VERSION]);
});
