import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { fail } from '../../core/failure.js';
import type { PrepareShardOutput } from '../../tasks/prepare/prepare-shard.js';
import { codeVariants, mayLackZeros } from '../../text/code-variants.js';
import type { StageContext } from '../stage-context.js';

const EXAMPLES = 3;

/** Says what was made of labels and numbers that are not as they should be. */
export function tellOfOddValues(
  shards: readonly Pick<PrepareShardOutput, 'cleanedLabelCount' | 'infiniteCount'>[],
  { config, emit }: Pick<StageContext, 'config' | 'emit'>,
): void {
  const sum = (key: 'cleanedLabelCount' | 'infiniteCount') => shards.reduce((total, shard) => total + shard[key], 0);
  const [cleaned, infinite] = [sum('cleanedLabelCount'), sum('infiniteCount')];
  if (cleaned > 0)
    emit({
      type: 'note',
      stage: 'prepare',
      message: `${cleaned} labels of ${config.data.label} had blanks or marks around them, or letters in parts: they are trimmed and composed (NFC)`,
    });
  if (infinite > 0) emit({ type: 'warning', stage: 'prepare', message: `${infinite} infinite numbers in covariates count as missing` });
}

/** Warns of codes that may be one code: other spellings of each other, or whole numbers that lost their leading zeros. */
export function warnOfCodes(codes: readonly string[], { columns, codebook }: Source, { config, emit }: Pick<StageContext, 'config' | 'emit'>): void {
  const warn = (message: string) => emit({ type: 'warning', stage: 'prepare', message });
  const variants = codeVariants(codes);
  if (variants.length > 0) {
    const examples = variants.slice(0, EXAMPLES).map((group) => group.join(' and '));
    const more = variants.length > EXAMPLES ? ', …' : '';
    warn(
      `${variants.length} codes are there in several spellings (case, leading zeros, width, signs), each trained as a code of its own: ${examples.join(', ')}${more}`,
    );
  }
  const isNumber = columns.some(({ key, kind }) => key === 'data.label' && kind === 'whole number');
  if (isNumber && codebook === null && mayLackZeros(codes)) {
    const widest = codes.reduce((a, b) => (b.length > a.length ? b : a));
    const narrow = codes.filter(({ length }) => length < widest.length).slice(0, EXAMPLES);
    warn(
      `column ${config.data.label} holds whole numbers of several widths, as codes that lost their leading zeros do (${narrow.join(', ')} beside ${widest}): write codes as text, or name a data.codebook`,
    );
  }
}

/** Weights that are all 0 tell nothing: `data.contract`. */
export function refuseWeights(
  { trainingWeight, evaluationWeight, included, includedCount }: Omit<Prepared, 'shards' | 'firstRow' | 'kind'>,
  { config }: StageContext,
): void {
  const given = [
    ['training', trainingWeight],
    ['evaluation', evaluationWeight],
  ] as const;
  for (const [use, weights] of given) {
    if (weights === null || weights.some((weight, row) => weight > 0 && included[row] === 1)) continue;
    throw fail('data.contract', {
      what: `the ${use} weights are all 0`,
      where: `data.weights.${use} (${config.data.weights[use]})`,
      got: `0 in each of ${includedCount} rows`,
      wanted: 'a weight above 0 in some rows',
    });
  }
}
