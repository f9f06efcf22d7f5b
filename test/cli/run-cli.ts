import { spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import type { runCommandLine } from '../../src/cli/run-command-line.js';

const mainFile = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command line of what is built, in a folder. In this process, which saves the second or more that a new one takes to load
 * everything; `spawnCli` is for what only a process of its own shows.
 */
export async function runCli(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
  input: readonly (string | Uint8Array)[] = [],
): Promise<CliResult> {
  const program = (await import('../../dist/program/run-command-line.js' as string)) as { runCommandLine: typeof runCommandLine };
  const [stdout, stderr] = [new Listener(), new Listener()];
  const exitCode = await program.runCommandLine(args, {
    workingDirectory: cwd,
    environment: { ...process.env, ...environment },
    stdin: Readable.from(
      input.map((piece) => Buffer.from(piece)),
      { objectMode: false },
    ),
    // Plain streams, as a pipe is one: without the width and the cursor of a terminal.
    stdout: stdout as Writable as WriteStream,
    stderr: stderr as Writable as WriteStream,
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** Runs the built binary as a process of its own, in a folder. */
export function spawnCli(args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [mainFile, ...args], { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** The JSON object that `--json` ends with: the last line of stdout. */
export function lastJson({ stdout }: CliResult): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

class Listener extends Writable {
  text = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
