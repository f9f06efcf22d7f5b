/** The key that tells a value of another kind from a plain object; objects that have it themselves travel as a list of entries. */
const TAG = '$';

const ARRAY_TYPES = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

type ArrayName = keyof typeof ARRAY_TYPES;

/** Numbers that JSON writes as null or, of −0, as 0. */
const RARE_NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
};

/**
 * The input or answer of a task as one line of JSON, out of which `decodeTaskData` makes the same to the bit. What JSON has no
 * form for is tagged:
 *   typed array   {"$":"Float32Array","base64":"…"}   its bytes as they lie in memory, little-endian
 *                 {"$":"Float32Array","file":"…"}     the same in a file, where `share` put them
 *   kernel memory {"$":"memory","file":"…"}           the whole of it, only in a file
 *   number        {"$":"number","value":"NaN"}        also Infinity, -Infinity, -0
 *   undefined     {"$":"undefined"}
 *   object with a key "$"   {"$":"object","entries":[[key, value], …]}
 * and a line that `writeLines` put into a file:
 *   {"$":"line","file":"…","from":0,"length":1024}
 * Shared memory becomes plain: what is written on the other side is not seen here, and arrays over one buffer are each copied, into
 * the line unless `share` gives a file for them.
 * Throws a `TypeError` with the path for what cannot cross at all: functions, instances of classes, bare buffers. A line ends
 * at half a gigabyte, the longest string of V8.
 */
export function encodeTaskData(data: unknown, share: ShareArray = () => null): string {
  return JSON.stringify(encode(data, 'data', share));
}

/** The value that `encodeTaskData` wrote; typed arrays over memory of their own, or over a file's. Throws an `Error` for any other text. */
export function decodeTaskData(text: string, files: ReadShared = NO_FILES): unknown {
  return decode(JSON.parse(text), files);
}

/** The file that holds the bytes of an array; null for one that travels in the line. */
export type ShareArray = (array: ArrayBufferView) => string | null;

/** What such a file holds, each made once. */
export interface ReadShared {
  bytes(file: string): ArrayBuffer;
  memory(file: string): WebAssembly.Memory;
  /** Read each time. */
  line(file: string, from: number, length: number): string;
}

const refuseFile = (file: string): never => {
  throw new Error(`a part is in the file ${file}, and none was to be read`);
};
const NO_FILES: ReadShared = { bytes: refuseFile, memory: refuseFile, line: refuseFile };

function encode(value: unknown, path: string, share: ShareArray): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { [TAG]: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
    case 'undefined':
      return { [TAG]: 'undefined' };
    case 'object':
      return value === null ? null : encodeObject(value, path, share);
    default:
      throw new TypeError(`${path} could not be cloned to another process: it is a ${typeof value}`);
  }
}

function encodeObject(value: object, path: string, share: ShareArray): unknown {
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => encode(item, `${path}[${index}]`, share));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return encodeArray(value, share);
  const memory = value instanceof WebAssembly.Memory ? share(new Uint8Array(value.buffer)) : null;
  if (memory !== null) return { [TAG]: 'memory', file: memory };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${path} could not be cloned to another process: it is ${Object.prototype.toString.call(value)} and no plain object`);
  }
  const entries = Object.entries(value).map(([key, item]) => [key, encode(item, `${path}.${key}`, share)] as const);
  return Object.hasOwn(value, TAG) ? { [TAG]: 'object', entries } : Object.fromEntries(entries);
}

function encodeArray(value: ArrayBufferView, share: ShareArray): unknown {
  // The tag of the prototype: a Buffer is a Uint8Array.
  const name = (value as Uint8Array)[Symbol.toStringTag];
  const file = share(value);
  if (file !== null) return { [TAG]: name, file };
  return { [TAG]: name, base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
}

function decode(value: unknown, files: ReadShared): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => decode(item, files));
  if (Object.hasOwn(value, TAG)) return decodeTagged(value as Readonly<Record<string, unknown>>, files);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item, files)]));
}

function decodeTagged(tagged: Readonly<Record<string, unknown>>, files: ReadShared): unknown {
  const tag = tagged[TAG];
  if (tag === 'undefined') return undefined;
  if (tag === 'number') return decodeNumber(tagged.value);
  if (tag === 'object') return decodeEntries(tagged.entries, files);
  if (tag === 'memory' && typeof tagged.file === 'string') return files.memory(tagged.file);
  if (tag === 'line') return decodeLine(tagged, files);
  if (typeof tag === 'string' && Object.hasOwn(ARRAY_TYPES, tag)) {
    if (typeof tagged.file === 'string') return new ARRAY_TYPES[tag as ArrayName](files.bytes(tagged.file));
    return decodeArray(tag as ArrayName, tagged.base64);
  }
  throw new Error(`no kind of value is called ${JSON.stringify(tag)}`);
}

function decodeLine({ file, from, length }: Readonly<Record<string, unknown>>, files: ReadShared): unknown {
  if (typeof file !== 'string' || typeof from !== 'number' || typeof length !== 'number') throw new Error('a line has no place in a file');
  return decode(JSON.parse(files.line(file, from, length)), files);
}

function decodeNumber(name: unknown): number {
  const value = typeof name === 'string' && Object.hasOwn(RARE_NUMBERS, name) ? RARE_NUMBERS[name] : undefined;
  if (value === undefined) throw new Error(`no number is called ${JSON.stringify(name)}`);
  return value;
}

function decodeEntries(entries: unknown, files: ReadShared): unknown {
  const isEntry = (entry: unknown): entry is [string, unknown] => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string';
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw new Error('the entries of an object are no list of pairs');
  return Object.fromEntries(entries.map(([key, item]) => [key, decode(item, files)]));
}

function decodeArray(name: ArrayName, base64: unknown): ArrayBufferView {
  if (typeof base64 !== 'string') throw new Error(`a ${name} has no base64`);
  const bytes = Buffer.from(base64, 'base64');
  const { BYTES_PER_ELEMENT } = ARRAY_TYPES[name];
  // Buffer skips what is no base64 without a word; it shows in the length alone.
  const isWhole = base64.length === 4 * Math.ceil(bytes.length / 3) && bytes.length % BYTES_PER_ELEMENT === 0;
  if (!isWhole) throw new Error(`${base64.length} characters of base64 give ${bytes.length} bytes, which are no ${name}`);
  // Memory of its own: a small Buffer lies somewhere in a larger one, not aligned.
  const array = new ARRAY_TYPES[name](bytes.length / BYTES_PER_ELEMENT);
  new Uint8Array(array.buffer).set(bytes);
  return array;
}
