import { formatYaml } from '../../config/format-yaml.js';
import { loadOrigins, loadPipeline } from '../../config/load-pipeline.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../command.js';
import { runSettings } from '../load-run-config.js';

/** `millrace config show`: the pipeline with every default and override filled in. */
export async function configShow(input: CommandInput): Promise<Outcome> {
  const file = argument(input, 0);
  const settings = runSettings(argumentList(input, 1), input.global);
  const config = await loadPipeline(file, settings);
  return { json: { config, origins: await loadOrigins(file, settings, config) }, text: formatYaml(config).trimEnd() };
}
