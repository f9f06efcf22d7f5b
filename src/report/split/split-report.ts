import { ROLES } from '../../artifacts/split.js';
import { Rng, shuffle } from '../../core/rng.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { type LeakMeasure, measureLeak } from './split-leak.js';
import type { SplitRows } from './split-rows.js';

/** Test rows that are compared with every distinct train text. */
const SAMPLE_SIZE = 500;

/** Rows of a code in each role, in the order of `ROLES`. */
export interface CodeRoleCounts {
  readonly code: string;
  readonly roles: readonly number[];
}

/** What there is to say about a split: plain data, without any text. */
export interface SplitReport {
  readonly rowCount: number;
  /** Rows a role, in the order of `ROLES`. */
  readonly rowCounts: readonly number[];
  /** The codes with the most rows first, ties in bytewise order. */
  readonly codes: readonly CodeRoleCounts[];
  /** Codes without a row in each role. */
  readonly absentCodeCounts: readonly number[];
  /** Of so many texts one was looked at, all its rows with it; 1: every text. */
  readonly oneTextIn: number;
  readonly leak: LeakMeasure;
  /** The same of a split of the same rows that pays no heed to groups and codes: the roles dealt out anew at random. */
  readonly plainLeak: LeakMeasure;
}

/** Counts and measures a split; the same seed draws the same sample and the same plain split. */
export function computeSplitReport(rows: SplitRows, seed: number, sampleSize = SAMPLE_SIZE): SplitReport {
  const rng = Rng.fromSeed(seed).fork('split-report');
  const plainRole = shuffle(rows.role.slice(), rng.fork('plain-split'));
  const codes = countByCode(rows);
  return {
    rowCount: rows.role.length,
    rowCounts: ROLES.map((_, role) => codes.reduce((sum, { roles }) => sum + (roles[role] as number), 0)),
    codes,
    absentCodeCounts: ROLES.map((_, role) => codes.filter(({ roles }) => roles[role] === 0).length),
    oneTextIn: rows.oneTextIn,
    leak: measureLeak(rows, rows.role, sampleSize, rng.fork('sample')),
    plainLeak: measureLeak(rows, plainRole, sampleSize, rng.fork('sample')),
  };
}

function countByCode({ codes, code, role }: SplitRows): readonly CodeRoleCounts[] {
  const counts = codes.map(() => ROLES.map(() => 0));
  for (let row = 0; row < role.length; row++) {
    const ofCode = counts[code[row] as number] as number[];
    ofCode[role[row] as number] = (ofCode[role[row] as number] as number) + 1;
  }
  const total = ({ roles }: CodeRoleCounts) => roles.reduce((sum, count) => sum + count, 0);
  return codes
    .map((name, index) => ({ code: name, roles: counts[index] as number[] }))
    .sort((a, b) => total(b) - total(a) || compareUtf8(a.code, b.code));
}
