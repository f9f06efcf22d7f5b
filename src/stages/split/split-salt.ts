/**
 * What is hashed in front of a group key to rank the groups of a stratum: `millrace-split-1:<seed>:`. A group's rank is that of
 * SHA-256, in hex, of the UTF-8 bytes of salt and group key (64 hex digits); anybody can recompute it.
 */
export function splitSalt(seed: number): string {
  return `millrace-split-1:${seed}:`;
}
