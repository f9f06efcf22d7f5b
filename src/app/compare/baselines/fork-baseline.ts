import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EventListener } from '../../../core/events.js';
import { Failure } from '../../../core/failure.js';
import { distUrl } from '../../../core/process/dist-url.js';
import type { Baseline } from '../../../evaluation/baselines/baseline.js';
import type { BaselineAnswer } from './baseline-process.js';
import type { BaselineRequest } from './run-baseline.js';

/** Runs one kind in a process of its own, which ends with it. Failures: those of a run. */
export async function forkBaseline(request: BaselineRequest, signal: AbortSignal, emit: EventListener): Promise<Baseline> {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(distUrl('program/baseline-process.js')), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const onAbort = (): void => {
    if (child.connected) child.disconnect();
  };
  signal.addEventListener('abort', onAbort);
  try {
    return await new Promise<Baseline>((resolve, reject) => {
      child.on('message', (answer: BaselineAnswer) => hear(answer, emit, resolve, reject));
      child.on('error', reject);
      child.on('exit', (code, name) =>
        reject(signal.aborted ? signal.reason : new Error(`the process of ${request.estimator} ended with ${name ?? code}`)),
      );
      child.send(request);
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function hear(answer: BaselineAnswer, emit: EventListener, resolve: (baseline: Baseline) => void, reject: (error: unknown) => void): void {
  switch (answer.kind) {
    case 'event':
      emit(answer.event);
      break;
    case 'done':
      resolve(answer.baseline);
      break;
    case 'failed':
      reject(new Failure(answer.error));
      break;
    case 'bug':
      reject(new Error(answer.message));
  }
}
