import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What a file that was taken for Parquet seems to be, and what to do about it. */
export interface SniffedFile {
  readonly is: string;
  readonly hint: string;
}

const HEAD_BYTES = 512;
const CONVERT = 'convert it to Parquet';

/** What beginnings say, as text of one character a byte, U+FFFD for control characters; the first that fits counts. */
const BEGINNINGS: readonly (readonly [pattern: RegExp, is: string, hint: string])[] = [
  [/^$/, 'an empty file', 'write it again: it holds nothing'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer, which stands for a file that was not fetched', 'run git lfs pull'],
  [/^PARE/, 'an encrypted Parquet file', 'write it without encryption: no key can be given'],
  [/^\ufffd\x8b/, 'a file compressed by gzip', 'unpack it first: Parquet is compressed inside'],
  [/^PK\ufffd\ufffd/, 'a ZIP archive, as Excel workbooks are', CONVERT],
  [/^(ARROW1|\xff\xff\xff\xff)/, 'an Arrow (Feather) file', CONVERT],
  [/^ORC/, 'an ORC file', CONVERT],
  [/^Obj\ufffd/, 'an Avro file', CONVERT],
  [/^(\xef\xbb\xbf)?\s*<(!DOCTYPE|html|\?xml)/i, 'a web page or XML', 'the download may have ended at a log-in page'],
  [/^(\xef\xbb\xbf)?\s*[[{]/, 'a JSON file', CONVERT],
  [/^[^\ufffd]*?[,;\t|][^\ufffd]*?\n/, 'a text file such as CSV', 'give it a name that ends with .csv or .tsv, or convert it to Parquet'],
];

/** Looks at the first and last bytes of a file; undefined when it may well be Parquet, or cannot be read. Quotes none of them. */
export function sniffFile(file: string): SniffedFile | undefined {
  const ends = readEnds(file);
  if (ends === undefined) return undefined;
  if (ends.tail === 'PARE') return { is: 'a Parquet file with an encrypted footer', hint: 'write it without encryption: no key can be given' };
  const found = BEGINNINGS.find(([pattern]) => pattern.test(ends.head));
  return found === undefined ? undefined : { is: found[1], hint: found[2] };
}

function readEnds(file: string): { readonly head: string; readonly tail: string } | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const read = (from: number, length: number): string => {
      const bytes = Buffer.alloc(length);
      return bytes.toString('latin1', 0, readSync(descriptor as number, bytes, 0, length, from));
    };
    const head = Array.from(read(0, HEAD_BYTES), (character) => (character < ' ' && !'\t\n\r'.includes(character) ? '\ufffd' : character)).join('');
    return { head, tail: read(Math.max(0, size - 4), 4) };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
