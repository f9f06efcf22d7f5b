import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandHost, faultIn } from './command-host.js';
import { counted, drawing } from './extent.js';
import { type Fixture, makeFixture, run } from './fixture.js';
import { mutateFile } from './mutate-file.js';
import { tally } from './tally.js';

const MUTANTS = counted(500, 100);
const LIMIT_MS = 3_600_000;

let fixture: Fixture;
let host: CommandHost;
let input: string;
let bundle: string;

beforeAll(async () => {
  fixture = await makeFixture(200);
  const workspace = fixture.makeWorkspace();
  const { json } = await run(fixture, workspace);
  bundle = join(workspace, 'runs', json.run as string, 'bundle');
  input = fixture.partitions[0] as string;
  host = new CommandHost(fixture.folder);
});

afterAll(() => {
  host.close();
  fixture.remove();
});

// A Parquet file of rows has no digest: changed bytes may be other rows, which nobody can tell. What must not be is a crash or a hang.
test(
  'a Parquet file that was changed in any way is read, or refused as data',
  async (context) => {
    const count = tally(context, 'mutated Parquet file');
    const original = join(fixture.folder, 'original.parquet');
    copyFileSync(input, original);
    const faults: string[] = [];
    for (let index = 0; index < MUTANTS; index++) {
      copyFileSync(original, input);
      const what = mutateFile(input, drawing(37, 'mutated Parquet').fork(`${index}`));
      count.injected++;
      const predict = ['predict', bundle, '--in', 'data/part-0.parquet', '--out', 'coded', '--workers', '1'];
      // A run that can read the file trains on it, which takes long: a plan reads as much of it.
      const plan = ['plan', fixture.pipeline, '--workspace', 'workspace-plan', '--workers', '1'];
      const whole = ['run', fixture.pipeline, '--workspace', 'workspace-run', '--workers', '1'];

      const fault = faultIn(await host.run(...(index % 25 === 0 ? whole : index % 2 === 0 ? predict : plan)));

      if (fault === undefined) count.survived++;
      else faults.push(`mutant ${index}: ${what}: ${fault}`);
      rmSync(join(fixture.folder, 'coded'), { recursive: true, force: true });
    }
    expect(faults).toEqual([]);
  },
  LIMIT_MS,
);
