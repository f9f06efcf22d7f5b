import type { BinEdges } from '../../artifacts/features.js';
import type { NgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import { binName } from '../../model/bin-edges.js';
import { KeyTable } from '../../text/key-table.js';
import { nameBins } from './name-bins.js';

/** Counts of a shard without names. */
export type UnnamedCounts = Omit<NgramCounts, 'nameStart' | 'nameBytes'>;

/** Counts in which numeric covariates are entries too; their keys stand behind the shard's own, `ownKeyCount` in number. */
export interface BoundCounts extends Omit<UnnamedCounts, 'numeric'> {
  readonly ownKeyCount: number;
  /** Names of the keys from `ownKeyCount` on, such as `price:bin3`. */
  readonly binNames: readonly string[];
}

/** Adds an entry for the bin of each numeric covariate that is not missing, at the end of its row (the covariates' block). */
export function bindNumeric(counts: UnnamedCounts, columns: readonly BinEdges[], covariateBlock: number): BoundCounts {
  const ownKeyCount = counts.keyLow.length;
  if (columns.length === 0) return { ...counts, ownKeyCount, binNames: [] };
  const bins = nameBins(columns);
  const keys = hashNames(bins.names, covariateBlock);
  const offsets = new Uint32Array(counts.rowCount + 1);
  const entryKey = new Uint32Array(counts.entryKey.length + columns.length * counts.rowCount);
  const entryTimes = new Uint32Array(entryKey.length);
  let end = 0;
  for (let row = 0; row < counts.rowCount; row++) {
    for (let e = counts.offsets[row]!; e < counts.offsets[row + 1]!; e++) {
      entryKey[end] = counts.entryKey[e]!;
      entryTimes[end++] = counts.entryTimes[e]!;
    }
    for (let c = 0; c < columns.length; c++) {
      const bin = binName(counts.numeric[c]![row]!, columns[c]!.edges);
      if (bin === null) continue;
      entryKey[end] = ownKeyCount + bins.starts[c]! + Number(bin.slice(3));
      entryTimes[end++] = 1;
    }
    offsets[row + 1] = end;
  }
  return {
    rowCount: counts.rowCount,
    keyLow: joined(counts.keyLow, keys.low.subarray(0, keys.count)),
    keyHigh: joined(counts.keyHigh, keys.high.subarray(0, keys.count)),
    keyBlock: Uint8Array.from([...counts.keyBlock, ...keys.block.subarray(0, keys.count)]),
    offsets,
    entryKey: entryKey.subarray(0, end),
    entryTimes: entryTimes.subarray(0, end),
    ownKeyCount,
    binNames: bins.names,
  };
}

function hashNames(names: readonly string[], block: number): KeyTable {
  const keys = new KeyTable(false);
  for (const name of names) {
    const bytes = new TextEncoder().encode(name);
    keys.indexOf(bytes, bytes.length, block);
  }
  return keys;
}

function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  const all = new Uint32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
