import { branches, type SchemaNode } from './config-schema.js';

const INTRODUCTION = `# Configuration

<!-- Made by \`npm run docs\` from src/config; edit the descriptions there. -->

Every key of a pipeline file, and what it is for. \`millrace config show FILE --explain\` says the same of one file, beside its values and where they come from.
\`weights.training\` in the section \`data\` is \`data.weights.training=COLUMN\` on the command line. Files may be made of others, and values interpolated: [Pipelines that compose](composing.md). In the tables \`[]\` stands for each item of a list, \`[NAME]\` for an item of that kind, and \`*\` for any name.
`;

interface Row {
  readonly path: string;
  readonly description: string;
}

/** All keys of pipeline files as a page of Markdown: a table for the keys of no section, then one a section. */
export function configurationPage(schema: SchemaNode): string {
  const keys = Object.entries(schema.properties ?? {});
  const isSection = ([, node]: [string, SchemaNode]) => node.properties !== undefined;
  const loose = keys.filter((key) => !isSection(key)).flatMap(([key, node]) => rowsOf(key, node));
  const sections = keys.filter(isSection).map(([key, node]) => `## \`${key}\`\n\n${node.description ?? ''}\n\n${table(rowsBelow(node, ''))}`);
  return [INTRODUCTION, ...(loose.length > 0 ? [table(loose)] : []), ...sections].join('\n');
}

/** A key, and all keys below it. */
function rowsOf(path: string, node: SchemaNode): readonly Row[] {
  return [{ path, description: node.description ?? '' }, ...branches(node).flatMap((branch) => rowsInside(branch, path))];
}

/** The keys below one alternative of a value: of a map, of each item of a list. */
function rowsInside(branch: SchemaNode, path: string): readonly Row[] {
  if (typeof branch.items !== 'object') return rowsBelow(branch, `${path}${path.endsWith('*') ? inBrackets(kindOf(branch)) : ''}.`);
  return branches(branch.items).flatMap((item) => rowsInside(item, `${path}[${kindOf(item)}]`));
}

function rowsBelow({ properties, additionalProperties }: SchemaNode, prefix: string): readonly Row[] {
  const named = Object.entries(properties ?? {}).flatMap(([key, node]) => rowsOf(`${prefix}${key}`, node));
  return typeof additionalProperties === 'object' ? [...named, ...rowsOf(`${prefix}*`, additionalProperties)] : named;
}

function inBrackets(kind: string): string {
  return kind === '' ? '' : `[${kind}]`;
}

/** The kind that tells a map from its alternatives; nothing for a map without kinds. */
function kindOf({ properties }: SchemaNode): string {
  return String(properties?.kind?.const ?? '');
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ path, description }) => `| \`${path}\` | ${description.replaceAll('|', '\\|')} |`);
  return `${['| key | what it is for |', '|---|---|', ...lines].join('\n')}\n`;
}
