import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { someOf } from './extent.js';
import { artifactLock, digestsOf, type Fixture, makeFixture, manifestOf, run, startHeld } from './fixture.js';
import { tally } from './tally.js';

let fixture: Fixture;
let wanted: { split: string; model: string };
let secondShard: string;
let second: string;
let original: Buffer;

beforeAll(async () => {
  fixture = await makeFixture();
  const workspace = fixture.makeWorkspace();
  const undisturbed = await run(fixture, workspace);
  wanted = digestsOf(undisturbed);
  const prepared = manifestOf(workspace, undisturbed).stages.find(({ stage }) => stage === 'prepare')?.artifacts ?? [];
  second = fixture.partitions[1] as string;
  original = readFileSync(second);
  const fingerprints = prepared.map(({ kind, key }) =>
    JSON.parse(readFileSync(`${workspace}/store/${kind}/${key.slice(0, 2)}/${key}/artifact.json`, 'utf8')),
  );
  const digest = manifestOf(workspace, undisturbed).inputs[1]?.digest;
  secondShard = prepared[fingerprints.findIndex(({ fingerprint }) => fingerprint.partition === digest)]?.key as string;
});

afterEach(() => writeFileSync(second, original));

afterAll(() => fixture.remove());

const changes: readonly [string, (file: string) => void][] = [
  ['is replaced by another', (file) => copyFileSync(fixture.partitions[0] as string, file)],
  ['is cut short', (file) => truncateSync(file, 100)],
  [
    'has one byte changed, its size kept',
    (file) =>
      writeFileSync(
        file,
        original.map((byte, i) => (i === 300 ? byte ^ 1 : byte)),
      ),
  ],
];

test.for(someOf('inputs', changes, 1))(
  'a partition that %s while it is being read stops the run, and nothing of it is kept',
  async ([, change], context) => {
    const count = tally(context, 'partition changed while it is read');
    const workspace = fixture.makeWorkspace();
    const { ended, lock } = await startHeld(fixture, workspace, artifactLock(workspace, secondShard));

    change(second);
    count.injected++;
    lock.release();
    const end = await ended;

    expect(end.exitCode, end.stderr).toBe(3);
    expect(end.json.error?.code).toBe('data.changed');
    expect(end.json.error?.where).toContain('part-1.parquet');
    expect(end.stderr).not.toContain('    at ');
    writeFileSync(second, original);
    expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
    count.survived++;
  },
);
