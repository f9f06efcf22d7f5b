#!/usr/bin/env node
import { programFile } from '../core/process/program-file.js';
import { guardStreams } from './streams.js';

guardStreams();
const { runCommandLine } = (await import(programFile('run-command-line').href)) as typeof import('./run-command-line.js');
// The one place that asks for the working directory: everything below is told.
process.exitCode = await runCommandLine(process.argv.slice(2), {
  workingDirectory: process.cwd(),
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
