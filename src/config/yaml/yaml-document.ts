import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { fail, shorten } from '../../core/failure.js';
import type { ConfigPath } from '../config-path.js';

/** YAML 1.2 core: `1e-4` is a number, `no` is a text. Anchors and merge keys work. */
const YAML_OPTIONS = { version: '1.2', schema: 'core', merge: true, uniqueKeys: true } as const;

/** A parsed YAML file that still knows where everything stood. */
export interface YamlDocument {
  readonly file: string;
  /** The content as plain data. */
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of its nearest parent that is in the file. */
  locate(path: ConfigPath): string;
  /** `file:line:column` of a key of the map at a path. */
  locateKey(path: ConfigPath, key: string): string;
}

/** Parses one YAML document. Fails with `usage.invalid-yaml` on faulty syntax, tabs and duplicate keys. */
export function parseYaml(text: string, file: string): YamlDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { ...YAML_OPTIONS, lineCounter, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw invalidYaml(at(error.pos[0]), lineAt(text, error.pos[0]), error.code, error.message);
  return {
    file,
    value: toPlainData(document, (alias) => at(offsetOf(alias))),
    locate: (path) => at(offsetOf(nodeAt(document, path))),
    locateKey: (path, key) => at(offsetOf(keyNode(document, path, key) ?? nodeAt(document, path))),
  };
}

/** Parses a value from the command line as YAML: `1e-4`, `[a, b]`, `null`. */
export function parseYamlValue(text: string, where: string): unknown {
  const document = parseDocument(text, { ...YAML_OPTIONS, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw invalidYaml(where, text, error.code, error.message);
  return toPlainData(document, () => where);
}

function toPlainData(document: Document.Parsed, where: (alias: Node | null) => string): unknown {
  let broken: Node | null = null;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) broken ??= alias;
    },
  });
  try {
    return document.toJS();
  } catch (error) {
    // An alias to an anchor that is not there, or aliases of aliases that expand without end.
    throw invalidYaml(where(broken), 'an alias', 'ALIAS', error instanceof Error ? error.message : String(error));
  }
}

function invalidYaml(where: string, line: string, code: string, message: string): Error {
  const wanted = code === 'DUPLICATE_KEY' ? 'each key once' : code === 'TAB_AS_INDENT' ? 'spaces for indentation, no tabs' : 'valid YAML 1.2';
  const reason = message.split('\n')[0] as string;
  // `{` ends a value that stands inside brackets.
  const hint = line.includes('${') ? { hint: 'inside { } and [ ] an interpolation stands in quotes: "${…}"' } : {};
  return fail('usage.invalid-yaml', {
    what: `the YAML cannot be read: ${reason}`,
    where,
    got: shorten(line.trim() || 'an empty line', 120),
    wanted,
    ...hint,
  });
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}

function nodeAt(document: Document.Parsed, path: ConfigPath): Node | null {
  let node: Node | null = document.contents;
  for (const step of path) {
    const next = childOf(document, resolve(document, node), step);
    if (next === null) return node;
    node = next;
  }
  return node;
}

function childOf(document: Document.Parsed, node: Node | null, step: string | number): Node | null {
  if (isSeq(node)) return asNode(node.items[Number(step)]);
  if (!isMap(node)) return null;
  const pair = pairOf(node, String(step));
  // An empty value (`level:`) has no place of its own: its key stands for it.
  if (pair !== undefined) return hasSource(pair.value) ? asNode(pair.value) : asNode(pair.key);
  return mergedMaps(document, node).reduce<Node | null>((found, map) => found ?? childOf(document, map, step), null);
}

function keyNode(document: Document.Parsed, path: ConfigPath, key: string): Node | null {
  const map = resolve(document, nodeAt(document, path));
  if (!isMap(map)) return null;
  for (const candidate of [map, ...mergedMaps(document, map)]) {
    const pair = pairOf(candidate, key);
    if (pair !== undefined) return asNode(pair.key);
  }
  return null;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function mergedMaps(document: Document.Parsed, map: YAMLMap): YAMLMap[] {
  const pair = map.items.find(({ key }) => isScalar(key) && key.source === '<<');
  const merged = resolve(document, asNode(pair?.value));
  const sources = isSeq(merged) ? merged.items.map((item) => resolve(document, asNode(item))) : [merged];
  return sources.filter((source): source is YAMLMap => isMap(source));
}

function resolve(document: Document.Parsed, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function hasSource(value: unknown): boolean {
  return !isScalar(value) || value.source !== '';
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
