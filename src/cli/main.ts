#!/usr/bin/env node
import { distUrl } from '../core/process/dist-url.js';
import { guardStreams } from './streams.js';

guardStreams();
const { runCommandLine } = (await import(distUrl('program/run-command-line.js').href)) as typeof import('./run-command-line.js');
// The one place that asks for the working directory: everything below is told.
process.exitCode = await runCommandLine(process.argv.slice(2), {
  workingDirectory: process.cwd(),
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
