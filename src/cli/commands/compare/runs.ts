import type { CodeChanges } from '../../../app/compare/code-changes.js';
import { compareTwoRuns, type TwoRuns } from '../../../app/compare/compare-two-runs.js';
import { canonicalJson, type Json } from '../../../core/canonical-json.js';
import { shorten } from '../../../core/failure.js';
import { writeFileAtomic } from '../../../core/files/write-atomic.js';
import { compareUtf8 } from '../../../core/utf8-order.js';
import { FIGURES } from '../../../evaluation/figures/figures.js';
import { type DifferingSetting, runsPage, shortJson } from '../../../report/compare/runs-page.js';
import { type RecordedMetrics, recordedFigures, recordedText } from '../../../report/figure-text.js';
import { formatCount, formatScore, formatShare } from '../../../report/format.js';
import { jsonDifferences } from '../../../runner/plan/json-difference.js';
import { type FinishedRun, openFinishedRun } from '../../../runner/run-store.js';
import { argumentList, type CommandInput, type Outcome } from '../../command.js';
import { optionPath } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';

/** Figures of runs side by side, what differs in their settings and data, and of two runs why. */
export async function compareRuns(input: CommandInput): Promise<Outcome> {
  const runs = argumentList(input, 0).map((name) => openFinishedRun(input.global.workspace, name));
  const settings = differingSettings(runs);
  const facts = {
    sameData: isSame(runs, ({ inputs }) => inputs.map(({ role, digest }) => [role, digest])),
    sameSplit: isSame(runs, ({ results }) => results.splitDigest ?? null),
    sameModel: isSame(runs, ({ results }) => results.modelDigest ?? null),
  };
  const two = await compareTwo(input, runs);
  const page = optionPath(input, 'html') ?? null;
  const names = runs.map(({ run }) => run);
  const metrics = runs.map(({ manifest }) => testMetrics(manifest));
  const figures = recordedFigures(metrics).map((figure) => [figure.name, ...metrics.map((own) => recordedText(own, figure))]);
  const suites = suiteFigures(runs);
  if (page !== null) writeFileAtomic(page, runsPage({ names, figures, suites, ...facts, settings, two }));
  const json = {
    kind: 'runs',
    ...facts,
    runs: runs.map(({ run, manifest }) => ({ run, pipeline: manifest.pipeline, status: manifest.status, metrics: manifest.results.metrics ?? null })),
    settings,
    page,
    ...two,
  };
  const lines = [
    textTable(['figure', ...names], figures),
    ...(suites.length === 0 ? [] : ['', textTable(['suite', ...names], suites)]),
    '',
    `data: ${sameness(facts.sameData)}; split: ${sameness(facts.sameSplit)}; model: ${sameness(facts.sameModel)}`,
    ...(facts.sameSplit ? [] : ['figures of other test rows are no comparison: evaluate both models on the same rows']),
    ...(settings.length === 0
      ? ['settings: the same']
      : [
          '',
          textTable(
            ['setting', ...names],
            settings.map(({ path, values }) => [path, ...values.map((value) => shortJson(value))]),
          ),
        ]),
    ...(two === null ? [] : describeTwo(two)),
    ...(page === null ? [] : ['', page]),
  ];
  return { json, text: lines.join('\n') };
}

/** Null where there are more, or fewer, than two runs. */
async function compareTwo(input: CommandInput, runs: readonly FinishedRun[]): Promise<TwoRuns | null> {
  const [before, after, ...others] = runs;
  if (before === undefined || after === undefined || others.length > 0) return null;
  const { workspace, projectFolder } = input.global;
  const { signal, emit } = input;
  return compareTwoRuns(before, after, { workspace, projectFolder, resources: input.global, codeRows: input.options.rows === true, signal, emit });
}

function differingSettings(runs: readonly FinishedRun[]): readonly DifferingSetting[] {
  const [first, ...others] = runs.map(({ manifest }) => manifest.config as unknown as Json);
  const found = others.map((other) => new Map(jsonDifferences(first, other).map((difference) => [difference.path, difference])));
  const paths = [...new Set(found.flatMap((differences) => [...differences.keys()]))].sort(compareUtf8);
  return paths.map((path) => {
    const own = found.map((differences) => differences.get(path)).find((difference) => difference !== undefined)?.before ?? null;
    return { path, values: [own, ...found.map((differences) => (differences.has(path) ? (differences.get(path)?.after ?? null) : own))] };
  });
}

function isSame(runs: readonly FinishedRun[], of: (manifest: FinishedRun['manifest']) => Json): boolean {
  return new Set(runs.map(({ manifest }) => canonicalJson(of(manifest)))).size === 1;
}

function sameness(isOne: boolean): string {
  return isOne ? 'the same' : 'different';
}

function testMetrics({ results }: FinishedRun['manifest']): RecordedMetrics {
  return (results.metrics as { readonly test?: RecordedMetrics } | undefined)?.test ?? {};
}

const SUITE_FIGURES: readonly string[] = ['accuracy', 'macroF1', 'ece'];

/** Rows, accuracy, macro F1 and calibration error of each suite of some run, side by side; a dash where a run has no figures of it. */
function suiteFigures(runs: readonly FinishedRun[]): readonly (readonly string[])[] {
  const recorded = runs.map(({ manifest }) => (manifest.results.metrics ?? {}) as Readonly<Record<string, RecordedMetrics>>);
  const names = [...new Set(recorded.flatMap((metrics) => Object.keys(metrics)))].filter((name) => name !== 'test');
  const shown = FIGURES.filter(({ name }) => SUITE_FIGURES.includes(name));
  return names.flatMap((name) => [
    [`${name} rows`, ...recorded.map((metrics) => (metrics[name] === undefined ? '–' : formatCount(metrics[name].rowCount ?? 0)))],
    ...shown.map((figure) => [`${name} ${figure.name}`, ...recorded.map((metrics) => recordedText(metrics[name] ?? {}, figure))]),
  ]);
}

const SHOWN = 5;

function describeTwo({ why, codes, rows }: TwoRuns): readonly string[] {
  return [
    '',
    ...(why.causes.length === 0 ? ['no cause was found: the runs made the same'] : why.causes.map(describeCause)),
    ...(why.isWhole ? [] : ['some of the work is not stored any more: a cause may be missing']),
    ...(why.idle.length === 0 ? [] : [`without effect: ${why.idle.join('; ')}`]),
    ...(codes === null ? [] : ['', ...describeCodes('better', codes.better), ...describeCodes('worse', codes.worse)]),
    ...(rows === null ? [] : ['', `${formatCount(rows.rowCount)} rows, ${formatShare(1 - rows.agreement)} get another code`]),
  ];
}

function describeCause({ cause, stage, what }: TwoRuns['why']['causes'][number]): string {
  return `cause: ${cause}, from the stage ${stage} on: ${what.map((each) => shorten(each, 100)).join('; ')}`;
}

function describeCodes(how: string, changes: CodeChanges['better']): readonly string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, SHOWN).map(({ code, before, after }) => `${code} ${formatScore(before)} → ${formatScore(after)}`);
  return [`${formatCount(changes.length)} codes ${how} by F1, such as ${shown.join(', ')}`];
}
