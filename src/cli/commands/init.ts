import { withTables } from '../../app/with-tables.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionText } from '../parse-option.js';

/** `millrace init`: a first pipeline file for a table that it is shown. */
export async function init(input: CommandInput): Promise<Outcome> {
  const { writeFirstPipeline } = await import('../../app/init/write-first-pipeline.js');
  const { projectFolder } = input.global;
  const request = { input: argument(input, 0), out: optionText(input, 'out'), projectFolder };
  const { pipeline, guessed, rowCount, next, missing } = await withTables(input.global, (tables) => writeFirstPipeline(request, tables));
  const line = (key: string, value: string, why: string): string => `  ${key.padEnd(6)} ${value}: ${why}`;
  const lines = (['id', 'text', 'label'] as const).map((key) => {
    const guess = guessed[key];
    return guess === null
      ? line(key, '???', 'nothing looks like it; name the column there')
      : line(key, String([guess.value].flat().join(', ')), guess.why);
  });
  // Whoever started it by npx has no millrace on the path.
  const command = input.environment.npm_command === 'exec' ? `npx ${next}` : next;
  return {
    json: { pipeline, id: guessed.id, text: guessed.text, label: guessed.label, missing, next: command },
    text: [`${pipeline}, guessed from ${rowCount} rows`, ...lines, '', command].join('\n'),
  };
}
