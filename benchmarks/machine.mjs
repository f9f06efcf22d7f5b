import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { ROOT } from './paths.mjs';

/** What the figures were measured on. */
export function describeMachine() {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  let commit = null;
  let dirty = null;
  try {
    commit = git('rev-parse', 'HEAD');
    dirty = git('status', '--porcelain', '--', 'src', 'benchmarks').length > 0;
  } catch {
    // Not a Git checkout.
  }
  return {
    date: new Date().toISOString(),
    commit,
    dirty,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
}
