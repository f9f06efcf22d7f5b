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
 *   number        {"$":"number","value":"NaN"}        also Infinity, -Infinity, -0
 *   undefined     {"$":"undefined"}
 *   object with a key "$"   {"$":"object","entries":[[key, value], …]}
 * Shared memory becomes plain: what is written on the other side is not seen here, and arrays over one buffer are each copied.
 * Throws a `TypeError` with the path for what cannot cross at all: functions, instances of classes, bare buffers. A line ends
 * at half a gigabyte, the longest string of V8.
 */
export function encodeTaskData(data: unknown): string {
  return JSON.stringify(encode(data, 'data'));
}

/** The value that `encodeTaskData` wrote; typed arrays over memory of their own. Throws an `Error` for any other text. */
export function decodeTaskData(text: string): unknown {
  return decode(JSON.parse(text));
}

function encode(value: unknown, path: string): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { [TAG]: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
    case 'undefined':
      return { [TAG]: 'undefined' };
    case 'object':
      return value === null ? null : encodeObject(value, path);
    default:
      throw new TypeError(`${path} could not be cloned to another process: it is a ${typeof value}`);
  }
}

function encodeObject(value: object, path: string): unknown {
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => encode(item, `${path}[${index}]`));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return encodeArray(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${path} could not be cloned to another process: it is ${Object.prototype.toString.call(value)} and no plain object`);
  }
  const entries = Object.entries(value).map(([key, item]) => [key, encode(item, `${path}.${key}`)] as const);
  return Object.hasOwn(value, TAG) ? { [TAG]: 'object', entries } : Object.fromEntries(entries);
}

function encodeArray(value: ArrayBufferView): unknown {
  // The tag of the prototype: a Buffer is a Uint8Array.
  const name = (value as Uint8Array)[Symbol.toStringTag];
  return { [TAG]: name, base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
}

function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  if (Object.hasOwn(value, TAG)) return decodeTagged(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

function decodeTagged(tagged: Readonly<Record<string, unknown>>): unknown {
  const tag = tagged[TAG];
  if (tag === 'undefined') return undefined;
  if (tag === 'number') return decodeNumber(tagged.value);
  if (tag === 'object') return decodeEntries(tagged.entries);
  if (typeof tag === 'string' && Object.hasOwn(ARRAY_TYPES, tag)) return decodeArray(tag as ArrayName, tagged.base64);
  throw new Error(`no kind of value is called ${JSON.stringify(tag)}`);
}

function decodeNumber(name: unknown): number {
  const value = typeof name === 'string' && Object.hasOwn(RARE_NUMBERS, name) ? RARE_NUMBERS[name] : undefined;
  if (value === undefined) throw new Error(`no number is called ${JSON.stringify(name)}`);
  return value;
}

function decodeEntries(entries: unknown): unknown {
  const isEntry = (entry: unknown): entry is [string, unknown] => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string';
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw new Error('the entries of an object are no list of pairs');
  return Object.fromEntries(entries.map(([key, item]) => [key, decode(item)]));
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
