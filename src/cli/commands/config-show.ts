import { formatYaml } from '../../config/format-yaml.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../command.js';
import { loadRunConfig } from '../load-run-config.js';

/** `millrace config show`: the pipeline with every default and override filled in. */
export async function configShow(input: CommandInput): Promise<Outcome> {
  const config = await loadRunConfig(argument(input, 0), argumentList(input, 1), input.global);
  return { json: { config }, text: formatYaml(config).trimEnd() };
}
