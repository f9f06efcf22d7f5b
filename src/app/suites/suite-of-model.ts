import { nearest } from '../../config/nearest.js';
import type { PipelineConfig, SuiteConfig } from '../../config/pipeline-config.js';
import { fail } from '../../core/failure.js';

/** A suite with files of its own, as its pipeline has it. */
export type FileSuite = Extract<SuiteConfig, { readonly kind: 'file' }>;

/** The suite of that name in the pipeline of a model. `usage.wrong-value` where there is none, or one that is test rows of its run. */
export function suiteOfModel({ evaluate }: Pick<PipelineConfig, 'evaluate'>, name: string): FileSuite {
  const suites = Object.entries(evaluate?.suites ?? {});
  const found = suites.find(([own]) => own === name)?.[1];
  if (found?.kind === 'file') return found;
  const names = suites.filter(([, { kind }]) => kind === 'file').map(([own]) => own);
  const like = nearest(name, names);
  throw fail('usage.wrong-value', {
    what: found === undefined ? 'the pipeline of the model has no such suite' : 'a suite that is test rows of a run has no files to judge again',
    where: 'command line: --suite',
    got: found === undefined ? name : `${name}, of the kind ${found.kind}`,
    wanted: names.length === 0 ? 'a suite of the kind file, of which the pipeline has none' : `one of ${names.join(', ')}`,
    ...(found === undefined && like !== undefined ? { hint: `did you mean ${like}?` } : {}),
  });
}
