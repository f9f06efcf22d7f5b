import { Failure, fail } from '../../../core/failure.js';
import { LACKS, type NodeProgram, type PackageRelease, showProgram } from './stoppable.js';

/** What Spark says when the program of a task, or what ran it, has ended. */
const ENDED = /Subprocess exited with status|Broken pipe|Stream Closed|ExecutorLostFailure|executor \S+ exited/i;
const OUT_OF_HEAP = /heap out of memory|status 134/;

/**
 * What a call throws when a worker on Spark could not answer: `engine.worker-died` when it ended, `engine.unreachable` when it never began,
 * since an executor has no Node, not our program or another release of it, or not the folder. Anything else comes back as it is.
 */
export function asWorkerFailure(
  error: unknown,
  task: string,
  { program, folder }: { readonly program: NodeProgram; readonly folder: string },
): unknown {
  if (!(error instanceof Failure) || error.detail.code !== 'engine.unreachable') return error;
  const { got } = error.detail;
  const where = `task ${task}, on Spark`;
  const lacks = (thing: keyof typeof LACKS): boolean => got.includes(`exited with status ${LACKS[thing]}.`);
  const unreachable = (what: string, wanted: string, hint: string): Failure => fail('engine.unreachable', { what, where, got, wanted, hint }, error);
  if (lacks('folder')) return unreachable('an executor of Spark does not see the workspace', `the folder ${folder}, by this path`, FOLDER);
  if (lacks('node')) return unreachable('an executor of Spark has no Node', `a shell that runs ${showProgram(program)}`, DOCTOR);
  if (lacks('file')) return unreachable('an executor of Spark has no millrace', `a shell that runs ${showProgram(program)}`, SHARE);
  if (lacks('release')) {
    const { version, file } = program.release as PackageRelease;
    return unreachable('an executor of Spark has another release of millrace', `millrace ${version}, as ${file} says`, SHARE);
  }
  if (!ENDED.test(got)) return error;
  const what = OUT_OF_HEAP.test(got) ? 'a worker on Spark ran out of heap' : 'a worker on Spark ended in the middle of a task';
  const hint = OUT_OF_HEAP.test(got) ? 'more memory (--memory); finished work is kept' : 'run the same command again: finished work is kept';
  return fail('engine.worker-died', { what, where, got, wanted: 'a worker that answers', hint }, error);
}

const DOCTOR = 'engine.node names its path there; millrace doctor --remote looks at every executor';
const FOLDER = '--workspace on a disk that all machines share, at the same path';
const SHARE = 'install millrace on a path that all machines see, or at the same path on each';
