import { compareUtf8 } from '../../../core/utf8-order.js';
import { formatCount } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { foreign, table } from '../../page/parts.js';
import type { ReportCode } from '../../report-data.js';
import type { Line } from './code-line.js';

/** Two codes, and the rows of each that were given the other. */
export interface ConfusedPair {
  readonly codes: readonly [string, string];
  readonly weights: readonly [number, number];
  /** The deepest code above both, null when they part at the top; absent without levels. */
  readonly partBelow?: string | null;
}

const SHOWN = 20;

/** The pairs that are taken for each other most, in either direction; ties in bytewise order of code. */
export function pairsOf(perCode: readonly Line[], codes: readonly ReportCode[]): readonly ConfusedPair[] {
  const above = new Map(codes.map((each) => [each.code, each.above]));
  const found = new Map<string, { codes: [string, string]; weights: [number, number] }>();
  for (const { code, confusions = [] } of perCode) {
    for (const { given, weight } of confusions) {
      const isFirst = compareUtf8(code, given) < 0;
      const pair: [string, string] = isFirst ? [code, given] : [given, code];
      const key = JSON.stringify(pair);
      const known = found.get(key) ?? { codes: pair, weights: [0, 0] };
      found.set(key, known);
      known.weights[isFirst ? 0 : 1] += weight;
    }
  }
  const total = ({ weights }: ConfusedPair): number => weights[0] + weights[1];
  return [...found.values()]
    .sort((a, b) => total(b) - total(a) || compareUtf8(a.codes[0], b.codes[0]) || compareUtf8(a.codes[1], b.codes[1]))
    .map((pair) => ({ ...pair, ...partOf(above.get(pair.codes[0]), above.get(pair.codes[1])) }));
}

function partOf(first: readonly string[] | undefined, second: readonly string[] | undefined): Pick<ConfusedPair, 'partBelow'> {
  if (first === undefined || second === undefined) return {};
  return { partBelow: first.filter((code, depth) => second[depth] === code).at(-1) ?? null };
}

/** The most confused pairs as a table, with where in the codebook they part. */
export function confusedPairs(perCode: readonly Line[], codes: readonly ReportCode[]): Html | null {
  const pairs = pairsOf(perCode, codes).slice(0, SHOWN);
  if (pairs.length === 0) return null;
  const hasLevels = pairs.some(({ partBelow }) => partBelow !== undefined);
  return html`<h3>Most confused pairs</h3>${table({
    id: 'pairs-table',
    columns: [
      { name: 'Code', kind: 'text' },
      { name: 'and', kind: 'text' },
      { name: 'First given second', kind: 'number' },
      { name: 'Second given first', kind: 'number' },
      ...(hasLevels ? [{ name: 'They part below', kind: 'text' as const, minor: true }] : []),
    ],
    rows: pairs.map(({ codes: [a, b], weights, partBelow }) => ({
      cells: [
        foreign(a),
        foreign(b),
        formatCount(weights[0]),
        formatCount(weights[1]),
        ...(hasLevels ? [partBelow == null ? 'the top' : foreign(partBelow)] : []),
      ],
    })),
  })}<p class="note">Test rows, of the three codes that each is mistaken for most.</p>`;
}
