import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** What a kept result of a suite says, whatever the suite. */
export interface KeptResult {
  /** The day, in UTC. */
  readonly date: string;
  /** The version of the package that was tested. */
  readonly release: string;
  readonly commit: string | null;
  /** Whether files differed from the commit. */
  readonly isChanged: boolean | null;
  readonly machine: string;
  readonly seconds: number;
  readonly filesFailed: number;
  readonly tests: { readonly passed: number; readonly failed: number; readonly skipped: number };
}

/** Suites that are too long for every change, by their folders below `test/`, and what runs each whole. */
export const KEPT_SUITES: Readonly<Record<string, string>> = {
  faults: 'test:faults',
  kinds: 'test:kinds',
  nights: 'test:nights',
  spark: 'test:spark',
  'tracking/live': 'test:tracking',
};

/** Writes what a whole suite came to as `RESULT.json` beside it; a part of it (a sample, some files, some tests) leaves the last result as it is. */
export class SuiteReporter implements Reporter {
  readonly folder: URL;
  #vitest: Vitest | undefined;
  #startMs = 0;

  /** `suite` is one of `KEPT_SUITES`. */
  constructor(
    readonly suite: string,
    readonly isSample: boolean,
  ) {
    this.folder = new URL(`${suite}/`, import.meta.url);
  }

  /** What is kept beside what every suite tells: the seconds of each test, unless a suite has more to say. */
  protected tell(modules: readonly TestModule[]): Readonly<Record<string, unknown>> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const times = tests.map((test) => [test.fullName, Math.round((test.diagnostic()?.duration ?? 0) / 100) / 10]);
    return { secondsByTest: Object.fromEntries(times) };
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    this.#startMs = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.isSample || !isWholeSuite(this.folder, modules, this.#vitest)) return;
    const file = new URL('RESULT.json', this.folder);
    const result = { ...describeRun(file, modules, (performance.now() - this.#startMs) / 1000), ...this.tell(modules) };
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`${this.suite}: the result is kept in test/${this.suite}/RESULT.json`);
  }
}

/** What a reader of a result has to know before relying on it for a release; nothing for one that is of this release and whole. */
export function doubtsAbout({ date, release, filesFailed, tests }: KeptResult, version: string, script: string): string[] {
  return [
    ...(isOlder(release, version) ? [`it is of ${date} and of release ${release}, older than ${version}: run npm run ${script}`] : []),
    ...(tests.failed + filesFailed > 0 ? [`${tests.failed} tests and ${filesFailed} files failed`] : []),
    ...(tests.skipped > 0 ? [`${tests.skipped} tests were skipped`] : []),
  ];
}

/** Whether a release comes before another by its three numbers; what follows a hyphen is not compared. */
export function isOlder(release: string, than: string): boolean {
  const [left, right] = [release, than].map((version) => (version.split('-')[0] as string).split('.').map(Number)) as [number[], number[]];
  const differing = [0, 1, 2].find((part) => left[part] !== right[part]);
  return differing !== undefined && (left[differing] as number) < (right[differing] as number);
}

/** Whether every file of tests in a folder ran, and every test of theirs. */
function isWholeSuite(folder: URL, modules: readonly TestModule[], vitest: Vitest | undefined): boolean {
  const ran = new Set(modules.map(({ moduleId }) => basename(moduleId)));
  const isWhole = readdirSync(folder).every((name) => !name.endsWith('.test.ts') || ran.has(name));
  return isWhole && vitest?.getGlobalTestNamePattern() === undefined;
}

/** What a run came to; `result` is the file that it is kept in. */
function describeRun(result: URL, modules: readonly TestModule[], seconds: number): KeptResult {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const ended = (state: string): number => tests.filter((test) => test.result().state === state).length;
  return {
    date: new Date().toISOString().slice(0, 10),
    release: (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version,
    ...treeState(result),
    machine: `${process.platform}-${process.arch}, ${availableParallelism()} cores, Node ${process.version}`,
    seconds: Math.round(seconds),
    // A file that does not load has no tests to fail.
    filesFailed: modules.filter((module) => module.state() === 'failed').length,
    tests: { passed: ended('passed'), failed: ended('failed'), skipped: ended('skipped') },
  };
}

/** The commit of the tree, and whether anything but the result differs from it; null outside of a repository. */
function treeState(result: URL): Pick<KeptResult, 'commit' | 'isChanged'> {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const path = fileURLToPath(result).slice(folder.length);
  const git = (...options: string[]): string => execFileSync('git', options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const isChanged = git('status', '--porcelain', '--', ':/', `:(exclude,top)${path}`).trim() !== '';
    return { commit: git('rev-parse', 'HEAD').trim(), isChanged };
  } catch {
    return { commit: null, isChanged: null };
  }
}
