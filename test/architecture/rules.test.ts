import { describe, expect, test } from 'vitest';
import { bannedCalls } from './banned-calls.js';
import { undocumentedExports } from './doc-coverage.js';
import { engineTypeNames } from './engine-types.js';
import { importLines } from './import-lines.js';
import { layerFaults } from './layers.js';
import { scan } from './scan.js';
import type { SourceFile } from './source-file.js';
import { unwantedWords } from './tree-words.js';

const file = (path: string, text: string): SourceFile => ({ path, text });
const whats = (faults: readonly { readonly what: string }[]) => faults.map(({ what }) => what);

describe('the layer rule', () => {
  test.each([
    ['src/core/digest.ts', "import { exp } from '../kernels/math.js';", 'layer 1 (core) imports layer 2 (kernels)'],
    ['src/ml/fit.ts', "import type { Split } from '../artifacts/split.js';", 'layer 3 (ml) imports layer 5 (artifacts)'],
    ['src/ml/fit.ts', "import { tokens } from '../text/tokens.js';", 'layer 3 (ml) imports layer 3 (text)'],
    ['src/ml/fit.ts', "type Role = import('../artifacts/split.js').Role;", 'layer 3 (ml) imports layer 5 (artifacts)'],
    ['src/ml/fit.ts', "const late = await import('../cli/main.js');", 'layer 3 (ml) imports layer 14 (cli)'],
    ['src/app/open-services.ts', "import type { GlobalOptions } from '../cli/command.js';", 'layer 13 (app) imports layer 14 (cli)'],
    ['src/app/run/run-pipeline.ts', "const late = await import('../../cli/progress/progress.js');", 'layer 13 (app) imports layer 14 (cli)'],
    ['src/report/chart.ts', "import { flow } from '../app/flow/flow.js';", 'layer 12 (report) imports layer 13 (app)'],
    ['src/ml/fit.ts', "export * from '../model/predictor.js';", 'layer 3 (ml) imports layer 6 (model)'],
    ['src/ml/fit.ts', "import {\n  one,\n  two,\n} from '../model/predictor.js';", 'layer 3 (ml) imports layer 6 (model)'],
    ['src/ml/fit.ts', "import '../store/store.js';", 'layer 3 (ml) imports layer 7 (store)'],
    ['src/runner/run.ts', "import { trainStage } from '../stages/train/index.js';", 'layer 10 (runner) imports layer 11 (stages)'],
    ['src/ml/fit.ts', "import { judge } from '../evaluation/judge.js';", 'layer 3 (ml) imports layer 4 (evaluation)'],
    ['src/evaluation/judge.ts', "import type { RowScores } from '../model/predictor.js';", 'layer 4 (evaluation) imports layer 6 (model)'],
    ['src/training/score-rows.ts', "import type { StageContext } from '../runner/stage.js';", 'layer 9 (training) imports layer 10 (runner)'],
    ['src/estimators/linear/fit.ts', "import type { Tasks } from '../../tasks/task-table.js';", 'layer 4 (estimators) imports layer 8 (tasks)'],
    ['src/tasks/kind/kind-task.ts', "import type { FitOptions } from '../../training/fit-models.js';", 'layer 8 (tasks) imports layer 9 (training)'],
    ['src/stages/train/index.ts', "import { quota } from '../split/group-quota.js';", 'a stage never imports another stage'],
    ['src/stages/train/index.ts', "import type { D } from '../../engine/duckdb/duckdb-engine.js';", 'runner and stages import interfaces, never'],
    ['src/tasks/prepare/read.ts', "import { D } from '../../engine/duckdb/duckdb-engine.js';", 'runner and stages import interfaces, never'],
    ['src/tasks/load-task.ts', "const late = () => import('../engine/duckdb/duckdb-engine.js');", 'runner and stages import interfaces, never'],
    ['src/training/open-matrix.ts', "import { FsStore } from '../store/fs/fs-store.js';", 'runner and stages import interfaces, never'],
    ['src/runner/run.ts', "import { FolderStore } from '../store/folder/folder-store.js';", 'runner and stages import interfaces, never'],
    ['src/runner/environment.ts', "import { kernelDigest } from '../kernels/load-module.js';", 'the runner knows no kernel and no task'],
    ['src/runner/flow/stage.ts', "import type { Tasks } from '../../tasks/task-table.js';", 'the runner knows no kernel and no task'],
    ['src/runner/plan.ts', "const late = await import('../kernels/math.js');", 'the runner knows no kernel and no task'],
    ['src/forecast/forecast.ts', "import { linear } from '../estimators/all.js';", 'the forecast asks and adds up'],
    ['src/forecast/forecast.ts', "import { exp } from '../kernels/math.js';", 'the forecast asks and adds up'],
    ['src/stages/stage-context.ts', "import { splitStage } from './split/index.js';", 'a stage never imports another stage'],
    ['src/runner/run.ts', "import { helper } from '../../test/helper.js';", 'src imports nothing outside src'],
    ['src/extras/more.ts', "import { fail } from '../core/failure.js';", 'src/extras is in no layer'],
    [
      'src/ml/fit.ts',
      "import { DuckDBInstance } from '@duckdb/node-api';",
      '@duckdb/node-api is imported in src/engine/duckdb/, src/build/bundle-libraries.mjs only',
    ],
    ['src/ml/fit.ts', "import Piscina from 'piscina';", 'piscina is imported in src/engine/piscina/ only'],
    ['src/ml/fit.ts', "import { pad } from 'left-pad/es';", 'no folder wraps the package left-pad'],
    ['src/ml/fit.ts', "import { all } from './index.js';", 'a file never imports the index of its own or a parent folder'],
    ['src/cli/main.ts', "import { runPipeline } from '../app/index.js';", 'only a stage has an index'],
    ['src/stages/split/quota.ts', "import { splitStage } from './index.js';", 'a file never imports the index of its own or a parent folder'],
    ['src/ml/index.ts', '', 'only a stage has an index file'],
  ])('catches, in %s: %s', (path, text, what) => {
    expect(whats(layerFaults([file(path, text)])).join()).toContain(what);
  });

  test.each([
    ['src/stages/train/index.ts', "import { fail } from '../../core/failure.js';\nimport type { Store } from '../../store/store.js';"],
    ['src/stages/train/index.ts', "import { fitAll } from './fit-all.js';"],
    ['src/stages/train/index.ts', "import type { StageContext } from '../stage-context.js';"],
    ['src/forecast/forecast.ts', "import type { KindSettings } from '../estimators/kind-settings.js';\nimport { fail } from '../core/failure.js';"],
    ['src/runner/run.ts', "import type { CostOf } from '../forecast/cost.js';"],
    ['src/app/index.ts', "import { openBundle } from '../model/bundle/open-bundle.js';"],
    ['src/training/kind-workers.ts', "import type { Tasks } from '../tasks/task-table.js';"],
    ['src/tasks/hosts/find-task.ts', "const { D } = await import('../../engine/duckdb/duckdb-engine.js');"],
    ['src/cli/main.ts', "import { trainStage } from '../stages/train/index.js';\nimport { openDuckDb } from '../engine/duckdb/open-duckdb.js';"],
    [
      'src/app/run/run-pipeline.ts',
      "import { trainStage } from '../../stages/train/index.js';\nimport { assembleReport } from '../../report/assemble-report.js';",
    ],
    ['src/cli/commands/run/run.ts', "import { runPipeline } from '../../../app/run/run-pipeline.js';"],
    ['src/engine/duckdb/duckdb-engine.ts', "import { DuckDBInstance } from '@duckdb/node-api';\nimport { readFileSync } from 'node:fs';"],
    ['src/core/failure.ts', "// import { exp } from '../kernels/math.js';\n/* import '../cli/main.js' */"],
  ])('allows, in %s: %s', (path, text) => {
    expect(layerFaults([file(path, text)])).toEqual([]);
  });

  test('tells the line of an import and resolves its path', () => {
    expect(importLines(file('src/a/b.ts', "\n\nimport { x } from '../c/d.js';"))).toEqual([
      { from: 'src/a/b.ts', where: 'src/a/b.ts:3', specifier: '../c/d.js', target: 'src/c/d.ts', package: null },
    ]);
  });
});

