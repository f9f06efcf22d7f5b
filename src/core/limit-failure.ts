import { Failure, fail } from './failure.js';

const NO_MEMORY = /out of memory|cannot allocate|array buffer allocation failed|ENOMEM|bad_alloc/i;
const NO_FILES = /\b(EMFILE|ENFILE)\b|too many open files/i;
const NO_THREADS = /\bEAGAIN\b|ERR_WORKER_INIT_FAILED|resource temporarily unavailable/i;

/**
 * Turns what Node and libraries say when the system gives them no more memory, files or threads into a failure. Anything else,
 * failures included, comes back as it is, to be thrown on.
 */
export function asLimitFailure(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const text = 'code' in error ? `${String(error.code)} ${error.message}` : error.message;
  const limit = limitIn(text);
  if (limit === undefined) return error;
  const { code, what, hint } = limit;
  return fail(code, { what, where: 'this process', got: error.message, wanted: 'the limits that a run needs', hint }, error);
}

function limitIn(text: string) {
  if (NO_FILES.test(text)) return { code: 'resources.limit', what: 'too many files are open', hint: 'allow more: ulimit -n 1024' } as const;
  if (NO_MEMORY.test(text)) {
    const hint = 'take limits of the address space away (ulimit -v unlimited), free some memory, or use fewer --workers';
    return { code: 'resources.memory', what: 'the system gives no more memory', hint } as const;
  }
  if (NO_THREADS.test(text)) {
    return { code: 'resources.limit', what: 'the system gives no more threads', hint: 'allow more (ulimit -u), or use fewer --workers' } as const;
  }
  return undefined;
}
