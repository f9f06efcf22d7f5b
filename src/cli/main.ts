#!/usr/bin/env node
import { runCommandLine } from './run-command-line.js';
import { guardStreams } from './streams.js';

guardStreams();
// The one place that asks for the working directory: everything below is told.
process.exitCode = await runCommandLine(process.argv.slice(2), {
  workingDirectory: process.cwd(),
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
