import type { CommandInput, Outcome } from '../../command.js';
import { optionText } from '../../parse-option.js';
import { compareModelsOnFiles } from './models.js';
import { compareRuns } from './runs.js';

/** `millrace compare`: two models on rows that nobody has coded, with `--data`; else runs, by what they left. */
export async function compare(input: CommandInput): Promise<Outcome> {
  return optionText(input, 'data') === undefined ? compareRuns(input) : compareModelsOnFiles(input);
}