describe('the rule about banned calls', () => {
  test.each([
    'const x = Math.random();',
    'const x = Math . exp(1);',
    'const x = Math.log1p(1);',
    'const x = a ** 2;',
    'x **= 2;',
    'const x = 2 ** n;',
    'const x = 12 ** 3;',
    'const x = 10 ** 3;',
    'const t = Date.now();',
    'const t = new Date();',
    'a.localeCompare(b)',
    'n.toLocaleString()',
    'new Intl.NumberFormat()',
    'names.sort();',
    'const sorted = Array.from(names).sort();',
    'names.toSorted( )',
    'const letter = /\\p{L}/u;',
    "const home = process.env['HOME'];",
    'eval("1")',
    'const folder = process.cwd();',
    'process.chdir(folder);',
    "import { cwd } from 'node:process';",
    'const { cwd } = process;',
    "import { join, resolve } from 'node:path';\nconst file = resolve(options.file);",
    'console.log(1)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text that holds a template
    'const s = `now ${Date.now()}`;',
  ])('catches %s', (text) => {
    expect(bannedCalls([file('src/ml/fit.ts', text)])).toHaveLength(1);
  });

  test.each([
    '// Math.random is banned',
    "const message = 'Date.now and a ** 2';",
    'const s = `Math.exp`;',
    '/** unlike `Math.exp` and x ** y */',
    'const x = Math.sqrt(2) + Math.max(1, 2);',
    'numbers.sort((a, b) => a - b);',
    'const sorted = Float64Array.from(numbers).sort();',
    'const ids = this.ids.subarray(0, count).sort();',
    'const GIB = 4 * 2 ** 30;',
    'const performanceClock = performance.now();',
    "import { resolve } from 'node:path';\nconst file = resolve(folder, name);",
    'const done = new Promise((resolve) => resolve(value));',
    "await run('git', ['status'], { cwd: root });",
    "const quote = /['\"]/.test(s) ? 1 / 2 / 3 : '** not code';",
  ])('allows %s', (text) => {
    expect(bannedCalls([file('src/ml/fit.ts', text)])).toEqual([]);
  });
});

