/** The indexes of some keys, ascending by (high, low): two counting passes over the high word, then the few ties by hand. */
export function keysInOrder(low: Uint32Array, high: Uint32Array, count: number): Uint32Array {
  let order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  for (const shift of [0, 16]) order = countingPass(order, high, shift);
  for (let i = 1; i < count; i++) {
    const moved = order[i]!;
    let j = i;
    for (; j > 0 && high[order[j - 1]!] === high[moved] && low[order[j - 1]!]! > low[moved]!; j--) order[j] = order[j - 1]!;
    order[j] = moved;
  }
  return order;
}

function countingPass(order: Uint32Array<ArrayBuffer>, words: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(0x10001);
  for (let i = 0; i < order.length; i++) starts[((words[order[i]!]! >>> shift) & 0xffff) + 1]!++;
  for (let digit = 0; digit < 0x10000; digit++) starts[digit + 1]! += starts[digit]!;
  const sorted = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[starts[(words[order[i]!]! >>> shift) & 0xffff]!++] = order[i]!;
  return sorted;
}
