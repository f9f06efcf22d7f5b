import { kishSize } from './effective-size.js';

/** Sums weights by class, a group at a time. */
export interface GroupSums {
  add(classIndex: number, weight: number): void;
  /** Call it after the last row of each group. */
  endGroup(): void;
  /** (Σ_g a_g)² / Σ_g a_g² of each class (Kish 1965), a_g the weight of a group's rows; 0 without rows. */
  effectiveSizes(): Float64Array;
}

/** For so many classes, all without rows. */
export function groupSums(classCount: number): GroupSums {
  const inGroup = new Float64Array(classCount);
  const sum = new Float64Array(classCount);
  const squares = new Float64Array(classCount);
  const touched: number[] = [];
  return {
    add(classIndex, weight) {
      if (inGroup[classIndex] === 0) touched.push(classIndex);
      inGroup[classIndex]! += weight;
    },
    endGroup() {
      for (const classIndex of touched) {
        const ofGroup = inGroup[classIndex]!;
        sum[classIndex]! += ofGroup;
        squares[classIndex]! += ofGroup * ofGroup;
        inGroup[classIndex] = 0;
      }
      touched.length = 0;
    },
    effectiveSizes: () => sum.map((total, classIndex) => kishSize(total, squares[classIndex]!)),
  };
}

/** Rows in the order of their groups, ties by row. Cost: rows · ln(rows), unless they are in that order already. */
function orderByGroup(group: Uint32Array): Uint32Array {
  const order = Uint32Array.from(group.keys());
  const isSorted = group.every((own, row) => row === 0 || group[row - 1]! <= own);
  return isSorted ? order : order.sort((a, b) => group[a]! - group[b]! || a - b);
}

/** Calls `add` for each row, a group after the other, and `endGroup` after each group. */
export function walkGroups(group: Uint32Array, add: (row: number) => void, endGroup: () => void): void {
  const order = orderByGroup(group);
  for (let i = 0; i < order.length; i++) {
    add(order[i]!);
    if (i + 1 === order.length || group[order[i + 1]!] !== group[order[i]!]) endGroup();
  }
}
