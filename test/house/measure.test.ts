import { describe, expect, test } from 'vitest';
import { readSourceFiles } from '../architecture/source-file.js';
import {
  filesThatKnowTheLinearModel,
  fitOutcomes,
  fitRequests,
  functionLengths,
  largestFolder,
  median,
  splitSteps,
  tasksOfTheMainThread,
} from './measure.mjs';

const file = (path: string, text: string) => ({ path, text });
const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);

describe('the linear model is known to a file', () => {
  test('that names its settings or its layout, by whole words, outside of its own rooms', () => {
    const found = filesThatKnowTheLinearModel([
      file('src/report/charts.ts', 'const x = trial.l2;\n'),
      file('src/report/title.ts', '// an l2x and a strider are no such words\n'),
      file('src/ml/penalty.ts', 'const l2 = 1;\n'),
      file('src/estimators/linear/size.ts', 'const stride = 4;\n'),
      file('src/estimators/majority/size.ts', 'const stride = 4;\n'),
    ]);
    expect(pathsOf(found)).toEqual(['src/report/charts.ts', 'src/estimators/majority/size.ts']);
  });
});

describe('a file of src/tasks runs on the main thread only', () => {
  const host = file('src/tasks/hosts/thread-host.ts', "import { loadTask } from '../load-task.js';\nexport default loadTask;\n");
  const table = file('src/tasks/load-task.ts', "export const load = { add: () => import('./sum/add.js') };\n");
  const add = file('src/tasks/sum/add.ts', "import { plus } from './plus.js';\nimport type { Limits } from './limits.js';\nexport default plus;\n");
  const plus = file('src/tasks/sum/plus.ts', 'export function plus() {}\n');

  test('when no host reaches it by what is left of the imports at run time', () => {
    const limits = file('src/tasks/sum/limits.ts', 'export interface Limits {}\nexport const LIMIT = 3;\n');
    expect(pathsOf(tasksOfTheMainThread([host, table, add, plus, limits]))).toEqual(['src/tasks/sum/limits.ts']);
  });

  test('but not when it holds types alone', () => {
    const limits = file('src/tasks/sum/limits.ts', 'export interface Limits {}\n');
    expect(tasksOfTheMainThread([host, table, add, plus, limits])).toEqual([]);
  });
});

describe('a type of a fit', () => {
  const request = file('src/ml/fit.ts', 'export interface FitRequest<Rows> {\n  readonly rows: Rows;\n  readonly keep: boolean;\n}\n');

  test('names two fields of it or more, as members or in quotes, on the way from the search to the kernel', () => {
    const job = file('src/estimators/linear/job.ts', "type Job = Pick<FitRequest,\n  'rows' | 'keep'>;\n");
    const far = file('src/report/fit.ts', "type Job = Pick<FitRequest, 'rows' | 'keep'>;\n");
    expect(fitRequests([request, job, far])).toEqual(['src/ml/fit.ts FitRequest', 'src/estimators/linear/job.ts Job']);
  });

  test('but not when it holds another or extends it', () => {
    const member = file('src/estimators/linear/member.ts', 'interface Member {\n  readonly request: FitRequest;\n  readonly rows: number;\n}\n');
    const trial = file('src/artifacts/trials.ts', 'export interface Trial extends FitOutcome {\n  readonly passes: number;\n}\n');
    const text = 'export interface FitOutcome {\n  readonly status: string;\n  readonly passes: number;\n}\n';
    expect(fitRequests([member])).toEqual([]);
    expect(fitOutcomes([trial, file('src/ml/fit.ts', text)])).toEqual(['src/ml/fit.ts FitOutcome']);
  });

  test('is one of a request and one of an outcome', () => {
    const files = readSourceFiles('src', /\.ts$/);
    expect(fitRequests(files)).toEqual(['src/ml/fit.ts FitRequest']);
    expect(fitOutcomes(files)).toEqual(['src/ml/fit.ts FitOutcome']);
  });
});

describe('the steps of a split', () => {
  const engine = 'export interface TableEngine {\n  scan(file: string): Rows;\n  openRows(files: string[]): Promise<RowTables>;\n}\n';

  test('are the methods of the relation and the one that opens it, properties left out', () => {
    const rows = 'export interface RowTables {\n  readonly rowCount: number;\n  strata(): Strata;\n  close(): void;\n}\n';
    expect(splitSteps([file('src/engine/table-engine.ts', engine + rows)])).toEqual(['openRows', 'strata', 'close']);
  });

  test('are those of the split engine once there is one', () => {
    const split = 'export interface SplitEngine {\n  makeSplit(plan: Plan): Promise<Facts>;\n}\n';
    expect(splitSteps([file('src/engine/table-engine.ts', engine), file('src/engine/split-engine.ts', split)])).toEqual(['makeSplit']);
  });
});

describe('the length of a function', () => {
  test('runs from its head to its last brace, for functions, methods and arrow functions, not for blocks', () => {
    const text = `export function outer(a: number): number {
  if (a > 1) {
    return 2;
  }
  const inner = [1].map((b) => {
    return b;
  });
  return inner[0];
}

class Box {
  async #fill(): Promise<void> {
    await 1;
  }
}
`;
    expect(functionLengths(text)).toEqual([9, 3, 3]);
  });

  test('counts the parameters of a head that is broken over lines', () => {
    const text = `function long(
  first: string,
  second: string,
): string {
  return first + second;
}

if (
  isLong
) {
  stop();
}
`;
    expect(functionLengths(text)).toEqual([6]);
  });
});

test('the median is the middle one or the mean of two', () => {
  expect(median([9, 1, 4])).toBe(4);
  expect(median([9, 1, 4, 2])).toBe(3);
});

test('no folder of src grows beyond what the largest one has today', () => {
  const { folder, count } = largestFolder(readSourceFiles('src', /./));
  expect(count, folder).toBeLessThanOrEqual(27);
});
