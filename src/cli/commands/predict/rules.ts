import { TABLE_FORMATS, type TableFormat } from '../../../app/formats/table-format.js';
import type { KeepRule } from '../../../app/predict/kept-columns.js';
import { fail } from '../../../core/failure.js';
import type { CommandInput } from '../../command.js';
import { optionInteger, optionShare, optionText } from '../../parse-option.js';

/** How rows are coded and written, whatever they come from. */
export type PredictRules = ReturnType<typeof predictRules>;

/** Reads the options of a command; `usage.wrong-value`. */
export function predictRules(input: CommandInput) {
  return {
    k: optionInteger(input, 'k', 1) ?? 1,
    reviewBelow: optionShare(input, 'reviewBelow', '--review-below'),
    idColumn: optionText(input, 'id'),
    allowMissing: input.options.allowMissing === true,
    maxUnseenShare: optionShare(input, 'maxUnseenShare', '--max-unseen-share'),
    keep: keepRule(input),
    format: optionFormat(input),
  };
}

/** The columns to keep, if any. */
function keepRule(input: CommandInput): KeepRule {
  if (input.options.keepAll === true) return 'all';
  return (optionText(input, 'keep') ?? '').split(',').filter((name) => name !== '');
}

/** The format of the outputs, if one was named. */
function optionFormat(input: CommandInput): TableFormat | undefined {
  const text = optionText(input, 'format');
  const format = TABLE_FORMATS.find((each) => each === text);
  if (text === undefined || format !== undefined) return format;
  const wanted = `one of ${TABLE_FORMATS.join(', ')}`;
  throw fail('usage.wrong-value', { what: 'there is no such format', where: 'command line: --format', got: text, wanted });
}
