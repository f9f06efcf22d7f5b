import type { FailureDetail } from './failure.js';

/** What a run tells while it works. Listeners show it (terminal, plain lines) or keep it (`events.jsonl`). */
export type RunEvent =
  | { readonly type: 'run-started'; readonly run: string; readonly pipeline: string }
  | { readonly type: 'stage-started'; readonly stage: string }
  | { readonly type: 'stage-cached'; readonly stage: string; readonly digest: string }
  | { readonly type: 'stage-finished'; readonly stage: string; readonly seconds: number }
  /** A stage took an artifact from the store (`reused`) or put it there; also what keeps it from `gc`. */
  | { readonly type: 'artifact'; readonly stage: string; readonly kind: string; readonly key: string; readonly reused: boolean }
  | { readonly type: 'progress'; readonly stage: string; readonly unit: string; readonly done: number; readonly total: number }
  /** What the stages of the run are expected to take; those that are not named take next to nothing. */
  | { readonly type: 'forecast'; readonly stageSeconds: Readonly<Record<string, number>> }
  | { readonly type: 'trial-finished'; readonly trial: number; readonly label: string; readonly score: number; readonly seconds: number }
  | {
      readonly type: 'pass-finished';
      readonly trial: number;
      readonly pass: number;
      readonly objective: number;
      /** Mean loss of the training rows as the pass met them, and of the validation rows after it; null where it is not known. */
      readonly trainingLoss: number | null;
      readonly validationLoss: number | null;
      /** Name of the validation metric. */
      readonly metric: string;
      /** Its value; null without validation rows. */
      readonly score: number | null;
      readonly seconds: number;
    }
  | { readonly type: 'note'; readonly stage: string; readonly message: string }
  | { readonly type: 'warning'; readonly stage: string; readonly message: string }
  | { readonly type: 'failed'; readonly error: FailureDetail }
  | { readonly type: 'run-finished'; readonly run: string; readonly seconds: number };

/** Called for every event of a run, in order. */
export type EventListener = (event: RunEvent) => void;
