import type { Readable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { CommanderError } from 'commander';
import { readVersion } from '../app/version.js';
import { asProblem, type Problem } from './as-problem.js';
import type { Outcome } from './command.js';
import { parseGlobalOptions } from './parse-option.js';
import { type Call, createProgram, spellHelp } from './program.js';
import { createProgress } from './progress/progress.js';
import { stopOnSignals } from './signals.js';
import { usageFailure } from './usage-failure.js';

/** What a command line is told by the process that it runs in. */
export interface Surroundings {
  /** Absolute path. */
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
}

/** Runs one command line and returns the exit code. Results go to stdout, everything else to stderr. */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const wantsJson = argv.includes('--json');
  try {
    const call = await parse(argv, surroundings);
    return call === undefined ? 0 : finish(await perform(call, surroundings), wantsJson, surroundings);
  } catch (error) {
    return report(asProblem(error, surroundings.workingDirectory), wantsJson, surroundings);
  }
}

/** The command that was asked for; undefined when help or the version was shown. */
async function parse(argv: readonly string[], { stdout }: Surroundings): Promise<Call | undefined> {
  let call: Call | undefined;
  const program = createProgram(readVersion(), stdout, (found) => {
    call = found;
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(spellHelp(program, argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageFailure(error, program, argv);
  }
  return call;
}

async function perform({ run, args, options }: Call, surroundings: Surroundings): Promise<Outcome> {
  const { environment, workingDirectory, stdin, stdout, stderr } = surroundings;
  const global = parseGlobalOptions(options, environment, workingDirectory);
  const progress = await createProgress(global, stderr);
  const { signal, release } = stopOnSignals(() => progress.close());
  try {
    return await run({ args, options, global, signal, emit: progress.listen, environment, stdin, stdout });
  } finally {
    progress.close();
    release();
  }
}

function finish(outcome: Outcome, wantsJson: boolean, { stdout, stderr }: Surroundings): number {
  const text = wantsJson ? JSON.stringify({ status: 'done', ...outcome.json }) : outcome.text;
  if (text !== '') (outcome.isBesideRows === true ? stderr : stdout).write(`${text}\n`);
  return outcome.exitCode ?? 0;
}

function report({ text, json, exitCode }: Problem, wantsJson: boolean, { stdout, stderr }: Surroundings): number {
  stderr.write(`${text}\n`);
  if (wantsJson) stdout.write(`${JSON.stringify(json)}\n`);
  return exitCode;
}
