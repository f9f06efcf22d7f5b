import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { accuracy } from '../../src/evaluation/figures/over-codes/accuracy.js';
import { detectableMargin } from '../../src/evaluation/paired/gate-power.js';
import { pairedDifference } from '../../src/evaluation/paired-difference.js';
import { decide } from '../../src/stages/compare/decide.js';
import { draws, keepResult } from './keep-result.js';

const NIGHTS = 20;
const ROWS = 1500;
const TOGETHER = 0.8;
const CHANCE = 0.75;
const CONFIDENCE = 0.95;

/** Test rows that judge every night, and models that differ from each other by chance and by how much worse than the anchor they are. */
class TestRows {
  readonly #luck: Float64Array;
  readonly label = new Int32Array(ROWS);

  constructor(readonly rng: Rng) {
    this.#luck = Float64Array.from({ length: ROWS }, () => rng.nextFloat());
  }

  answers(loss: number): Int32Array {
    return Int32Array.from(this.#luck, (shared) => {
      const luck = this.rng.nextFloat() < TOGETHER ? shared : this.rng.nextFloat();
      return luck < CHANCE - loss ? 0 : 1;
    });
  }
}

/** Twenty candidates, each worse than the champion of its night by half a margin; returns how much worse than the anchor the last champion is. */
function lossAfterAllNights(rng: Rng, margin: number): number {
  const rows = new TestRows(rng);
  const passes = (candidate: Int32Array, rival: Int32Array): boolean => {
    const judged = {
      classCount: 2,
      label: rows.label,
      group: Uint32Array.from(rows.label.keys()),
      weight: null,
      predicted: [candidate, rival] as const,
    };
    return decide(pairedDifference(judged, accuracy, CONFIDENCE), { metric: 'accuracy', margin, confidence: CONFIDENCE }).decision === 'promote';
  };
  const anchor = rows.answers(0);
  let champion = { answers: anchor, loss: 0 };
  for (let night = 0; night < NIGHTS; night++) {
    const loss = champion.loss + margin / 2;
    const answers = rows.answers(loss);
    if (passes(answers, champion.answers) && passes(answers, anchor)) champion = { answers, loss };
  }
  return champion.loss;
}

it('twenty nights of half a margin each do not sink the champion below the anchor by more than 1.5 margins', () => {
  // Models that share four rows in five by luck: what they differ in else. The margin is one that an equal model passes with 80 %.
  const either = 2 * (1 - TOGETHER * TOGETHER) * CHANCE * (1 - CHANCE);
  const margin = detectableMargin({ count: ROWS, either, confidence: CONFIDENCE }, 0.8);
  const count = draws(500, 20);
  const losses = Array.from({ length: count }, (_, i) => lossAfterAllNights(Rng.fromSeed(9).fork(`sequence ${i}`), margin) / margin);
  const within = losses.filter((loss) => loss <= 1.5 + 1e-9).length / count;
  keepResult('gate', 'twenty nights of half a margin', { sequences: count, margin, within, mostMargins: Math.max(...losses) });
  expect(within).toBeGreaterThanOrEqual(0.9);
});
