import { canonicalJson, type Json } from '../../../core/canonical-json.js';
import { shorten } from '../../../core/failure.js';
import { compareUtf8 } from '../../../core/utf8-order.js';
import { HEADLINES, type RecordedMetrics, recordedText } from '../../../report/figure-text.js';
import { jsonDifferences } from '../../../runner/plan/json-difference.js';
import { type FinishedRun, openFinishedRun } from '../../../runner/run-store.js';
import { argumentList, type CommandInput, type Outcome } from '../../command.js';
import { textTable } from '../../text/text-table.js';

/** A setting that is not the same in all runs, with its value in each. */
interface DifferingSetting {
  readonly path: string;
  readonly values: readonly (Json | null)[];
}

/** Figures of runs side by side, and what differs in their settings and data. */
export async function compareRuns(input: CommandInput): Promise<Outcome> {
  const runs = argumentList(input, 0).map((name) => openFinishedRun(input.global.workspace, name));
  const settings = differingSettings(runs);
  const facts = {
    sameData: isSame(runs, ({ inputs }) => inputs.map(({ role, digest }) => [role, digest])),
    sameSplit: isSame(runs, ({ results }) => results.splitDigest ?? null),
    sameModel: isSame(runs, ({ results }) => results.modelDigest ?? null),
  };
  const json = {
    ...facts,
    runs: runs.map(({ run, manifest }) => ({ run, pipeline: manifest.pipeline, status: manifest.status, metrics: manifest.results.metrics ?? null })),
    settings,
  };
  const figures = HEADLINES.map((figure) => [figure.name, ...runs.map(({ manifest }) => recordedText(testMetrics(manifest), figure))]);
  const show = (value: Json | null): string => shorten(typeof value === 'string' ? value : canonicalJson(value), 40);
  const lines = [
    textTable(['figure', ...runs.map(({ run }) => run)], figures),
    '',
    `data: ${sameness(facts.sameData)}; split: ${sameness(facts.sameSplit)}; model: ${sameness(facts.sameModel)}`,
    ...(facts.sameSplit ? [] : ['figures of other test rows are no comparison: evaluate both models on the same rows']),
    ...(settings.length === 0
      ? ['settings: the same']
      : [
          '',
          textTable(
            ['setting', ...runs.map(({ run }) => run)],
            settings.map(({ path, values }) => [path, ...values.map(show)]),
          ),
        ]),
  ];
  return { json, text: lines.join('\n') };
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
