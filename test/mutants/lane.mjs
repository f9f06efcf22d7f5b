// A process that runs test files with one mutant in place, on the word of its parent: { mutant, tests } in, { failed } or { error } out.
// No source is written: vitest is given the changed text when it asks for the file, and the lane's own `dist` has it compiled. Hung code
// is ended by the parent, with the process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';
import { openLaneDist } from './lane-dist.mjs';
import { applyMutation } from './mutate.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = openLaneDist(root, process.argv[2]);
let current;

const mutator = {
  name: 'mutants',
  enforce: 'pre',
  transform(code, id) {
    if (dist.isTest(id)) return { code: dist.redirect(code), map: null };
    return current !== undefined && id === join(root, current.file) ? { code: applyMutation(code, current), map: null } : undefined;
  },
};

const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 1,
    bail: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: [{}],
    onConsoleLog: () => false,
  },
  { plugins: [mutator], logLevel: 'silent' },
);
const specifications = new Map((await vitest.globTestSpecifications()).map((found) => [found.moduleId, found]));

process.on('message', async ({ mutant, tests }) => {
  try {
    process.send({ failed: await run(mutant, tests) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

/** The name of the first test that fails, null when none does. */
async function run(mutant, tests) {
  const touched = [current, mutant].filter((one) => one !== undefined && one !== null).map(({ file }) => join(root, file));
  if (current !== undefined) dist.restore(current);
  current = mutant ?? undefined;
  if (current !== undefined) {
    const text = readFileSync(join(root, current.file), 'utf8');
    if (text.slice(current.start, current.end) !== current.original) throw new Error(`${current.file} has changed`);
    dist.place(current, text);
  }
  for (const file of touched) vitest.invalidateFile(file);
  // What earlier runs left would count again: for what is reported, and for `bail`.
  vitest.state.filesMap.clear();
  vitest.state.idMap.clear();
  vitest.state.errorsSet.clear();
  const wanted = tests.map((test) => specifications.get(join(root, test)));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted);
  const ran = testModules.filter(({ moduleId }) => wanted.some((one) => one.moduleId === moduleId));
  if (ran.length !== wanted.length) throw new Error(`${ran.length} of ${wanted.length} test files were run`);
  for (const module of ran) {
    for (const test of module.children.allTests('failed')) return `${module.relativeModuleId}: ${test.fullName}`;
    if (module.state() !== 'passed') return `${module.relativeModuleId} does not load`;
  }
  return unhandledErrors.length > 0 ? 'an error outside of the tests' : null;
}
