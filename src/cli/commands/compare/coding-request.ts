import { resourcesOf } from '../../../app/open-services.js';
import { matchFiles } from '../../../core/files/match-files.js';
import type { CommandInput } from '../../command.js';
import { optionText, requiredOption } from '../../parse-option.js';

/** What `--data`, `--id` and `--codebook` ask of models that code rows, and with what. Failures: those of the options, and `data.no-match`. */
export function codingRequest(input: CommandInput) {
  const { global, signal, emit } = input;
  const { projectFolder, workspace } = global;
  return {
    inputs: matchFiles([requiredOption(input, 'data', 'a glob of files')], projectFolder),
    idColumn: optionText(input, 'id') ?? 'id',
    codebook: optionText(input, 'codebook'),
    workspace,
    projectFolder,
    signal,
    emit,
    ...resourcesOf(global),
  };
}
