import { findModelToCodeWith } from '../../../app/model-to-code-with.js';
import { fail } from '../../../core/failure.js';
import { openBundle } from '../../../model/bundle/open-bundle.js';
import { type DecidedPrediction, decidePrediction } from '../../../model/decided-prediction.js';
import type { Explanation } from '../../../model/explanation.js';
import type { NearestText } from '../../../model/nearest-texts.js';
import type { ScoredCode } from '../../../model/predictor.js';
import { formatNumber, formatScore } from '../../../report/format.js';
import { showNgram } from '../../../text/show-ngram.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import { optionInteger, optionShare } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';

/** N-grams that are shown of an explanation; `--json` has all. */
const SHOWN_NGRAMS = 15;
/** Ids that are shown of the rows of a text. */
const SHOWN_IDS = 5;

/** `millrace predict MODEL --text …`: codes some texts and shows what the model says. */
export async function predictTexts(input: CommandInput, texts: readonly string[]): Promise<Outcome> {
  refuseFiles(input);
  const k = optionInteger(input, 'k', 1) ?? 1;
  const { bundle } = await findModelToCodeWith(argument(input, 0), input.global, 1, input.signal);
  // Every byte was checked when it was found.
  const model = await openBundle(bundle, { verify: false });
  const threshold = optionShare(input, 'reviewBelow', '--review-below') ?? model.reviewThreshold;
  const said = model.predict(texts, { k, explain: input.options.explain === true });
  const predictions = said.map((prediction, row) => ({ text: texts[row] as string, ...decidePrediction(prediction, threshold) }));
  const json = { bundle, modelDigest: model.modelDigest, predictions };
  return { json, text: predictions.map(describe).join('\n\n') };
}

function refuseFiles({ options }: CommandInput): void {
  const other = ['in', 'out', 'queue', 'format', 'keep', 'remote'].find((option) => options[option] !== undefined);
  if (other === undefined) return;
  const wanted = 'either --text or files';
  throw fail('usage.wrong-value', { what: 'an option does not go with --text', where: `command line: --${other}`, got: '--text too', wanted });
}

function describe(prediction: DecidedPrediction & { readonly text: string }): string {
  const { text, top, decision, reason, parent, explanation, nearest } = prediction as typeof prediction & Told;
  const codes = (top as readonly ScoredCode[]).map(({ code, title, score }) => [code, title ?? '', formatScore(score)]);
  return [
    text,
    ...(codes.length === 0 ? ['no code'] : [textTable(['code', 'title', 'score'], codes)]),
    `${decision}${reason === undefined ? '' : `: ${reason}`}${parent === undefined ? '' : `, ${parent.code} scores ${formatScore(parent.score)}`}`,
    ...(explanation === undefined ? [] : ['', nearest === undefined ? explain(explanation) : describeNearest(nearest)]),
  ].join('\n');
}

interface Told {
  readonly explanation?: Explanation | null;
  readonly nearest?: readonly NearestText[];
}

function describeNearest(nearest: readonly NearestText[]): string {
  if (nearest.length === 0) return 'no text of training is near: the shares of the codes answer';
  const rows = nearest.map(({ ids, similarity, codes }) => [formatNumber(similarity), codes.map(({ code }) => code).join(', '), describeIds(ids)]);
  return ['the texts of training that answer:', textTable(['similarity', 'codes', 'ids of its rows'], rows)].join('\n');
}

function describeIds(ids: NearestText['ids']): string {
  if (ids === null) return '(not in the bundle)';
  const rest = ids.length - SHOWN_IDS;
  return `${ids.slice(0, SHOWN_IDS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function explain(explanation: Explanation | null): string {
  if (explanation === null) return 'this kind of model has no explanation: its scores are no sums';
  const { code, rawScore, intercept, contributions } = explanation;
  const shown = contributions.slice(0, SHOWN_NGRAMS);
  const rows = shown.map(({ ngrams, contribution, collision }) => [
    ngrams.map(showNgram).join(', '),
    formatNumber(contribution),
    collision === true ? 'shares its number' : '',
  ]);
  const rest = contributions.length - shown.length;
  return [
    `raw score of ${code}: ${formatNumber(rawScore)}, of which the intercept ${formatNumber(intercept)}`,
    textTable(['n-grams', 'adds', ''], rows),
    ...(rest > 0 ? [`and ${rest} more: --json has all of them`] : []),
  ].join('\n');
}
