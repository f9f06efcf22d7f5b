import type { RunEvent } from '../../../core/events.js';
import { Failure, type FailureDetail } from '../../../core/failure.js';
import type { Baseline } from '../../../evaluation/baselines/baseline.js';
import { type BaselineRequest, runBaseline } from './run-baseline.js';

/** What this process tells the one that started it. */
export type BaselineAnswer =
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'done'; readonly baseline: Baseline }
  | { readonly kind: 'failed'; readonly error: FailureDetail }
  | { readonly kind: 'bug'; readonly message: string };

const stop = new AbortController();
const tell = (answer: BaselineAnswer): void => {
  process.send?.(answer);
};

// One kind in a process of its own: its memory is its own, and goes with it.
process.once('message', (request: BaselineRequest) => {
  runBaseline(request, stop.signal, (event) => tell({ kind: 'event', event }))
    .then((baseline) => tell({ kind: 'done', baseline }))
    .catch((error: unknown) => {
      if (error instanceof Failure) tell({ kind: 'failed', error: error.detail });
      else tell({ kind: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    })
    .finally(() => process.disconnect?.());
});
process.once('disconnect', () => stop.abort(new Error('the process that asked has gone')));
