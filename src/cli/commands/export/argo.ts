import { resolve } from 'node:path';
import { readVersion } from '../../../app/version.js';
import { formatYaml } from '../../../config/yaml/format-yaml.js';
import { fail } from '../../../core/failure.js';
import { writeFileAtomic } from '../../../core/files/write-atomic.js';
import { formatSize } from '../../../core/size.js';
import { hintingBeside } from '../../beside-pipeline.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../../command.js';
import { loadRunConfig } from '../../load-run-config.js';
import { optionText } from '../../parse-option.js';

/** `millrace export argo`: a pipeline as a workflow of Argo, to a file or as the output. */
export async function exportArgo(input: CommandInput): Promise<Outcome> {
  const pipelineFile = argument(input, 0);
  const settings = argumentList(input, 1);
  const { workspace, projectFolder } = input.global;
  const cron = parseCron(optionText(input, 'cron'));
  const image = optionText(input, 'image') ?? `millrace:${readVersion()}`;
  const config = await loadRunConfig(pipelineFile, settings, input);
  const { exportArgo: make } = await import('../../../app/export/export-argo.js');
  const request = { config, pipelineFile, settings, image, cron, workspace, projectFolder, signal: input.signal };
  const { workflow, facts } = await hintingBeside(pipelineFile, projectFolder, () => make(request, input.emit));
  const yaml = `${HEAD}${formatYaml(workflow)}`;
  const out = optionText(input, 'out');
  if (out === undefined) return { json: { workflow }, text: yaml.trimEnd() };
  const file = resolve(projectFolder, out);
  writeFileAtomic(file, yaml);
  const trials = facts.trialCount > 1 ? `${facts.trialCount} trials, a pod each` : 'the search in one step';
  const text = `wrote ${file}: ${trials}; ${facts.workerCount} cores and ${formatSize(facts.peakMemoryBytes)} a pod`;
  return { json: { out: file, kind: workflow.kind, trialCount: facts.trialCount }, text };
}

const HEAD = `# Made by millrace export argo; make it again when the grid or the data has grown.
# Before: two volume claims, millrace-project (the pipeline file and its data) and millrace-workspace (writable from all nodes).
`;

/** Five fields, each of the characters that cron has; whether a day exists Argo tells. */
const CRON_FIELD = /^[\d*,/?A-Za-z-]+$/;

function parseCron(text: string | undefined): string | null {
  if (text === undefined) return null;
  const fields = text.trim().split(/\s+/);
  if (fields.length === 5 && fields.every((field) => CRON_FIELD.test(field))) return fields.join(' ');
  throw fail('usage.wrong-value', {
    what: 'an option has a wrong value',
    where: 'command line: --cron',
    got: text,
    wanted: 'minute, hour, day, month and weekday as cron has them, such as "0 2 * * *" for two at night (UTC)',
  });
}
