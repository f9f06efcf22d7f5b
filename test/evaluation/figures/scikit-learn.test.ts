import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/evaluation/judge.js';
import type { JudgedRows } from '../../../src/evaluation/judged-rows.js';

type Values = Readonly<Record<string, number>>;

interface Case {
  readonly name: string;
  readonly label: readonly number[];
  readonly weight: readonly number[] | null;
  /** Probabilities of all codes, a list a row, in parts of 1,024. */
  readonly per1024: readonly (readonly number[])[];
  readonly wanted: {
    readonly 'with-support': Values;
    readonly 'all-codes': Values;
    readonly any: Values;
    readonly perCode: Readonly<Record<'precision' | 'recall' | 'f1', readonly number[]>>;
  };
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/figure-cases.json', import.meta.url), 'utf8')) as { readonly cases: readonly Case[] };

function rowsOf({ label, weight, per1024 }: Case): JudgedRows {
  const probabilities = per1024.map((row) => row.map((part) => part / 1024));
  const own = probabilities.map((row, i) => row[label[i]!]!);
  return {
    classCount: per1024[0]!.length,
    label: Int32Array.from(label),
    group: Uint32Array.from(label.keys()),
    weight: weight === null ? null : Float32Array.from(weight),
    predicted: Int32Array.from(probabilities, (row) => row.indexOf(Math.max(...row))),
    score: Float64Array.from(probabilities, (row) => Math.max(...row)),
    rank: Int32Array.from(probabilities, (row, i) => row.filter((p) => p > own[i]!).length),
    loss: Float64Array.from(own, (p) => -Math.log(p)),
    squares: Float64Array.from(probabilities, (row) => row.reduce((sum, p) => sum + p * p, 0)),
  };
}

/** To 1e-12, and by name, so that a difference says whose it is. */
function expectSame(got: object, wanted: Values): void {
  const off = Object.entries(wanted).filter(([name, value]) => !(Math.abs((got as Values)[name]! - value) <= 1e-12));
  expect(off.map(([name, value]) => ({ name, value, got: (got as Values)[name] }))).toEqual([]);
}

describe('figures are those of scikit-learn to 1e-12', () => {
  it('has 20 random cases and 10 degenerate ones', () => {
    expect(cases.filter(({ name }) => name.startsWith('random'))).toHaveLength(20);
    expect(cases).toHaveLength(30);
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { withSupport, allCodes, perClass } = judge(rowsOf(one));
    const { wanted } = one;
    expectSame(withSupport, { ...wanted.any, ...wanted['with-support'] });
    expectSame(allCodes, { ...wanted.any, ...wanted['all-codes'] });
    const known = new Map(perClass.map((line) => [line.classIndex, line]));
    for (const name of ['precision', 'recall', 'f1'] as const) {
      const got = wanted.perCode[name].map((_value, code) => known.get(code)?.[name] ?? 0);
      expectSame(got, Object.fromEntries(wanted.perCode[name].entries()) as unknown as Values);
    }
  });
});
