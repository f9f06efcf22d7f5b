import type { DataType } from 'apache-arrow';
import type { ColumnKind } from '../../column-kind.js';

/** Arrow's numbers of its types, as far as they matter here. */
export const TYPE = {
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  list: 12,
  struct: 13,
  union: 14,
  fixedBytes: 15,
  fixedList: 16,
  map: 17,
  largeBinary: 19,
  largeUtf8: 20,
  null: 1,
};

const KINDS: Readonly<Record<number, ColumnKind>> = {
  [TYPE.null]: 'nothing',
  [TYPE.int]: 'whole number',
  [TYPE.float]: 'number',
  [TYPE.binary]: 'bytes',
  [TYPE.utf8]: 'text',
  [TYPE.bool]: 'boolean',
  [TYPE.decimal]: 'number',
  [TYPE.date]: 'time',
  [TYPE.time]: 'time',
  [TYPE.timestamp]: 'time',
  [TYPE.list]: 'list',
  [TYPE.struct]: 'structure',
  [TYPE.union]: 'structure',
  [TYPE.fixedBytes]: 'bytes',
  [TYPE.fixedList]: 'list',
  [TYPE.map]: 'structure',
  [TYPE.largeBinary]: 'bytes',
  [TYPE.largeUtf8]: 'text',
};

/** What a cell of a type is made of before it is text or a number: times by their ISO form, bytes by their hexadecimal one. */
export function plainCell(type: DataType): (value: unknown) => unknown {
  const { typeId, unit, scale } = valueType(type) as DataType & { readonly unit?: number; readonly scale?: number };
  if (typeId === TYPE.timestamp || typeId === TYPE.date) return (value) => isoTime(value, typeId === TYPE.date && unit === 0);
  if (typeId === TYPE.decimal) return (value) => (value === null ? null : decimalText(value as Uint32Array, scale ?? 0));
  return (value) => {
    if (value instanceof Uint8Array) return uuidOrHex(value);
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
    return typeof value === 'object' && value !== null && 'toJSON' in value ? (value as { toJSON(): unknown }).toJSON() : value;
  };
}

/** Milliseconds since 1970; as they are where no calendar reaches. */
function isoTime(value: unknown, isDay: boolean): unknown {
  if (value === null || Number.isNaN(new Date(Number(value)).getTime())) return value;
  const text = new Date(Number(value)).toISOString();
  return isDay ? text.slice(0, 10) : text;
}

/** A decimal comes as the words of a big integer in two's complement, the lowest first. */
function decimalText(words: Uint32Array, scale: number): string {
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const signed = BigInt.asIntN(words.length * 32, unsigned);
  if (scale <= 0) return String(signed * BigInt(`1${'0'.repeat(-scale)}`));
  const digits = String(signed < 0n ? -signed : signed).padStart(scale + 1, '0');
  return `${signed < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function uuidOrHex(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return bytes.length === 16 ? hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5') : hex;
}

/** The type of what a dictionary stands for. */
export function valueType(type: DataType): DataType {
  return 'dictionary' in type ? (type.dictionary as DataType) : type;
}

/** What a type holds. */
export function kindOf(type: DataType): ColumnKind {
  const { typeId } = valueType(type);
  // Sixteen bytes without a name are how Arrow stores UUIDs.
  if (typeId === TYPE.fixedBytes && (type as DataType & { readonly byteWidth: number }).byteWidth === 16) return 'text';
  return KINDS[typeId] ?? 'other';
}
