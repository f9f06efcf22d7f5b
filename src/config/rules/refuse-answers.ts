import { fail } from '../../core/failure.js';
import { formatPath } from '../config-path.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';

/** A model that reads the code, or the id of a row, learns nothing that holds for other rows. */
export function refuseAnswersAsInput({ data }: PipelineConfig, sources: ConfigSources): void {
  const answers = new Map([
    [data.label.normalize('NFC'), 'data.label'],
    [data.id.normalize('NFC'), 'data.id'],
  ]);
  const inputs = [
    ...data.text.map((name, i) => ({ name, path: ['data', 'text', i] })),
    ...data.covariates.map((covariate, i) => ({
      name: typeof covariate === 'string' ? covariate : covariate.column,
      path: ['data', 'covariates', i],
    })),
  ];
  for (const { name, path } of inputs) {
    const answer = answers.get(name.normalize('NFC'));
    if (answer === undefined) continue;
    throw fail('usage.wrong-value', {
      what: answer === 'data.label' ? 'the model would read the code that it has to find' : 'the model would read the id of the row',
      where: `${placeOf(path, sources)}, ${formatPath(path)}`,
      got: `${name}, which is ${answer} too`,
      wanted: 'a column that says something about the code and is known before it',
    });
  }
}
