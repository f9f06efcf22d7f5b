import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someOf } from './extent.js';
import { digestsOf, type Fixture, leftovers, makeFixture, manifestOf, run } from './fixture.js';
import { tally } from './tally.js';

/** Forward a year, back, and twice the same: the last one jumps back into a second that has a run already. */
const OFFSETS_MS = someOf('clock', [31_536_000_000, 0, 31_536_000_000, -31_536_000_000], 2);

let fixture: Fixture;
let wanted: { split: string; model: string };

beforeAll(async () => {
  fixture = await makeFixture();
  wanted = digestsOf(await run(fixture, fixture.makeWorkspace()));
});

afterAll(() => fixture.remove());

/** A clock that shows `offsetMs` more than the machine's, and after so many looks falls back by a day. */
const preload = `
  const Real = Date;
  let looks = 0;
  const offset = () => Number(process.env.MILLRACE_CLOCK_MS) - (++looks > 5 ? 86_400_000 : 0);
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length === 0) super(Real.now() + offset()); else super(...given); }
    static now() { return Real.now() + offset(); }
  };
`;

test('a clock that jumps back within a run and between runs changes no result, and every run gets an id of its own', async (context) => {
  const count = tally(context, 'clock that jumps back');
  const file = join(fixture.folder, 'clock.mjs');
  writeFileSync(file, preload);
  const workspace = fixture.makeWorkspace();
  const runs: string[] = [];
  for (const offsetMs of OFFSETS_MS) {
    count.injected++;
    const env = { ...process.env, NODE_OPTIONS: `--import ${file}`, MILLRACE_CLOCK_MS: String(offsetMs) };
    const end = await run(fixture, workspace, { env });
    expect(digestsOf(end), end.stderr).toEqual(wanted);
    expect(manifestOf(workspace, end).seconds).toBeGreaterThan(0);
    expect(leftovers(workspace)).toEqual([]);
    runs.push(end.json.run as string);
    count.survived++;
  }
  expect(new Set(runs).size).toBe(OFFSETS_MS.length);
  expect(readdirSync(join(workspace, 'runs'))).toHaveLength(OFFSETS_MS.length);
  expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
});
