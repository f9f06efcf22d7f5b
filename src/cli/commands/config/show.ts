import { type ConfigPath, leafPaths } from '../../../config/config-path.js';
import { pipelineSchema, schemaAt } from '../../../config/config-schema.js';
import { loadSourcedPipeline } from '../../../config/load-pipeline.js';
import { listOrigins, originOf } from '../../../config/origins.js';
import { formatAnnotatedYaml } from '../../../config/yaml/annotated-yaml.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../../command.js';
import { runSettings } from '../../load-run-config.js';

/** `millrace config show`: the pipeline with every default and override filled in, and where each value comes from. */
export async function configShow(input: CommandInput): Promise<Outcome> {
  const { config, sources } = await loadSourcedPipeline(
    argument(input, 0),
    runSettings(argumentList(input, 1), input.global),
    input.global.projectFolder,
  );
  const origins = listOrigins(config, sources);
  const behind = (path: ConfigPath) => originOf(path, sources);
  if (input.options.explain !== true) return { json: { config, origins }, text: formatAnnotatedYaml(config, { behind }) };
  const schema = pipelineSchema();
  const above = (path: ConfigPath) => schemaAt(schema, path)?.description;
  const descriptions = Object.fromEntries(leafPaths(config).map((path) => [path.join('.'), above(path)]));
  return { json: { config, origins, descriptions }, text: formatAnnotatedYaml(config, { behind, above }) };
}
