import { freezeSearch } from '../../../app/plan/freeze-search.js';
import { type ConfigPath, leafPaths } from '../../../config/config-path.js';
import { pipelineSchema, schemaAt } from '../../../config/config-schema.js';
import { type ConfigSources, originOf } from '../../../config/origins.js';
import type { PipelineConfig } from '../../../config/pipeline-config.js';
import { formatAnnotatedYaml } from '../../../config/yaml/annotated-yaml.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../../command.js';
import { loadAskedConfig } from '../../load-run-config.js';

/** `millrace config show`: the pipeline with every default and override filled in, and where each value comes from. */
export async function configShow(input: CommandInput): Promise<Outcome> {
  const asked = await loadAskedConfig(argument(input, 0), argumentList(input, 1), input);
  const config = await freezeSearch(asked.config, input.global.workspace);
  const behind = originsOf(asked.config, asked.sources);
  const origins = Object.fromEntries(leafPaths(config).map((path) => [path.join('.'), behind(path)]));
  if (input.options.explain !== true) return { json: { config, origins }, text: formatAnnotatedYaml(config, { behind }) };
  const schema = pipelineSchema();
  const above = (path: ConfigPath) => schemaAt(schema, path)?.description;
  const descriptions = Object.fromEntries(leafPaths(config).map((path) => [path.join('.'), above(path)]));
  return { json: { config, origins, descriptions }, text: formatAnnotatedYaml(config, { behind, above }) };
}

/** Settings that `search.from` took from a run come from there. */
function originsOf(asked: PipelineConfig, sources: ConfigSources): (path: ConfigPath) => string {
  const { from } = asked.search;
  const isTaken = (path: ConfigPath): boolean =>
    from !== undefined && (path[0] === 'features' || (path[0] === 'search' && !['metric', 'validation'].includes(String(path[1]))));
  return (path) => (isTaken(path) ? `run ${from}` : originOf(path, sources));
}
