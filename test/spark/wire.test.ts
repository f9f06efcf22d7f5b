import { readFileSync } from 'node:fs';
import { type DescField, type DescMessage, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { type DescriptorProto, type FieldDescriptorProto, FieldDescriptorProto_Type, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { expect, it } from 'vitest';
import { file_spark_connect, SparkConnectService } from '../../src/engine/spark/proto/spark_connect_pb.js';
import { installSpark } from './server/install.mjs';

// Names count for nobody but us: numbers, types and what is repeated must be those of Spark's own descriptors, which pyspark carries.

const folder = `${installSpark()}/sql/connect/proto/`;
const theirs = new Map<string, DescriptorProto>();

for (const name of ['base', 'commands', 'relations', 'types', 'common', 'expressions', 'ml', 'ml_common']) {
  const { messageType, package: pack } = fromBinary(FileDescriptorProtoSchema, descriptorIn(readFileSync(`${folder}${name}_pb2.py`, 'latin1')));
  const add = (message: DescriptorProto, path: string): void => {
    theirs.set(path, message);
    for (const nested of message.nestedType) add(nested, `${path}.${nested.name}`);
  };
  for (const message of messageType) add(message, `${pack}.${message.name}`);
}

it('speaks the fields of Spark’s protocol by their numbers and types', () => {
  const seen = new Set<string>();
  const compare = (own: DescMessage, path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const message = theirs.get(path);
    expect(message, path).toBeDefined();
    for (const field of own.fields) {
      const other = message?.field.find(({ number }) => number === field.number);
      expect(other, `${path}.${field.name}`).toBeDefined();
      expect(shapeOf(field), `${path}.${field.name}`).toBe(theirShape(other as FieldDescriptorProto));
      if (field.message !== undefined && field.fieldKind !== 'map') compare(field.message, (other as FieldDescriptorProto).typeName.slice(1));
    }
  };
  for (const { input, output } of SparkConnectService.methods) {
    compare(input, input.typeName);
    compare(output, output.typeName);
  }
  expect(seen.size).toBeGreaterThan(40);
  expect(file_spark_connect.proto.package).toBe('spark.connect');
});

function shapeOf(field: DescField): string {
  const repeated = field.fieldKind === 'list' || field.fieldKind === 'map' ? 'repeated ' : '';
  if (field.fieldKind === 'map' || field.message !== undefined) return `${repeated}message`;
  if (field.enum !== undefined) return `${repeated}enum`;
  return `${repeated}${ScalarType[field.scalar as ScalarType].toLowerCase()}`;
}

function theirShape({ label, type }: FieldDescriptorProto): string {
  return `${label === 3 ? 'repeated ' : ''}${FieldDescriptorProto_Type[type].toLowerCase()}`;
}

/** The bytes that a generated Python file hands to the pool of descriptors: a literal of Python. */
function descriptorIn(python: string): Uint8Array {
  const [, , literal = ''] = /AddSerializedFile\(\s*b(['"])([\s\S]*?)\1\s*\)/.exec(python) ?? [];
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };
  const text = literal.replace(/\\(?:x([0-9a-f]{2})|([0-7]{1,3})|([\s\S]))/g, (_, hex, octal, sign) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return octal !== undefined ? String.fromCharCode(Number.parseInt(octal, 8)) : (escapes[sign] ?? `\\${sign}`);
  });
  return Buffer.from(text, 'latin1');
}