describe('the rule about doc comments', () => {
  test.each([
    'export function fit() {}',
    'export const a = 1;',
    'export interface Fit {}',
    '// not a doc block\nexport type A = 1;',
    'export default async function run() {}',
  ])('catches %s', (text) => {
    expect(undocumentedExports([file('src/ml/fit.ts', text)])).toHaveLength(1);
  });

  test.each([
    '/** Fits. */\nexport function fit() {}',
    '/** Numbers. */\nexport const a = 1;\nexport const b = 2;',
    'function inner() {}',
    "export { a } from './a.js';",
  ])('allows %s', (text) => {
    expect(undocumentedExports([file('src/ml/fit.ts', text)])).toEqual([]);
  });
});

describe('the rule about type names of the relational engine', () => {
  test.each([
    "const column = { name: 'id', type: 'VARCHAR', values };",
    "if (type === 'DOUBLE[]') return;",
    'const cast = `x::TIMESTAMP_NS`;',
    "type Width = 'UBIGINT';",
  ])('catches %s', (text) => {
    expect(engineTypeNames([file('src/stages/source/check.ts', text)])).toHaveLength(1);
  });

  test.each([
    ['src/engine/duckdb/sql.ts', "const type = 'VARCHAR';"],
    ['src/stages/source/check.ts', "// DuckDB's VARCHAR\nconst type = 'text';"],
    ['src/stages/source/check.ts', 'const most = Number.MAX_SAFE_INTEGER;'],
  ])('allows, in %s: %s', (path, text) => {
    expect(engineTypeNames([file(path, text)])).toEqual([]);
  });
});

describe('the rule about words in the tree', () => {
  test.each(['see /home/someone/notes', 'cd /work/main', 'C:\\Users\\x', 'Co-Authored-By: x', 'generated by an assistant'])('catches %s', (text) => {
    expect(unwantedWords([file('README.md', text)])).toHaveLength(1);
  });

  test.each(['millrace serve', 'travel agent', 'src/work/x', 'https://example.org/home/page'])('allows %s', (text) => {
    expect(unwantedWords([file('README.md', text)])).toEqual([]);
  });
});

describe('the scanner', () => {
  test('keeps every offset', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text that holds a template
    const text = "const a = 'x'; // note\nconst b = `t ${a /* in */} u`;\nconst r = /[/'\"]/g;";
    const { withoutComments, code } = scan(text);
    expect([withoutComments.length, code.length]).toEqual([text.length, text.length]);
    expect(code).toContain('const r = /[/\'"]/g;');
    expect(code).not.toContain('note');
    expect(code).not.toContain(' u`');
  });
});
