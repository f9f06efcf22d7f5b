import { compareUtf8 } from '../../../core/utf8-order.js';
import type { Bounds } from '../../../evaluation/codes/code-intervals.js';
import type { ReportData } from '../../report-data.js';

/** A code of the codebook's tree with its rows and how well they are coded. */
export interface CodeNode {
  readonly code: string;
  readonly title: string | null;
  /** Rows of all roles, with those of the codes below it. */
  readonly rowCount: number;
  /** Of a code with others below it: a row is right that was given any of them. Null without a judged row. */
  readonly f1: number | null;
  /** The 95 % interval of `f1`; null where it is not known. */
  readonly bounds: Bounds | null;
  readonly children: readonly CodeNode[];
}

interface Grown {
  rowCount: number;
  readonly children: Map<string, Grown>;
}

type Told = Pick<CodeNode, 'title' | 'f1' | 'bounds'>;

/**
 * The codes of a run as the codebook's tree, the largest first, then in bytewise order; a plain list where it has no levels. A single code
 * above all others is left out where no row has it itself.
 */
export function codeNodes({ codes, parents = [], evaluation }: Pick<ReportData, 'codes' | 'parents' | 'evaluation'>): readonly CodeNode[] {
  const top = new Map<string, Grown>();
  for (const { code, above = [], roleCounts } of codes) {
    const rowCount = roleCounts.reduce((sum, count) => sum + count, 0);
    let level = top;
    for (const each of [...above, code]) {
      const node = level.get(each) ?? { rowCount: 0, children: new Map<string, Grown>() };
      level.set(each, node);
      node.rowCount += rowCount;
      level = node.children;
    }
  }
  const told = toldOf(evaluation, new Map([...parents, ...codes].map(({ code, title }) => [code, title])));
  return belowSingleTop(settled(top, told));
}

/** A code above others has figures of its own, also where rows have the very code. */
function toldOf({ perCode, hierarchy }: ReportData['evaluation'], titles: ReadonlyMap<string, string | null>): (code: string) => Told {
  const known = new Map<string, Omit<Told, 'title'>>();
  for (const { code, support, predicted, f1, intervals } of perCode) {
    known.set(code, { f1: support + predicted > 0 ? f1 : null, bounds: intervals?.f1 ?? null });
  }
  for (const { code, support, predicted, f1, f1Interval } of hierarchy?.parents ?? []) {
    known.set(code, { f1: support + predicted > 0 ? f1 : null, bounds: f1Interval });
  }
  return (code) => ({ title: titles.get(code) ?? null, ...(known.get(code) ?? { f1: null, bounds: null }) });
}

function settled(level: ReadonlyMap<string, Grown>, told: (code: string) => Told): readonly CodeNode[] {
  return [...level]
    .map(([code, { rowCount, children }]) => ({ code, rowCount, ...told(code), children: settled(children, told) }))
    .sort((a, b) => b.rowCount - a.rowCount || compareUtf8(a.code, b.code));
}

function belowSingleTop(nodes: readonly CodeNode[]): readonly CodeNode[] {
  const [only] = nodes;
  if (nodes.length !== 1 || only === undefined) return nodes;
  const below = only.children.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return below === only.rowCount ? belowSingleTop(only.children) : nodes;
}
