import type { SchemaNode } from '../config-schema.js';

/** Key of a file that says which others it is made of. */
const DEFAULTS: SchemaNode = {
  type: 'array',
  items: { type: ['string', 'object'] },
  description:
    'Files that are merged before the keys below, which count over them; a list of GROUP: NAME for conf/GROUP/NAME.yaml beside this file, NAME for conf/NAME.yaml, and _self_ for the keys of this file, without it none.',
};

/** In place of any value: an interpolation, or one that has to be given. */
const COMPOSED: SchemaNode = { type: 'string', pattern: '\\$\\{.+\\}|^\\?\\?\\?$' };

/** Variables of a file's own: single values, so that a section whose name is mistyped is still found. */
const VARIABLE: SchemaNode = {
  type: ['string', 'number', 'boolean', 'null'],
  description: 'A variable of the file, which ${NAME} reads elsewhere; a single value.',
};

/**
 * The schema of pipeline files as people write them: that of a composed pipeline, and beside it the list of defaults, interpolations and
 * `???` in place of values, and variables at the top. No key is required, since another file may give it.
 */
export function editorSchema(schema: SchemaNode): SchemaNode {
  const { properties = {}, required: _, ...top } = schema;
  const own = Object.entries(properties).map(([key, node]) => [key, composable(node)]);
  return { ...top, properties: { defaults: DEFAULTS, ...Object.fromEntries(own) }, additionalProperties: VARIABLE };
}

/** The same node with another way to write each value; what is said of it stays on top, where editors look for it. */
function composable({ description, default: standard, ...node }: SchemaNode): SchemaNode {
  const { properties, required: _, ...rest } = node;
  const inner = properties === undefined ? node : { ...rest, properties: mapValues(properties, composable) };
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [inner, COMPOSED],
  };
}

function mapValues<Value, Result>(map: Readonly<Record<string, Value>>, change: (value: Value) => Result): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
