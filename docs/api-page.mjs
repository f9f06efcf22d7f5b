// Makes the page of the library's interface from the declarations that the compiler writes. These have a fixed form: what a file
// declares begins at the left edge, its comment directly above it, and nothing else stands there.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const INTRODUCTION = `# The library

<!-- Made by \`npm run docs\` from the declarations of src/app/index.ts; edit the comments there. -->

What a program imports from \`millrace\`: there is nothing else. It is an ES module, which CommonJS can \`require\`, and works in worker threads.

\`\`\`ts
import { openBundle } from 'millrace';

const model = await openBundle('workspace/runs/20261123T021500-4f09ac/bundle');
const [first] = model.predict(['rye bread, sliced 500 g'], { k: 5 });
\`\`\`
`;

/** Headings in their order, and what stands below each. */
const SECTIONS = [
  ['Functions', /^(declare )?function /],
  ['Classes', /^(declare )?class /],
  ['Types', /^(interface|type) /],
];

/** The page of everything that a file of declarations exports. */
export function apiPage(file) {
  const shown = new Map();
  for (const name of exportedNames(file)) show(file, name, shown);
  const sections = SECTIONS.map(([title, pattern]) => {
    const own = [...shown].filter(([, { code }]) => pattern.test(code)).sort(([a], [b]) => (a < b ? -1 : 1));
    return `## ${title}\n\n${own.map(([name, { comment, code }]) => `### ${name}\n\n${comment}\n\n\`\`\`ts\n${code}\n\`\`\`\n`).join('\n')}`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

/** The names that a file of declarations exports, its own and those of other files, in bytewise order. */
export function exportedNames(file) {
  const text = readFileSync(file, 'utf8');
  const own = [...text.matchAll(/^export (?:declare )?(?:function|class|interface|type|const) (\w+)/gm)].map(([, name]) => name);
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) => namesIn(list));
  return [...new Set([...own, ...passedOn])].sort((a, b) => (a < b ? -1 : 1));
}

function namesIn(list) {
  return list
    .split(',')
    .map((item) => item.replace(/^\s*type /, '').trim())
    .filter((name) => name !== '');
}

/** Takes a declaration, and those that it is built on and that nobody can import. */
function show(file, name, shown) {
  if (shown.has(name)) return;
  const found = findDeclaration(file, name);
  if (found === undefined) return;
  shown.set(name, found);
  for (const [other] of builtOn(found.code).matchAll(/\b[A-Z]\w+\b/g)) show(found.file, other, shown);
}

/** Where a declaration names what its reader has to know: what an interface adds to, what a type joins, what a function takes and gives. */
function builtOn(code) {
  if (/^(declare )?function /.test(code)) return code;
  const [joined, extended] = [code.matchAll(/& (\w+)/g), code.match(/^interface \w+ extends (.*) \{$/m)?.[1] ?? ''];
  return [extended, ...Array.from(joined, ([, name]) => name)].join(' ');
}

/** Where a name is declared: in the file itself, or in one that it takes the name from. */
function findDeclaration(file, name) {
  const text = readFileSync(file, 'utf8');
  const head = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\n)?^(?:export )?(?=(?:declare )?(?:function|class|interface|type) ${name}\\b)`,
    'm',
  );
  const own = head.exec(text);
  if (own !== null) return { file, comment: plainComment(own[1] ?? ''), code: publicCode(declarationAt(text, own.index + own[0].length)) };
  for (const [, list, path] of text.matchAll(/^(?:import|export) (?:type )?\{([^}]*)\} from '(\.[^']*)\.js'/gm)) {
    if (namesIn(list).includes(name)) return findDeclaration(join(dirname(file), `${path}.d.ts`), name);
  }
  return undefined;
}

/** A declaration ends with the line that closes what it opened: an interface or a class with its brace, anything else with a semicolon. */
function declarationAt(text, index) {
  const lines = text.slice(index).split('\n');
  const last = /^(declare )?(interface|class) /.test(lines[0]) ? '}' : ';';
  let depth = 0;
  const end = lines.findIndex((line) => {
    if (/^\s*(\/\*)?\*/.test(line)) return false;
    for (const sign of line) depth += '{(['.includes(sign) ? 1 : '})]'.includes(sign) ? -1 : 0;
    return depth === 0 && line.endsWith(last);
  });
  return lines.slice(0, end + 1).join('\n');
}

function plainComment(comment) {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Without what only the class itself can use. */
function publicCode(code) {
  return code
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\s*(#private;|private )/.test(line))
    .join('\n');
}
