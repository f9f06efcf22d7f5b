import { Document, isCollection, isMap, Scalar, visit } from 'yaml';
import { textWidth } from '../../core/terminal/text-width.js';
import { type ConfigPath, isMapOfKeys } from '../config-path.js';

/** What is said beside the keys of a configuration, as comments. */
export interface Annotations {
  /** Behind every value, in one column. */
  readonly behind: (path: ConfigPath) => string;
  /** Above every key; left out, keys are not explained. */
  readonly above?: (path: ConfigPath) => string | undefined;
}

/** No value is broken over lines, so that its comment stands behind all of it. */
const ONE_LINE = { version: '1.2', lineWidth: 0, doubleQuotedAsJSON: true, flowCollectionPadding: false } as const;

/** Of a terminal that nobody has widened. */
const COMMENT_COLUMNS = 80;

/** Comments stand apart from values up to this width, so that a file name still fits; those of longer ones follow straight behind. */
const ALIGNED_COLUMNS = 40;

interface Line {
  readonly text: string;
  readonly comment?: string;
}

/** A configuration as YAML that `loadPipeline` reads back to the same values: a line a value, lists in brackets, and comments. */
export function formatAnnotatedYaml(config: Readonly<Record<string, unknown>>, annotations: Annotations): string {
  const lines = linesOfMap(config, [], annotations);
  const widths = lines.map(({ text, comment }) => (comment === undefined ? 0 : textWidth(text)));
  const column = Math.max(0, ...widths.filter((width) => width <= ALIGNED_COLUMNS));
  return lines
    .map(({ text, comment }) => (comment === undefined ? text : `${text}${' '.repeat(Math.max(0, column - textWidth(text)))}  # ${oneLine(comment)}`))
    .join('\n');
}

function linesOfMap(map: Readonly<Record<string, unknown>>, parent: ConfigPath, annotations: Annotations): readonly Line[] {
  return Object.entries(map).flatMap(([key, value], index) => {
    const path = [...parent, key];
    const indent = '  '.repeat(parent.length);
    const isApart = annotations.above !== undefined && parent.length === 0 && index > 0;
    return [
      ...(isApart ? [{ text: '' }] : []),
      ...commentLines(annotations.above?.(path) ?? '', indent),
      ...(isMapOfKeys(value)
        ? [{ text: `${indent}${formatPair(key, {}).replace(/ \{\}$/, '')}` }, ...linesOfMap(value, path, annotations)]
        : [{ text: `${indent}${formatPair(key, value)}`, comment: annotations.behind(path) }]),
    ];
  });
}

/** `key: value` on one line, with quotes where YAML needs them. */
function formatPair(key: string, value: unknown): string {
  const document = new Document({ [key]: value }, ONE_LINE);
  const node = isMap(document.contents) ? document.contents.items[0]?.value : undefined;
  if (isCollection(node)) node.flow = true;
  visit(document, {
    Scalar(_, scalar) {
      // Without quotes the first would be written over lines, the second read as a merge.
      if (typeof scalar.value === 'string' && (scalar.value.includes('\n') || scalar.value === '<<')) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // Not trimmed: a value may end with a blank that YAML does not take for one.
  return document.toString(ONE_LINE).replace(/\n$/, '');
}

/** A text as comment lines of at most `COMMENT_COLUMNS`, broken between words; no text is no line. */
function commentLines(text: string, indent: string): readonly Line[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && textWidth(indent) + 1 + textWidth(longer) <= COMMENT_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(` ${word}`);
  }
  return lines.map((line) => ({ text: `${indent}#${line}` }));
}

/** A file name may hold a line break, which would end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
