// The figures of `npm run house`, each with its definition. Files are `{ path, text }` with paths from the root, `/` between
// folders. Functions are found by their indentation, which Biome keeps: a head that ends in `{`, and the `}` below it.
import { posix } from 'node:path';

/** Folders that may know how the weights of a linear model lie: kernels, solvers, and the kinds whose model is one. */
const LINEAR_ROOMS = ['src/kernels/', 'src/ml/', 'src/estimators/linear/', 'src/estimators/linear-svm/', 'src/estimators/naive-bayes/'];
const LINEAR_WORDS = /\b(?:l2|stride|LinearModel)\b/;

/** Heads of functions: declarations, arrow functions, methods and accessors. Heads of blocks look like methods, so their words are left out. */
const HEADS = [
  /^(?:export )?(?:default )?(?:async )?function\b.*\{$/,
  /=> \{$/,
  /^(?:(?:static|async|get|set|private|protected|override|readonly|\*) ?)*(?!(?:if|for|while|switch|catch|with|do|else|return)\b)#?[\w$]+(?:<.*>)?\(.*\).*\{$/,
];
/** The last line of a head that the formatter broke over several. */
const BROKEN_HEAD = /^\)(?:: .+)? (?:=> )?\{$/;

/** Files that name a setting or the layout of the linear model, comments included: whoever reads them has to know it. */
export function filesThatKnowTheLinearModel(files) {
  return sourcesOf(files).filter(({ path, text }) => !LINEAR_ROOMS.some((room) => path.startsWith(room)) && LINEAR_WORDS.test(text));
}

/**
 * Files of src/tasks/ that no worker loads: no host reaches them by imports that are left at run time (`import type` is not).
 * A file that tasks and the main thread both use is not among them: it lies where the worker needs it.
 */
export function tasksOfTheMainThread(files) {
  const tasks = new Map(files.filter(({ path }) => path.startsWith('src/tasks/')).map((file) => [file.path, file]));
  // A table of types is read by the compiler alone; nothing of it is left at run time.
  const atRunTime = [...tasks.values()].filter(({ text }) => /^export (?:const|let|function|class|async|default|enum|\{)/m.test(text));
  const reached = new Set([...tasks.keys()].filter((path) => path.startsWith('src/tasks/hosts/')));
  for (const path of reached) {
    for (const target of importedFiles(tasks.get(path))) if (tasks.has(target)) reached.add(target);
  }
  return atRunTime.filter(({ path }) => !reached.has(path));
}

function importedFiles({ path, text }) {
  const specifiers = [...text.matchAll(/^(?:import|export)(?! type)[^;]*? from '(\.[^']+)'/gm), ...text.matchAll(/\bimport\('(\.[^']+)'\)(?!\.)/g)];
  return specifiers.map((match) => posix.join(posix.dirname(path), match[1]).replace(/\.js$/, '.ts'));
}

/**
 * What an engine has to offer so that a split can be made, in the order in which the stage calls it: the methods of the
 * relation over rows and the one that opens it; of `SplitEngine` once there is one.
 */
export function splitSteps(files) {
  const roots = files.filter(({ path }) => /^src\/engine\/[^/]+\.ts$/.test(path));
  const whole = roots.flatMap(({ text }) => methodsOf(text, 'SplitEngine'));
  if (whole.length > 0) return whole;
  const opening = roots.flatMap(({ text }) => methodsOf(text, 'TableEngine', /Promise<RowTables>/));
  return [...opening, ...roots.flatMap(({ text }) => methodsOf(text, 'RowTables'))];
}

function methodsOf(text, name, wanted = /./) {
  const body = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+)(?:<.*?>)?\(.*$/gm)].filter(([line]) => wanted.test(line)).map((match) => match[1]);
}

/** Folders that a fit passes through, from the search to the kernel. */
const FIT_ROOMS = ['src/artifacts/', 'src/estimators/', 'src/ml/', 'src/stages/search/', 'src/stages/train/', 'src/training/'];
const REQUEST_FIELDS = ['rows', 'validation', 'metric', 'purpose', 'certify', 'keep', 'holdAs', 'goOnFrom'];
const OUTCOME_FIELDS = ['status', 'certificate', 'passes', 'bestPass', 'allocatedBytes'];

/**
 * Types that say what is asked of a fit: interfaces and type aliases on the way, exported or not, that name at least two fields of a
 * request themselves, as a member or in quotes (`Pick`). One that extends another, or holds it as a field, names nothing anew.
 */
export function fitRequests(files) {
  return typesThatName(files, REQUEST_FIELDS);
}

/** The same for what came of it. */
export function fitOutcomes(files) {
  return typesThatName(files, OUTCOME_FIELDS);
}

function typesThatName(files, fields) {
  const passed = sourcesOf(files).filter(({ path }) => FIT_ROOMS.some((room) => path.startsWith(room)));
  return passed.flatMap(({ path, text }) =>
    declaredTypes(text)
      .filter(({ body }) => fields.filter((field) => new RegExp(`\\breadonly ${field}\\??:|'${field}'`).test(body)).length >= 2)
      .map(({ name }) => `${path} ${name}`),
  );
}

/** Interfaces and type aliases: from their name to the closing brace or semicolon of their own indentation. */
function declaredTypes(text) {
  const found = text.matchAll(/^(?:export )?(?:interface (\w+)[^\n]*\{\n[\s\S]*?^\}|type (\w+)\b[^=\n]*=[\s\S]*?;$(?!\n {2}))/gm);
  return [...found].map((match) => ({ name: match[1] ?? match[2], body: match[0] }));
}

/** The folder with the most files directly in it. */
export function largestFolder(files) {
  const counts = new Map();
  for (const { path } of files) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  const [folder, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  return { folder, count };
}

/** Lines of each function with a body of its own, from its head to its last brace; one-line arrow functions have none. */
export function functionLengths(text) {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const indent = line.length - line.trimStart().length;
    const code = line.slice(indent);
    const from = BROKEN_HEAD.test(code) ? headAbove(lines, at, indent) : HEADS.some((head) => head.test(code)) ? at : -1;
    if (from === -1) return [];
    const end = lines.findIndex((below, index) => index > at && below.startsWith(`${' '.repeat(indent)}}`));
    return end === -1 ? [] : [end - from + 1];
  });
}

/** The first line of a broken head: the nearest one above with the same indentation, unless it is a block's. */
function headAbove(lines, at, indent) {
  for (let i = at - 1; i >= 0; i--) {
    const code = lines[i].trimStart();
    if (lines[i].length - code.length === indent) return /^(?:\} else )?(?:if|for|while|switch)\b/.test(code) ? -1 : i;
  }
  return -1;
}

export function sourcesOf(files) {
  return files.filter(({ path }) => path.startsWith('src/') && path.endsWith('.ts'));
}

/** The middle one, or the mean of the two in the middle. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length === 0 ? Number.NaN : (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}

export function lineCount(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
