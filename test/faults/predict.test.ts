import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counted, drawing } from './extent.js';
import { digestOfFileSync, type Fixture, makeFixture, run, start } from './fixture.js';
import { tally } from './tally.js';

const KILLS = counted(40, 1);

let fixture: Fixture;
let workspace: string;

beforeAll(async () => {
  fixture = await makeFixture();
  workspace = fixture.makeWorkspace();
  expect((await run(fixture, workspace)).exitCode).toBe(0);
});

afterAll(() => fixture.remove());

test(`kill -9 at ${KILLS} moments over the length of a predict, then the same command: the same outputs and no other file`, async (context) => {
  const count = tally(context, 'kill -9 of predict');
  const undisturbed = await predictInto('undisturbed').ended;
  expect(undisturbed.exitCode, undisturbed.stderr).toBe(0);
  const wanted = outputsOf('undisturbed');
  const rng = drawing(20261129, 'kill predict');
  while (count.injected < KILLS) {
    const { child, ended } = predictInto('killed');
    const timer = setTimeout(() => child.kill('SIGKILL'), rng.nextFloat() * undisturbed.seconds * 1000);
    const { signal } = await ended;
    clearTimeout(timer);
    if (signal !== 'SIGKILL') {
      rmSync(join(fixture.folder, 'killed'), { recursive: true });
      continue;
    }
    count.injected++;
    const after = await predictInto('killed').ended;
    expect(after.exitCode, after.stderr).toBe(0);
    expect(outputsOf('killed')).toEqual(wanted);
    count.survived++;
    rmSync(join(fixture.folder, 'killed'), { recursive: true });
  }
}, 600_000);

function predictInto(out: string) {
  const options = ['--out', out, '--workspace', workspace, '--workers', '1', '--memory', '1GiB', '--max-unseen-share', '1', '--json'];
  return start(fixture, ['predict', 'faults@champion', '--in', 'data/part-*.parquet', ...options]);
}

/** Every file of a folder of predictions, hidden ones too, with its digest. */
function outputsOf(out: string): readonly (readonly [string, string])[] {
  const folder = join(fixture.folder, out);
  return readdirSync(folder)
    .sort()
    .map((name) => [name, digestOfFileSync(join(folder, name))] as const);
}
