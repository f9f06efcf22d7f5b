import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

/** Shorter lines are sent as they are: their place in a file is little shorter. */
const LEAST_BYTES = 1_024;

/**
 * Writes the long ones of some lines of `encodeTaskData` into one file that workers in other processes see, and gives the lines to send:
 * those that say where such a line is in its place. For a way that remembers what it carries: the text of its last thousand queries
 * stays in the heap of Spark's driver, several times over. The file may go when the lines are answered.
 */
export function writeLines(file: string, lines: readonly string[]): readonly string[] {
  const parts: Buffer[] = [];
  let from = 0;
  const sent = lines.map((line) => {
    const bytes = Buffer.from(line);
    if (bytes.length < LEAST_BYTES) return line;
    parts.push(bytes);
    const place = JSON.stringify({ $: 'line', file, from, length: bytes.length });
    from += bytes.length;
    return place;
  });
  if (parts.length > 0) writeFileSync(file, Buffer.concat(parts));
  return sent;
}

/** The line at a place of such a file. Throws an `Error` where the file ends before it. */
export function readLine(file: string, from: number, length: number): string {
  const bytes = new Uint8Array(length);
  const handle = openSync(file, 'r');
  try {
    const found = readSync(handle, bytes, 0, length, from);
    if (found < length) throw new Error(`${file} has ${found} of the ${length} bytes from ${from} on`);
  } finally {
    closeSync(handle);
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
