import { Failure, fail } from '../../core/failure.js';

/** What Spark says when the program of a task, or what ran it, has ended. */
const ENDED = /Subprocess exited with status|Broken pipe|Stream Closed|ExecutorLostFailure|executor \S+ exited/i;
const OUT_OF_HEAP = /heap out of memory|status 134/;

/**
 * What a call throws when a worker on Spark could not answer: `engine.worker-died` when it ended, `engine.unreachable` when it never began,
 * since an executor has no Node or not our program. Anything else comes back as it is.
 */
export function asWorkerFailure(error: unknown, task: string, program: string): unknown {
  if (!(error instanceof Failure) || error.detail.code !== 'engine.unreachable') return error;
  const { got } = error.detail;
  const where = `task ${task}, on Spark`;
  if (/status 12[67]/.test(got)) {
    return fail(
      'engine.unreachable',
      { what: 'an executor of Spark has no Node', where, got, wanted: `a shell that runs ${program}`, hint: DOCTOR },
      error,
    );
  }
  if (/Cannot find module/.test(got)) {
    return fail(
      'engine.unreachable',
      { what: 'an executor of Spark has no millrace', where, got, wanted: `a shell that runs ${program}`, hint: SHARE },
      error,
    );
  }
  if (!ENDED.test(got)) return error;
  const what = OUT_OF_HEAP.test(got) ? 'a worker on Spark ran out of heap' : 'a worker on Spark ended in the middle of a task';
  const hint = OUT_OF_HEAP.test(got) ? 'more memory (--memory); finished work is kept' : 'run the same command again: finished work is kept';
  return fail('engine.worker-died', { what, where, got, wanted: 'a worker that answers', hint }, error);
}

const DOCTOR = 'engine.node names its path there; millrace doctor --remote looks at every executor';
const SHARE = 'install millrace on a path that all machines see, or at the same path on each';
