import { CLOSED } from '../kernels/linear-layout.js';
import { log } from '../kernels/math.js';
import type { Scorer } from './model-format.js';

/** A scorer whose scores are logits: of one that gives probabilities their logarithms, 0 becoming −1e30. The order stays. */
export function withLogits(scorer: Scorer): Scorer {
  if (scorer.areLogits) return scorer;
  const logits = new Float32Array(scorer.codes.length);
  return {
    codes: scorer.codes,
    areLogits: true,
    score: (ids, values) => {
      scorer.score(ids, values).forEach((share, code) => {
        logits[code] = share > 0 ? log(share) : CLOSED;
      });
      return logits;
    },
    ...(scorer.nearest === undefined ? {} : { nearest: (ids, values) => scorer.nearest?.(ids, values) ?? [] }),
  };
}
