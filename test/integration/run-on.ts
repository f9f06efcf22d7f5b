import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Machine } from './machines.js';

/** The built command line. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Digests {
  readonly modelDigest: string;
  readonly splitDigest: string;
}

/** Runs a script on a machine; returns what it wrote to stdout. Throws with its stderr when its exit code is not 0. */
export async function runScript(machine: Machine, args: readonly string[], cwd: string): Promise<string> {
  const [program, ...before] = machine.command;
  const child = spawn(program, [...before, ...args], { cwd, env: { ...process.env, ...machine.environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
    });
  }
  const ended = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(String(signal ?? exitCode)));
  });
  if (ended !== '0') throw new Error(`${machine.name}: ${args.join(' ')} ended with ${ended}\n${output.stderr}\n${output.stdout}`);
  return output.stdout;
}

/** `millrace run` with `--json` on a machine; the two digests. */
export async function runPipeline(machine: Machine, args: readonly string[], cwd: string): Promise<Digests> {
  const stdout = await runScript(machine, [MAIN, 'run', ...args, '--json'], cwd);
  const { modelDigest, splitDigest } = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as Digests;
  for (const digest of [modelDigest, splitDigest])
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`${machine.name}: ${digest} is no digest\n${stdout}`);
  return { modelDigest, splitDigest };
}
