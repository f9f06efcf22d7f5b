import type { BinEdges } from '../../artifacts/features.js';
import type { NgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import { binName } from '../../model/vectors/bin-edges.js';
import { KeyTable } from '../../text/key-table.js';
import { nameBins } from './name-bins.js';

/** Counts of a shard without names. */
export type UnnamedCounts = Omit<NgramCounts, 'nameStart' | 'nameBytes'>;

/** Counts in which numeric covariates are entries too; their keys stand behind the shard's own, `ownKeyCount` in number. */
export interface BoundCounts extends Omit<UnnamedCounts, 'numeric' | 'keyKind'> {
  /** The block that each n-gram is normed in. */
  readonly keyBlock: Uint8Array;
  readonly ownKeyCount: number;
  /** Names of the keys from `ownKeyCount` on, such as `price:bin3`. */
  readonly binNames: readonly string[];
}

/**
 * Binds counts to what is known later: the block of each kind of n-gram (`blocksOfKinds`), and the edges of numeric covariates. Adds
 * an entry for the bin of each that is not missing, at the end of its row (the covariates' block).
 */
export function bindCounts({ keyKind, ...counts }: UnnamedCounts, columns: readonly BinEdges[], blockOfKind: readonly number[]): BoundCounts {
  const ownKeyCount = counts.keyLow.length;
  const keyBlock = keyKind.map((kind) => blockOfKind[kind]!);
  if (columns.length === 0) return { ...counts, keyBlock, ownKeyCount, binNames: [] };
  const bins = nameBins(columns);
  const keys = hashNames(bins.names);
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
    keyBlock: Uint8Array.from([...keyBlock, ...bins.names.map(() => blockOfKind.at(-1)!)]),
    offsets,
    entryKey: entryKey.subarray(0, end),
    entryTimes: entryTimes.subarray(0, end),
    ownKeyCount,
    binNames: bins.names,
  };
}

function hashNames(names: readonly string[]): KeyTable {
  const keys = new KeyTable(false);
  for (const name of names) {
    const bytes = new TextEncoder().encode(name);
    keys.indexOf(bytes, bytes.length);
  }
  return keys;
}

function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  const all = new Uint32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
