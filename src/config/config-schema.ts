import { z } from 'zod';
import type { ConfigPath } from './config-path.js';
import { pipelineConfig } from './pipeline-config.js';

/** The part of JSON Schema that zod writes for our configuration. */
export interface SchemaNode {
  /** What a key is for, in a sentence: for editors and pages, never for messages. */
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly required?: readonly string[];
  /** What is wanted in words of its own, where the parts of the schema would tell too little. */
  readonly wanted?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  /** Branches that a key tells apart. */
  readonly oneOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | boolean;
  readonly prefixItems?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly multipleOf?: number;
}

/** JSON Schema of a pipeline file: for editors, and where messages find valid keys and values. */
export function pipelineSchema(): SchemaNode {
  return z.toJSONSchema(pipelineConfig, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

/** The schema of the value at a path; `undefined` when the path leads nowhere. */
export function schemaAt(schema: SchemaNode, path: ConfigPath): SchemaNode | undefined {
  let nodes = [schema];
  for (const step of path) nodes = nodes.flatMap(branches).flatMap((node) => child(node, step));
  return nodes.length > 1 ? { anyOf: nodes } : nodes[0];
}

/** The keys that a map at this place may have, in the order of the schema. */
export function keysOf(schema: SchemaNode): readonly string[] {
  return branches(schema).flatMap((node) => Object.keys(node.properties ?? {}));
}

/** Whether a map at this place takes keys that the schema does not name. */
export function takesAnyKey(schema: SchemaNode): boolean {
  return branches(schema).some((node) => typeof node.additionalProperties === 'object');
}

/** Whether a value at this place is a text whatever it looks like: `007` too. */
export function takesOnlyText(schema: SchemaNode): boolean {
  const types = branches(schema).flatMap(({ type = 'any' }) => type);
  return types.includes('string') && types.every((type) => type === 'string' || type === 'null');
}

/** What is wanted at a place, in words: `one of fast, exact`, `a whole number of at least 1 or null`. */
export function describeSchema(schema: SchemaNode): string {
  if (schema.wanted !== undefined) return schema.wanted;
  if (schema.enum !== undefined) return schema.enum.length === 1 ? String(schema.enum[0]) : `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return [...new Set(either.map(describeSchema))].join(' or ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.map((type) => describeType(type, schema)).join(' or ');
}

function describeType(type: string, schema: SchemaNode): string {
  switch (type) {
    case 'integer':
      return `${schema.multipleOf === undefined ? 'a whole number' : `a multiple of ${schema.multipleOf}`}${describeBounds(schema)}`;
    case 'number':
      return `a number${describeBounds(schema)}`;
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return describeList(schema);
    case 'object':
      return schema.properties === undefined ? 'a map' : `a map with the keys ${Object.keys(schema.properties).join(', ')}`;
    default:
      return type;
  }
}

function describeList({ items, prefixItems }: SchemaNode): string {
  if (prefixItems?.[0] !== undefined) return `a list of ${prefixItems.length} values, each ${describeSchema(prefixItems[0])}`;
  return typeof items === 'object' ? `a list, each item ${describeSchema(items)}` : 'a list';
}

function describeBounds({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  if (low !== undefined) return ` of at least ${low}`;
  return high === undefined ? '' : ` of at most ${high}`;
}

/** What a value at this place may be: the schema itself, or the alternatives that it offers. */
export function branches(schema: SchemaNode): readonly SchemaNode[] {
  return (schema.anyOf ?? schema.oneOf)?.flatMap(branches) ?? [schema];
}

function child(node: SchemaNode, step: string | number): readonly SchemaNode[] {
  if (typeof step === 'number') {
    const item = node.prefixItems?.[step] ?? node.items;
    return typeof item === 'object' ? [item] : [];
  }
  if (node.properties !== undefined && Object.hasOwn(node.properties, step)) return [node.properties[step] as SchemaNode];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}
