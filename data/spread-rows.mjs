import { createHash } from 'node:crypto';

/**
 * Spreads rows over partitions: `SHA-256(id)[0] mod partitionCount`, inside a partition in order of SHA-256(id).
 * Codes mix over the partitions, and a row's place does not depend on the other rows.
 */
export function spreadRows(rows, partitionCount) {
  const partitions = Array.from({ length: partitionCount }, () => []);
  const keyed = rows.map((row) => ({ row, key: createHash('sha256').update(row.id).digest('hex') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { row, key } of keyed) partitions[Number.parseInt(key.slice(0, 2), 16) % partitionCount].push(row);
  return partitions;
}
