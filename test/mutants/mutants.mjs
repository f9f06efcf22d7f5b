// `npm run test:mutants`: seeded small faults, one at a time, in the folders whose code a wrong sign would make silently wrong; each
// must be noticed by the tests beside those folders, or beside the folders that use them: what a team of workers makes of `src/ml` is
// promised by `src/estimators`. Takes an hour or more, goes on where it was stopped, and is no part of `.ci/run`.
// Options: --count N (320), --seed N (1), --lanes N (1), --minutes N (no limit), --again (also those that
// survived before without a reason), --list (what would be run).
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseMutants } from './choose.mjs';
import { openLane } from './open-lane.mjs';
import { reachOf, testsBeside } from './reach.mjs';
import { printSummary, readReasons } from './summary.mjs';

const FOLDERS = ['src/ml', 'src/evaluation', 'src/stages/split', 'src/store', 'src/model'];

/** Whose tests hold what a folder promises, beside its own: the folder's users one floor up. */
const USERS = { 'src/ml': ['src/estimators'], 'src/model': ['src/estimators'] };

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '320' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '1' },
    minutes: { type: 'string', default: 'Infinity' },
    again: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const stopMs = performance.now() + Number(values.minutes) * 60_000;
const folder = join(root, 'workspace/mutants');
const resultsFile = join(folder, 'results.jsonl');
const baselineFile = join(folder, 'baseline.json');
mkdirSync(folder, { recursive: true });

const mutants = chooseMutants(root, FOLDERS, Number(values.count), values.seed);
const reach = reachOf(root, testsBeside(root, [...FOLDERS, ...Object.values(USERS).flat()]));

if (values.list)
  for (const { file, line, operator, original, replacement } of mutants) console.log(`${file}:${line} ${operator}: ${original} -> ${replacement}`);
else {
  const done = new Map(readLines(resultsFile).map((result) => [result.id, result]));
  const secondsOf = await measureTests();
  const reasons = readReasons(root);
  const isDone = ({ id }) => done.has(id) && !(values.again && done.get(id).by === null && !reasons.includes(id));
  const queue = mutants.filter((mutant) => !isDone(mutant));
  console.log(`${mutants.length} mutants, ${mutants.length - queue.length} done before`);
  await eachLane((lane) => work(lane, queue, done, secondsOf));
  printSummary(root, mutants, done);
}

/** Runs every test file without a mutant, once for all: all must pass, and its time says how long a mutant may take. */
async function measureTests() {
  const known = new Map(readLines(baselineFile).map(({ test, seconds }) => [test, seconds]));
  const queue = [...reach.keys()].filter((test) => !known.has(test));
  await eachLane(async (lane) => {
    for (let test = queue.shift(); test !== undefined; test = queue.shift()) {
      const startMs = performance.now();
      await mustPass(lane, test);
      known.set(test, (performance.now() - startMs) / 1000);
      appendFileSync(baselineFile, `${JSON.stringify({ test, seconds: known.get(test) })}\n`);
      console.log(`${known.get(test).toFixed(1).padStart(6)} s  ${test}`);
    }
  });
  return known;
}

/** A test that fails without a mutant, on a machine that has too much to do or after a mutant that left something, kills nothing. */
async function mustPass(lane, test) {
  const { failed, error } = await lane.run({ mutant: null, tests: [test] }, 900);
  if (failed !== null) throw new Error(`fails without a mutant: ${failed ?? error ?? test}`);
}

/** Every eighth mutant: its killer is run once more without it. */
function isControlled({ id }) {
  return Number.parseInt(id.at(-1), 16) % 8 === 0;
}

async function eachLane(work) {
  await Promise.all(
    Array.from({ length: Number(values.lanes) }, async (_, number) => {
      const lane = openLane(number);
      await work(lane);
      lane.close();
    }),
  );
}

async function work(lane, queue, done, secondsOf) {
  while (queue.length > 0 && performance.now() < stopMs) {
    const mutant = queue.shift();
    const startMs = performance.now();
    const result = { id: mutant.id, ...(await judge(lane, mutant, secondsOf)), seconds: (performance.now() - startMs) / 1000 };
    done.set(mutant.id, result);
    appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
    const { file, line, operator, original, replacement } = mutant;
    const left = mutants.filter(({ id }) => !done.has(id)).length;
    console.log(`${String(left).padStart(4)} left  ${result.outcome.padEnd(9)} ${file}:${line} ${operator}: ${oneLine(original)} -> ${replacement}`);
  }
}

/**
 * The tests beside the mutant's own folder and its users, and those of the other folders that load its file directly or over one more file. The
 * nearest first, of equally near ones the fast ones, one file at a time: most mutants end with the first.
 */
async function judge(lane, mutant, secondsOf) {
  const folder = FOLDERS.find((one) => mutant.file.startsWith(`${one}/`));
  const own = new Set(testsBeside(root, [folder, ...(USERS[folder] ?? [])]));
  const steps = (test) => reach.get(test).get(mutant.file) ?? Number.POSITIVE_INFINITY;
  const ordered = [...reach.keys()]
    .filter((test) => (own.has(test) ? steps(test) < Number.POSITIVE_INFINITY : steps(test) <= 2))
    .sort((a, b) => steps(a) - steps(b) || secondsOf.get(a) - secondsOf.get(b));
  for (const test of ordered) {
    const { failed, error, isLate } = await lane.run({ mutant, tests: [test] }, 20 + 6 * secondsOf.get(test));
    if (isLate) return { outcome: 'hung', by: test };
    if (error !== undefined) throw new Error(error);
    if (failed !== null) {
      if (isControlled(mutant)) await mustPass(lane, test);
      return { outcome: 'killed', by: failed };
    }
  }
  return { outcome: ordered.length === 0 ? 'unreached' : 'survived', by: null };
}

function readLines(file) {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
}

function oneLine(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
