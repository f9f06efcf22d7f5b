import { argumentList, type CommandInput, type Outcome } from '../../command.js';
import { optionText } from '../../parse-option.js';
import { compareKinds, isPipelineFile } from './baselines.js';
import { compareModelsOnFiles } from './models.js';
import { compareRuns } from './runs.js';

/** `millrace compare`: kinds of models, by pipeline files; two models on rows that nobody has coded, with `--data`; else runs, by what they left. */
export async function compare(input: CommandInput): Promise<Outcome> {
  if (argumentList(input, 0).some(isPipelineFile)) return compareKinds(input);
  return optionText(input, 'data') === undefined ? compareRuns(input) : compareModelsOnFiles(input);
}
