import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { digestsOf, type Fixture, leftovers, makeFixture, run } from './fixture.js';

let fixture: Fixture;
let wanted: { split: string; model: string };
let lengthMs: number;

beforeAll(async () => {
  fixture = await makeFixture();
  const undisturbed = await run(fixture, fixture.makeWorkspace());
  wanted = digestsOf(undisturbed);
  lengthMs = 1000 * undisturbed.seconds;
});

afterAll(() => fixture.remove());

/** Loaded into every thread of the process; what it does it does in worker threads only, so many ms after they start. */
const preload = (what: string) => `
  import { isMainThread } from 'node:worker_threads';
  if (!isMainThread) {
    const end = Number(process.env.MILLRACE_FAULT_MS) + performance.now();
    const due = setInterval(() => { if (performance.now() > end) { clearInterval(due); ${what} } }, 1);
    due.unref();
  }
`;

const faults: readonly [name: string, what: string, allowed: readonly number[]][] = [
  ['exit', 'process.exit(9);', [5]],
  ['throw outside of their task', "throw new Error('planted');", [1, 5]],
  ['run out of heap', 'const hoard = []; for (;;) hoard.push(new Array(1000).fill(hoard.length));', [5]],
];

test.each(faults)('workers that %s end the run cleanly or not at all, and the same command goes on', async (name, what, allowed) => {
  const file = join(fixture.folder, 'preload.mjs');
  writeFileSync(file, preload(what));
  const rng = Rng.fromSeed(3).fork(name);
  let stopped = 0;
  for (let round = 0; round < 8; round++) {
    const workspace = fixture.makeWorkspace();
    const env = { ...process.env, NODE_OPTIONS: `--import ${file}`, MILLRACE_FAULT_MS: String(rng.nextFloat() * 0.6 * lengthMs) };

    const end = await run(fixture, workspace, { env });

    if (end.exitCode === 0) expect(digestsOf(end)).toEqual(wanted);
    else {
      stopped++;
      expect(allowed, end.stderr).toContain(end.exitCode);
      if (end.exitCode === 5) expect(end.json.error?.code).toBe('engine.worker-died');
      expect(leftovers(workspace)).toEqual([]);
    }
    expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
  }
  console.log(`faults: workers that ${name}: 8 injected, ${stopped} stopped the run, 0 digests changed`);
});
