import { scan } from './scan.js';
import { type Fault, placeOf, type SourceFile } from './source-file.js';

interface Ban {
  readonly name: string;
  readonly pattern: RegExp;
  readonly why: string;
  /** Only files whose text has this. */
  readonly where?: RegExp;
}

/** Two to a whole power is exact everywhere. */
const INEXACT_POWER = /(?<!(?<![\w.])2 ?)\*\*=?|\*\*=?(?! ?\d+\b)/g;

/** A typed array, which sorts by number, is seen by `Float64Array.from(…)` or `.subarray(…)` in the same line. */
const DEFAULT_SORT = /(?<!(?:\w+\d+Array\.from\(|\.subarray\()[^\n]*)\.\s*(?:sort|toSorted)\s*\(\s*\)/g;

/** Functions of Math whose result the language pins to the bit; every other one may differ between engines. */
const EXACT_MATH = 'abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|E|PI|LN2|LN10';

const BANS: readonly Ban[] = [
  { name: 'Math.random', pattern: /\bMath\s*\.\s*random\b/g, why: 'randomness comes from the seeded Rng' },
  {
    name: 'Math',
    pattern: new RegExp(`\\bMath\\s*\\.\\s*(?!(?:random|${EXACT_MATH})\\b)\\w+`, 'g'),
    why: 'use exp, log and pow of kernels/math.ts: Math differs between engines',
  },
  { name: '**', pattern: INEXACT_POWER, why: 'the power operator differs between engines: use pow of kernels/math.ts' },
  { name: 'clock', pattern: /\bDate\s*\.\s*now\b|\bnew\s+Date\b/g, why: 'the clock never reaches an artifact' },
  { name: 'locale', pattern: /\blocaleCompare\b|\btoLocale\w+|\bIntl\s*\./g, why: 'results would depend on the machine: use compareUtf8' },
  {
    name: 'sort()',
    pattern: DEFAULT_SORT,
    why: 'the default order compares UTF-16 units: use compareUtf8, or numbers with a comparator',
  },
  { name: 'unicode class', pattern: /\\[pP]\{/g, why: 'Unicode classes differ between Node releases: use the frozen tables of src/text' },
  { name: 'process.env', pattern: /\bprocess\s*\.\s*env\b/g, why: 'the environment is read where a program starts' },
  {
    name: 'working directory',
    // `cwd:` names the folder of another process.
    pattern: /\bchdir\b|\bcwd\b(?!\s*:)/g,
    why: 'relative paths start at the projectFolder that the program was given',
  },
  {
    name: 'working directory',
    pattern: /(?<![\w.])resolve\s*\(\s*[\w.]+\s*\)/g,
    where: /from 'node:path'/,
    why: 'it resolves from the working directory: name the projectFolder before the path',
  },
  { name: 'eval', pattern: /\beval\s*\(|\bnew\s+Function\b/g, why: 'bundles and configs are data, never code' },
  { name: 'console', pattern: /\bconsole\s*\./g, why: 'stages emit events; the command line shows them' },
];

interface Exception {
  /** A file, or a folder with a `/` at its end. */
  readonly path: string;
  readonly ban: string;
  readonly reason: string;
}

const EXCEPTIONS: readonly Exception[] = [
  { path: 'src/registry/fs/', ban: 'clock', reason: 'when a version was registered and an alias moved: recorded, never digested' },
  { path: 'src/runner/run/run.ts', ban: 'clock', reason: 'when a run started and ended: in its manifest, never digested' },
  { path: 'src/runner/run/event-log.ts', ban: 'clock', reason: 'the time of an event, for people' },
  { path: 'src/runner/run/run-id.ts', ban: 'clock', reason: 'a run is named by the time it started' },
  { path: 'src/runner/run-store.ts', ban: 'sort()', reason: 'run ids are ASCII: their order is their order in time' },
  { path: 'src/runner/run/environment.ts', ban: 'locale', reason: 'locale and time zone are recorded beside a run, never used' },
  { path: 'src/app/track/lineage-follower.ts', ban: 'clock', reason: 'spells when a run started: the clock is not asked' },
  { path: 'src/model/vectors/bin-edges.ts', ban: 'sort()', reason: 'a Float64Array, which sorts by number' },
  { path: 'src/core/process/lock-file.ts', ban: 'clock', reason: 'the holder of a lock touches its file; no artifact holds that time' },
  { path: 'src/artifacts/files/arrow/cells.ts', ban: 'clock', reason: 'spells times that a file holds: the clock is not asked' },
  { path: 'src/cli/', ban: 'clock', reason: 'run ids and progress lines tell the time; neither is digested' },
  { path: 'src/cli/main.ts', ban: 'working directory', reason: 'the program asks for it once and hands it on' },
  {
    path: 'src/app/open-spark.ts',
    ban: 'process.env',
    reason: 'the token of a server goes from here to that server, and through nothing that is kept or shown',
  },
  { path: 'src/cli/', ban: 'process.env', reason: 'the program reads MILLRACE_WORKSPACE, CI and NO_COLOR here and hands values on' },
];

/** Calls that make a result depend on the machine, the moment or the engine. */
export function bannedCalls(files: readonly SourceFile[]): Fault[] {
  return files.flatMap((file) => {
    const { code } = scan(file.text);
    return bansOf(file).flatMap((ban) =>
      [...code.matchAll(ban.pattern)].map((match) => ({ where: placeOf(file, match.index), what: `${match[0].trim()}: ${ban.why}` })),
    );
  });
}

function bansOf({ path, text }: SourceFile): readonly Ban[] {
  const isExcepted = ({ name }: Ban) => EXCEPTIONS.some((exception) => exception.ban === name && path.startsWith(exception.path));
  return BANS.filter((ban) => !isExcepted(ban) && (ban.where?.test(text) ?? true));
}

/** Exceptions that no file needs any more. */
export function staleExceptions(files: readonly SourceFile[]): string[] {
  return EXCEPTIONS.filter(({ path, ban }) => {
    const bans = BANS.filter(({ name }) => name === ban);
    const needs = (file: SourceFile) => bans.some(({ pattern }) => [...scan(file.text).code.matchAll(pattern)].length > 0);
    return !files.some((file) => file.path.startsWith(path) && needs(file));
  }).map(({ path, ban }) => `${path} no longer needs ${ban}`);
}
