import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBundle, type Prediction } from '../../src/app/index.js';
import { Failure } from '../../src/core/failure.js';
import { CommandHost, faultIn } from './command-host.js';
import { counted, drawing } from './extent.js';
import { digestOfFileSync, type Fixture, makeFixture, run, start } from './fixture.js';
import { filesBelow, mutateFile, mutateOneOf } from './mutate-file.js';
import { tally } from './tally.js';

const MUTANTS = counted(500, 100);
const LIMIT_MS = 3_600_000;
const TEXTS = ['rye bread 7 g', 'tinned tuna', 'wall paint', 'zzz'];

let fixture: Fixture;
let host: CommandHost;
let bundle: string;
let mutant: string;
let wanted: { predictions: readonly Prediction[]; coded: string; figures: unknown };

beforeAll(async () => {
  fixture = await makeFixture(200);
  const workspace = fixture.makeWorkspace();
  const { json } = await run(fixture, workspace);
  bundle = join(workspace, 'runs', json.run as string, 'bundle');
  mutant = join(fixture.folder, 'mutant');
  host = new CommandHost(fixture.folder);
  const coded = await host.run(...predictWith(bundle));
  const judged = await host.run(...evaluateWith(bundle));
  expect([coded.exitCode, judged.exitCode], coded.text + judged.text).toEqual([0, 0]);
  wanted = { predictions: (await openBundle(bundle)).predict(TEXTS), coded: codedDigest(), figures: judged.json.metrics };
  expect(wanted.figures).toBeDefined();
});

afterAll(() => {
  host.close();
  fixture.remove();
});

test(
  'a bundle that was changed in any way is refused, or gives the same codes',
  async (context) => {
    const count = tally(context, 'mutated bundle');
    const faults: string[] = [];
    for (let index = 0; index < MUTANTS; index++) {
      rmSync(mutant, { recursive: true, force: true });
      cpSync(bundle, mutant, { recursive: true });
      const rng = drawing(31, 'mutated bundle').fork(`${index}`);
      const files = filesBelow(mutant).map((file) => join(mutant, file));
      const what = mutateOneOf(files, rng);
      count.injected++;

      const found = [await faultOfLibrary(), index % 2 === 0 ? await faultOfPredict() : await faultOfEvaluate()].filter(
        (fault) => fault !== undefined,
      );

      if (found.length === 0) count.survived++;
      faults.push(...found.map((fault) => `mutant ${index}: ${what}: ${fault}`));
    }
    expect(faults).toEqual([]);
  },
  LIMIT_MS,
);

/** The program itself ends as the host does: it has the same commands, and a start of its own. */
test('the command line refuses a changed bundle with a failure of the table', async (context) => {
  const count = tally(context, 'mutated bundle');
  for (let index = 0; index < counted(10, 2); index++) {
    rmSync(mutant, { recursive: true, force: true });
    cpSync(bundle, mutant, { recursive: true });
    const what = mutateFile(join(mutant, 'model.bin'), drawing(31, 'command line').fork(`${index}`));
    count.injected++;

    const { exitCode, stderr } = await start(fixture, predictWith(mutant)).ended;

    expect(exitCode, `${what}\n${stderr}`).toBe(3);
    expect(stderr).toContain('model.bin');
    expect(stderr).not.toContain('    at ');
    count.survived++;
  }
});

/** Trusting the disk, other bytes may well give other codes; that must not fail otherwise than whole bundles do. */
async function faultOfLibrary(): Promise<string | undefined> {
  const [checked, trusted] = [await predictWithLibrary(true), await predictWithLibrary(false)];
  if (typeof checked === 'string' || typeof trusted === 'string') return [checked, trusted].filter((it) => typeof it === 'string').join('; ');
  return checked === null || same(checked, wanted.predictions) ? undefined : `the library gives other codes: ${JSON.stringify(checked)}`;
}

/** Predictions, null for a bundle that is refused, or the error that is a fault. */
async function predictWithLibrary(verify: boolean): Promise<readonly Prediction[] | null | string> {
  try {
    return (await openBundle(mutant, { verify })).predict(TEXTS);
  } catch (error) {
    return error instanceof Failure ? null : `the library throws (verify: ${verify}) ${(error as Error).stack}`;
  }
}

async function faultOfPredict(): Promise<string | undefined> {
  rmSync(join(fixture.folder, 'coded'), { recursive: true, force: true });
  const answer = await host.run(...predictWith(mutant));
  if (answer.exitCode !== 0) return faultIn(answer);
  return codedDigest() === wanted.coded ? undefined : 'predict gives other codes';
}

async function faultOfEvaluate(): Promise<string | undefined> {
  const answer = await host.run(...evaluateWith(mutant));
  if (answer.exitCode !== 0) return faultIn(answer);
  return same(answer.json.metrics, wanted.figures) ? undefined : `evaluate gives other figures: ${JSON.stringify(answer.json)}`;
}

function predictWith(model: string): readonly string[] {
  return ['predict', model, '--in', 'data/part-0.parquet', '--out', 'coded', '--workers', '1'];
}

function evaluateWith(model: string): readonly string[] {
  return ['evaluate', model, '--data', 'data/part-0.parquet', '--force', '--workers', '1'];
}

/** Rows with codes and scores; the model's digest is among their columns. */
function codedDigest(): string {
  return digestOfFileSync(join(fixture.folder, 'coded', 'part-0.parquet'));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
