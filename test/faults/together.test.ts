import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestsOf, type Fixture, leftovers, makeFixture, manifestOf, run, startRun } from './fixture.js';
import { tally } from './tally.js';

let fixture: Fixture;
let wanted: { split: string; model: string };

beforeAll(async () => {
  fixture = await makeFixture();
  wanted = digestsOf(await run(fixture, fixture.makeWorkspace()));
});

afterAll(() => fixture.remove());

test('three runs at once in one workspace end alike, and each piece of work is done once', async (context) => {
  const count = tally(context, 'three runs at once');
  const workspace = fixture.makeWorkspace();

  const ends = await Promise.all([0, 1, 2].map(() => startRun(fixture, workspace).ended));

  expect(ends.map(digestsOf)).toEqual([wanted, wanted, wanted]);
  const made = ends.flatMap((end) =>
    manifestOf(workspace, end).stages.flatMap(({ artifacts }) => artifacts.filter(({ reused }) => !reused).map(({ key }) => key)),
  );
  expect(new Set(made).size).toBe(made.length);
  expect(leftovers(workspace)).toEqual([]);
  count.injected++;
  count.survived++;
});

test('a run goes on when the one it waits for is killed', async (context) => {
  const count = tally(context, 'kill -9 of a run that another waits for');
  const workspace = fixture.makeWorkspace();
  const first = startRun(fixture, workspace);
  const second = startRun(fixture, workspace);
  const timer = setTimeout(() => first.child.kill('SIGKILL'), 900);

  count.injected++;

  const [, end] = await Promise.all([first.ended, second.ended]);
  clearTimeout(timer);

  expect(digestsOf(end)).toEqual(wanted);
  count.survived++;
});
