#!/usr/bin/env node
import { CommanderError } from 'commander';
import { readVersion } from '../app/version.js';
import { asProblem, type Problem } from './as-problem.js';
import type { Outcome } from './command.js';
import { parseGlobalOptions } from './parse-option.js';
import { type Call, createProgram, spellHelp } from './program.js';
import { createProgress } from './progress/progress.js';
import { stopOnSignals } from './signals.js';
import { guardStreams } from './streams.js';
import { usageFailure } from './usage-failure.js';

/** The one place that asks for the working directory: everything below is told. */
const workingDirectory = process.cwd();

/** Runs one command line and returns the exit code. Results go to stdout, everything else to stderr. */
async function main(argv: readonly string[]): Promise<number> {
  const wantsJson = argv.includes('--json');
  try {
    const call = await parse(argv);
    return call === undefined ? 0 : finish(await perform(call), wantsJson);
  } catch (error) {
    return report(asProblem(error, workingDirectory), wantsJson);
  }
}

/** The command that was asked for; undefined when help or the version was shown. */
async function parse(argv: readonly string[]): Promise<Call | undefined> {
  let call: Call | undefined;
  const program = createProgram(readVersion(), (found) => {
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

async function perform({ run, args, options }: Call): Promise<Outcome> {
  const global = parseGlobalOptions(options, process.env, workingDirectory);
  const progress = createProgress(global, process.stderr);
  const { signal, release } = stopOnSignals(() => progress.close());
  try {
    return await run({ args, options, global, signal, emit: progress.listen });
  } finally {
    progress.close();
    release();
  }
}

function finish(outcome: Outcome, wantsJson: boolean): number {
  const text = wantsJson ? JSON.stringify({ status: 'done', ...outcome.json }) : outcome.text;
  if (text !== '') process.stdout.write(`${text}\n`);
  return outcome.exitCode ?? 0;
}

function report({ text, json, exitCode }: Problem, wantsJson: boolean): number {
  process.stderr.write(`${text}\n`);
  if (wantsJson) process.stdout.write(`${JSON.stringify(json)}\n`);
  return exitCode;
}

guardStreams();
process.exitCode = await main(process.argv.slice(2));
