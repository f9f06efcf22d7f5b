import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rng } from '../../src/core/rng.js';
import { counted, drawing } from './extent.js';
import { digestsOf, type Fixture, makeFixture, manifestOf, run } from './fixture.js';
import { tally } from './tally.js';

const ROUNDS = counted(4, 1);

let fixture: Fixture;
let workspace: string;
let wanted: { split: string; model: string };
let folders: readonly (readonly [kind: string, folder: string])[];

beforeAll(async () => {
  fixture = await makeFixture();
  workspace = fixture.makeWorkspace();
  const undisturbed = await run(fixture, workspace);
  wanted = digestsOf(undisturbed);
  const uses = manifestOf(workspace, undisturbed).stages.flatMap(({ artifacts }) => artifacts);
  folders = uses.map(({ kind, key }) => [kind, join(workspace, 'store', kind, key.slice(0, 2), key)] as const);
});

afterAll(() => fixture.remove());

test('a flipped bit in any stored file is found, named, and the artifact is made again', async (context) => {
  const count = tally(context, 'flipped bit in a stored file');
  const rng = drawing(11, 'damage');
  const files = folders.flatMap(([, folder]) => readdirSync(folder).map((name) => join(folder, name))).filter((file) => statSync(file).size > 0);
  // A damaged artifact of each kind: many at once, since each run checks them all.
  for (let round = 0; round < ROUNDS; round++) {
    const chosen = new Map(files.map((file) => [join(file, '..'), file]));
    for (const file of files) if (rng.nextBelow(3) === 0) chosen.set(join(file, '..'), file);
    const flipped = [...chosen.values()].filter(() => rng.nextBelow(2) === 0);
    for (const file of flipped) flipBit(file, rng);
    const damaged = flipped.map((file) => damagedBeside(file, files, flipped));
    count.injected += flipped.length;

    const end = await run(fixture, workspace);

    expect(digestsOf(end)).toEqual(wanted);
    for (const named of damaged) expect(named.filter((file) => end.stderr.includes(file))).not.toEqual([]);
    expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
    count.survived += flipped.length;
    console.log(`faults: flipped bits: ${flipped.length} of ${files.length} files, ${flipped.length} found and made again`);
  }
});

/** The damaged files of a file's artifact: the first of them is named. A file that two artifacts share is damaged in both. */
function damagedBeside(file: string, files: readonly string[], flipped: readonly string[]): readonly string[] {
  const damaged = new Set(flipped.map((each) => statSync(each).ino));
  return files.filter((each) => dirname(each) === dirname(file) && damaged.has(statSync(each).ino));
}

function flipBit(file: string, rng: Rng): void {
  const bytes = readFileSync(file);
  const at = rng.nextBelow(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << rng.nextBelow(8));
  writeFileSync(file, bytes);
}
