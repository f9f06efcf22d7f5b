import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counted, drawing } from './extent.js';
import { digestsOf, type Fixture, leftovers, makeFixture, run } from './fixture.js';
import { tally } from './tally.js';

/** Where among the file operations of a worker the fault comes: behind the loading of its code, up to the last stages. */
const FIRST_OPERATION = 0;
const OPERATIONS = 120;
const ROUNDS = counted(6, 1);

let fixture: Fixture;
let wanted: { split: string; model: string };

beforeAll(async () => {
  fixture = await makeFixture();
  wanted = digestsOf(await run(fixture, fixture.makeWorkspace()));
});

afterAll(() => fixture.remove());

/**
 * Loaded into every thread of the process. In worker threads the fault comes with the so-and-so-many-th file that is opened,
 * read or written: in the middle of a task's own code. A file tells that it came: a run may be over before.
 */
const preload = (what: string) => `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  import { isMainThread } from 'node:worker_threads';
  if (!isMainThread) {
    const mark = fs.writeFileSync;
    let left = Number(process.env.MILLRACE_FAULT_AFTER);
    for (const name of ['openSync', 'readSync', 'writeSync', 'readFileSync', 'writeFileSync']) {
      const real = fs[name];
      fs[name] = (...given) => {
        if (left-- === 0) { mark(process.env.MILLRACE_FAULT_MARK, ''); ${what} }
        return real(...given);
      };
    }
    syncBuiltinESMExports();
  }
`;

const faults: readonly [name: string, what: string, allowed: readonly number[]][] = [
  ['exit', 'process.exit(9);', [5]],
  ['throw', "throw new Error('planted');", [1]],
  ['throw outside of their task', "queueMicrotask(() => { throw new Error('planted'); });", [1]],
  ['run out of heap', 'const hoard = []; for (;;) hoard.push(new Array(1000).fill(hoard.length));', [5]],
];

test.for(faults)('workers that %s end the run cleanly or not at all, and the same command goes on', async ([name, what, allowed], context) => {
  const count = tally(context, `workers that ${name}`);
  const file = join(fixture.folder, 'preload.mjs');
  writeFileSync(file, preload(what));
  const rng = drawing(3, 'workers').fork(name);
  const mark = join(fixture.folder, 'fault-came');
  let stopped = 0;
  for (let round = 0; round < ROUNDS || count.injected === 0; round++) {
    const workspace = fixture.makeWorkspace();
    const after = FIRST_OPERATION + rng.nextBelow(OPERATIONS);
    const env = { ...process.env, NODE_OPTIONS: `--import ${file}`, MILLRACE_FAULT_AFTER: String(after), MILLRACE_FAULT_MARK: mark };

    const end = await run(fixture, workspace, { env });
    if (existsSync(mark)) count.injected++;
    rmSync(mark, { force: true });

    if (end.exitCode === 0) expect(digestsOf(end)).toEqual(wanted);
    else {
      stopped++;
      expect(allowed, end.stderr).toContain(end.exitCode);
      if (end.exitCode === 5) expect(end.json.error?.code).toBe('engine.worker-died');
      expect(leftovers(workspace)).toEqual([]);
    }
    expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
    count.survived = count.injected;
  }
  console.log(`faults: workers that ${name}: ${count.injected} injected, ${stopped} stopped the run, 0 digests changed`);
});
