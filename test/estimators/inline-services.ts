import type { FitServices, ModelKind, Workers } from '../../src/estimators/estimator.js';
import type { KindSettings } from '../../src/estimators/kind-settings.js';
import { kindNamed } from '../../src/estimators/kinds.js';
import type { FittedModel } from '../../src/estimators/model-format.js';
import type { ScoreAnswers } from '../../src/ml/answers.js';
import type { FitOutcome, FitRequest } from '../../src/ml/fit.js';
import { openRows } from '../../src/tasks/rows/stored-rows.js';

/** All that came of one fit. */
export interface InlineFit {
  readonly outcome: FitOutcome;
  readonly model: FittedModel;
  readonly scores: ScoreAnswers | null;
}

/** One fit of a kind whose tasks run one after the other on this thread: for what a fit comes to, not for how many workers make it. */
export async function fitInline<Settings extends KindSettings, Model extends FittedModel, Written extends FittedModel>(
  kind: ModelKind<Settings, Model, Written>,
  request: Omit<FitRequest<Settings>, 'metric' | 'certify' | 'keep'>,
  kernelBytes = 2 ** 28,
): Promise<InlineFit> {
  let made: InlineFit | undefined;
  const services: FitServices<Written> = {
    workers: workersOf(kind.tasks ?? {}),
    openRows,
    kernelBytes,
    signal: new AbortController().signal,
    onPass: () => {},
    onDone: async (_, outcome, model, scores) => {
      if (model !== null) made = { outcome, model, scores };
    },
  };
  await kind.fit([{ metric: 'macroF1', certify: true, keep: true, ...request }], services);
  if (made === undefined) throw new Error('no model came of the fit');
  return made;
}

function workersOf(tasks: NonNullable<ModelKind['tasks']>): Workers {
  return {
    workerCount: 1,
    of: (kind) => workersOf(kindNamed(kind, 'test').tasks ?? {}),
    keep: (_, make) => make(),
    gang: () => Promise.reject(new Error('no gang on one thread')),
    map: async <Output>(task: string, inputs: Iterable<unknown>) => {
      const outputs: Output[] = [];
      const file = await tasks[task]?.();
      for (const input of inputs) outputs.push(file?.default(input as never, { openRows }) as Output);
      return outputs;
    },
  };
}
