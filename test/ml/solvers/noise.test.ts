import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../src/core/digest.js';
import { drawRows, drawWeights, fitSolo, predictionsAt, problemOf, scoresAt } from '../linear-problem.js';
import { numbersOf } from '../thread-team.js';

const problem = problemOf(drawRows(600, 80, 12, 91), drawWeights(600, 92));
const FAST = { mode: 'fast', l2: 1e-4, maxPasses: 6 } as const;

function digestOf(settings: Parameters<typeof fitSolo>[1]): string {
  const numbers = numbersOf(fitSolo(problem, settings).team.share);
  return digestBytes(new Uint8Array(numbers.buffer));
}

describe('label smoothing', () => {
  it('draws the probabilities of a row to 1 − ε + ε/K for its code and ε/K for every other', () => {
    // Eight rows of a feature of their own for each of three codes; a fourth code has no rows.
    const plain = { featureCount: 3, classCount: 4, label: Array.from({ length: 24 }, (_, i) => i % 3) };
    const own = problemOf({ ...plain, offsets: Array.from({ length: 25 }, (_, i) => i), ids: plain.label, values: plain.label.map(() => 1) });
    const { point, passes } = fitSolo(own, { mode: 'fast', l2: 0, labelSmoothing: 0.3, maxPasses: 400 });
    const [scores] = scoresAt(own, point) as [number[]];
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    const found = scores.map((score) => Math.exp(score) / sum);
    [0.8, 0.1, 0.1, 0].forEach((wanted, k) => {
      expect(found[k]).toBeCloseTo(wanted, 3);
    });
    // No loss is lower than the entropy of the target.
    expect(passes.at(-1)!.objective).toBeCloseTo(-(0.8 * Math.log(0.8) + 0.2 * Math.log(0.1)), 4);
  });

  it('has a higher objective than the label alone, since no target but a sure one is met without loss', () => {
    const [plain, smooth] = [0, 0.1].map((labelSmoothing) => fitSolo(problem, { ...FAST, labelSmoothing }).passes.at(-1)!.objective);
    expect(smooth).toBeGreaterThan(plain! + 0.1);
  });
});

describe('logit adjustment', () => {
  it('leaves the share τ ln π of each code out of the scores of a fit that sees nothing else', () => {
    // Rows without entries, of three codes with 8, 4 and 2 rows; a fourth code has none.
    const label = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
    const empty = problemOf({ featureCount: 1, classCount: 4, label, offsets: [...label.map(() => 0), 0], ids: [], values: [] });
    const { point, passes } = fitSolo(empty, { mode: 'fast', l2: 0, logitAdjustment: 0.5, maxPasses: 300 });
    const [b0, b1, b2, closed] = point.intercept as [number, number, number, number];
    expect(b0 - b1).toBeCloseTo(0.5 * Math.log(2), 2);
    expect(b1 - b2).toBeCloseTo(0.5 * Math.log(2), 2);
    expect(closed).toBeLessThan(-1e29);
    const entropy = -[8, 4, 2].reduce((sum, rows) => sum + (rows / 14) * Math.log(rows / 14), 0);
    expect(passes.at(-1)!.objective).toBeCloseTo(entropy, 4);
  });

  it('codes more rows with rare codes', () => {
    const rare = ([0, 0.5, 1] as const).map((logitAdjustment) => {
      const predicted = predictionsAt(problem, fitSolo(problem, { ...FAST, l2: 1e-2, logitAdjustment }).point);
      return predicted.filter((code) => code >= 6).length;
    });
    expect(rare[1]).toBeGreaterThan(rare[0]!);
    expect(rare[2]).toBeGreaterThan(rare[1]!);
  });
});

describe('blankout', () => {
  it('fits the whole rows less closely, and more so with a larger share', () => {
    const loss = (blankout: number): number => {
      const { point } = fitSolo(problem, { ...FAST, l2: 0, blankout, maxPasses: 40 });
      const losses = scoresAt(problem, point).map((scores, i) => {
        const top = Math.max(...scores);
        return top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0)) - scores[problem.rows.label[i]!]!;
      });
      return losses.reduce((sum, one) => sum + one, 0) / losses.length;
    };
    const losses = [0, 0.2, 0.5].map(loss);
    expect(losses[1]).toBeGreaterThan(losses[0]!);
    expect(losses[2]).toBeGreaterThan(losses[1]!);
  });

  it('judges by whole rows: validation of a fit is what its weights say of them', () => {
    const validation = problemOf(drawRows(200, 80, 12, 93));
    const { point, validation: metrics } = fitSolo(problem, { ...FAST, blankout: 0.5, patience: 99, maxPasses: 1 }, { validation: validation.rows });
    const right = scoresAt(validation, point).filter((scores, i) => scores.indexOf(Math.max(...scores)) === validation.rows.label[i]).length;
    expect(metrics!.accuracy).toBeCloseTo(right / 200, 12);
  });
});

describe('a fit with any of them', () => {
  it.each([{ blankout: 0.2 }, { labelSmoothing: 0.1 }, { logitAdjustment: 0.3 }])('has no certificate: %j', (noise) => {
    const { certificate } = fitSolo(problem, { ...FAST, ...noise });
    expect(certificate).toMatchObject({ kind: 'none', reason: 'blankout, label smoothing and logit adjustment fit another objective' });
    expect(fitSolo(problem, FAST).certificate.kind).toBe('duality-gap');
  });

  it('has the bits that it always had', () => {
    expect(digestOf({ ...FAST, maxPasses: 3 })).toBe(digestOf({ ...FAST, maxPasses: 3, blankout: 0, labelSmoothing: 0, logitAdjustment: 0 }));
    expect(
      [{ blankout: 0.25 }, { labelSmoothing: 0.1 }, { blankout: 0.25, labelSmoothing: 0.1, rank: 8 }, { logitAdjustment: 0.25 }].map((noise) =>
        digestOf({ ...FAST, ...noise }),
      ),
    ).toEqual([
      '74b857b7dc17df58ef3ae6324bcd0af00deed467cbfb0b3c92f5af592878e9a9',
      '170df725dae3df8a0297179e10a4ee1458787f9c90f5a26fff44aa7fc8005e68',
      '511f71ecb513540b723409c89456e857783d4252a265b4d7fbc51e73bc2ecd2e',
      '55b8840aca4e55dafdf5592193c79391be3ecda11eda10b54b0b0094eaaee4cd',
    ]);
  });
});
