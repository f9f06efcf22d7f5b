/** Any node of the JSON Schema: read here as plain JSON, not with the code that messages and pages use. */
export type Node = Readonly<Record<string, unknown>>;

/** A key of a pipeline file, `*` for one of any name. */
export interface Key {
  readonly path: string;
  readonly node: Node;
  readonly isRequired: boolean;
}

/** Every key of every map, however deep: in sections, in lists, in alternatives, and the values of maps with keys of any name. */
export function keysBelow(node: Node, path: string): Key[] {
  const required = (node.required ?? []) as string[];
  const own = Object.entries((node.properties ?? {}) as Record<string, Node>).map(([key, child]) => ({
    key,
    child,
    isRequired: required.includes(key),
  }));
  if (isNode(node.additionalProperties)) own.push({ key: '*', child: node.additionalProperties, isRequired: false });
  return [
    ...own.flatMap(({ key, child, isRequired }) => [{ path: `${path}${key}`, node: child, isRequired }, ...keysBelow(child, `${path}${key}.`)]),
    ...variants(node).flatMap((variant) => keysBelow(variant, path)),
  ];
}

/** What a value at this place may be beside a map: alternatives (`oneOf` those told apart by a key, such as kinds) and items of lists. */
export function variants(node: Node): Node[] {
  return [node.anyOf, node.oneOf, node.items, node.prefixItems].flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
