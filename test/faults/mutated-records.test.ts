import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownIdentity } from '../../src/core/process/process-identity.js';
import type { Rng } from '../../src/core/rng.js';
import { type Answer, CommandHost, faultIn } from './command-host.js';
import { counted, drawing } from './extent.js';
import { digestsOf, type Fixture, makeFixture, run } from './fixture.js';
import { filesBelow, mutateFile, mutateOneOf } from './mutate-file.js';
import { tally } from './tally.js';

const MUTANTS = counted(500, 100);
/** Of so many mutants one meets a command that takes long. */
const LONG_EVERY = counted(2, 4);
const LIMIT_MS = 3_600_000;

let fixture: Fixture;
let host: CommandHost;
/** Where the workspace lies, and a copy of it as it was: the registry names bundles by their paths. */
let workspace: string;
let original: string;
let runId: string;
let wanted: { split: string; model: string };

beforeAll(async () => {
  fixture = await makeFixture(200);
  workspace = fixture.makeWorkspace();
  const undisturbed = await run(fixture, workspace);
  runId = undisturbed.json.run as string;
  wanted = digestsOf(undisturbed);
  original = join(fixture.folder, 'original');
  cpSync(workspace, original, { recursive: true });
  host = new CommandHost(fixture.folder);
});

afterAll(() => {
  host.close();
  fixture.remove();
});

test(
  'records of a workspace that were changed in any way stop no command that can do without them, and crash none',
  async (context) => {
    const count = tally(context, 'mutated record');
    const faults: string[] = [];
    for (let index = 0; index < MUTANTS; index++) {
      rmSync(workspace, { recursive: true, force: true });
      cpSync(original, workspace, { recursive: true });
      const what = mutateRecord(drawing(41, 'mutated records').fork(`${index}`));
      count.injected++;

      const found: string[] = [];
      const long = index % LONG_EVERY === 0 ? [LONG[(index / LONG_EVERY) % LONG.length] as Command] : [];
      for (const command of [...QUICK, ...long]) {
        const answer = await host.run(...command.words(), '--workspace', workspace, '--workers', '1');
        const fault = faultIn(answer) ?? command.faultIn?.(answer);
        if (fault !== undefined) found.push(`mutant ${index}: ${what}: ${command.words()[0]} ${command.words()[1]}: ${fault}`);
      }

      if (found.length === 0) count.survived++;
      faults.push(...found);
      for (const fault of found) console.log(fault);
    }
    expect(faults).toEqual([]);
  },
  LIMIT_MS,
);

interface Command {
  readonly words: () => readonly string[];
  /** What else is wrong with an answer. */
  readonly faultIn?: (answer: Answer) => string | undefined;
}

/** Commands that take milliseconds, for every mutant. */
const QUICK: readonly Command[] = [
  { words: () => ['runs', 'list'] },
  { words: () => ['runs', 'show', runId] },
  { words: () => ['models', 'list'] },
  { words: () => ['models', 'show', 'faults@champion'] },
];

/** Commands that take up to two seconds, in turn. */
const LONG: readonly Command[] = [
  { words: () => ['run', fixture.pipeline], faultIn: otherDigests },
  { words: () => ['split', 'show', runId] },
  { words: () => ['predict', 'faults@champion', '--in', 'data/part-0.parquet', '--out', 'coded'] },
  { words: () => ['plan', fixture.pipeline] },
  { words: () => ['report', runId] },
  { words: () => ['reproduce', runId], faultIn: otherDigests },
  { words: () => ['gc'] },
  { words: () => ['models', 'promote', 'faults@1', '--reason', 'a test'] },
  { words: () => ['models', 'rollback', 'faults'] },
  { words: () => ['verify', runId] },
];

/** Another model in place of that of the undisturbed run, and nobody told. */
function otherDigests({ exitCode, json }: Answer): string | undefined {
  const digest = json.modelDigest as string | { readonly reproduced: string } | undefined;
  const model = typeof digest === 'object' ? digest.reproduced : digest;
  return exitCode === 0 && model !== wanted.model ? `another model: ${model}` : undefined;
}

/** A file of the runs or of the registry as often as one of the many of the store; sometimes a lock that nobody holds. */
function mutateRecord(rng: Rng): string {
  const kind = rng.nextBelow(8);
  if (kind === 0) return addLock(rng);
  const folder = join(workspace, ['store', 'store', 'runs', 'runs', 'runs', 'registry', 'registry'][kind - 1] as string);
  const files = filesBelow(folder).filter((file) => !file.includes('bundle/') && !file.endsWith('.html'));
  const paths = files.map((file) => join(folder, file));
  const records = paths.filter((file) => /\.jsonl?$/.test(file));
  return mutateOneOf(rng.nextBelow(4) === 0 ? paths : records, rng);
}

function addLock(rng: Rng): string {
  const place = ['store/.locks/gc.lock', 'store/.users/12.lock', 'store/.users/x', 'registry/faults/.lock'];
  const file = join(workspace, place[rng.nextBelow(place.length)] as string);
  mkdirSync(join(file, '..'), { recursive: true });
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ token: 'left', owner: { ...ownIdentity(), start: '1' } }));
  return mutateFile(file, rng);
}
