import { existsSync } from 'node:fs';
import { runFiles } from '../../artifacts/files/run-files.js';
import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { type Digest, digestJson } from '../../core/digest.js';
import type { TableFiles } from '../../engine/table-files.js';
import type { Manifest } from '../../runner/manifest.js';
import type { FinishedRun } from '../../runner/run-store.js';
import type { TrackedDataset, TrackedHead, TrackedMetric, TrackedModel, TrackedRun } from '../../tracking/tracker.js';
import { readRows, type TableRow } from './table-rows.js';
import { filesToTrack, MODEL_FOLDER } from './tracked-files.js';
import { passMetrics, trackedTrials } from './tracked-trials.js';

/** What a tracker is told when a run begins. */
export function trackedHead({ run, pipeline, startedAt }: Pick<Manifest, 'run' | 'pipeline' | 'startedAt'>): TrackedHead {
  return { run, experiment: pipeline, startMs: Date.parse(startedAt) };
}

/** All that a tracker is told of a run that has ended, from what lies in its folder; a pruned run has less. */
export async function trackedRun({ folder, manifest }: FinishedRun, tables: TableFiles): Promise<TrackedRun> {
  const files = runFiles(folder);
  const rowsIn = async (file: string): Promise<readonly TableRow[]> => (existsSync(file) ? readRows(tables, file) : []);
  const [trials, passes, figures] = [await rowsIn(files.trials), await rowsIn(files.passes), await rowsIn(files.metrics)];
  const head = trackedHead(manifest);
  const endMs = Date.parse(manifest.endedAt);
  const final = passes.filter(({ fit }) => fit === 'final');
  return {
    ...head,
    status: manifest.status === 'partial' ? 'done' : manifest.status,
    endMs,
    params: flatten(manifest.config as unknown as Json),
    tags: tagsOf(manifest),
    metrics: [...passMetrics(final, head.startMs), ...figureMetrics(figures, endMs), ...costMetrics(manifest, endMs)],
    trials: trackedTrials(trials, passes, head.startMs),
    datasets: datasetsOf(manifest),
    files: await filesToTrack(folder),
    model: existsSync(files.bundle) ? modelOf(manifest) : null,
  };
}

/** Settings as params, one a value, a list as JSON. */
function flatten(value: Json, path = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { [path]: typeof value === 'string' ? value : canonicalJson(value) };
  return Object.assign({}, ...Object.entries(value).map(([key, member]) => flatten(member as Json, path === '' ? key : `${path}.${key}`)));
}

/** Figures of the test rows and suites, without those of single codes; their intervals as two metrics more. */
function figureMetrics(figures: readonly TableRow[], timeMs: number): readonly TrackedMetric[] {
  return figures
    .filter(({ code }) => code === null)
    .flatMap(({ suite, labelSet, metric, value, low, high }) => {
      const key = [suite, labelSet, metric].join('.');
      const values = { [key]: value, [`${key}.low`]: low, [`${key}.high`]: high };
      return Object.entries(values).flatMap(([name, one]) => (typeof one === 'number' ? [{ key: name, value: one, step: 0, timeMs }] : []));
    });
}

function costMetrics({ seconds, peakRssBytes, stages }: Manifest, timeMs: number): readonly TrackedMetric[] {
  const costs = { 'run.seconds': seconds, 'run.peakRssBytes': peakRssBytes };
  const ofStages = stages.map(({ stage, seconds: took }) => [`stage.${stage}.seconds`, took] as const);
  return [...Object.entries(costs), ...ofStages].map(([key, value]) => ({ key, value, step: 0, timeMs }));
}

function tagsOf(manifest: Manifest): Record<string, string> {
  const { results, environment, pipelineFile, failure } = manifest;
  const { git } = environment;
  const gate = results.gate as { readonly decision?: string } | undefined;
  const trial = results.trial as { readonly chosen?: number } | undefined;
  const tags: Record<string, string | undefined | null> = {
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.name': pipelineFile?.path ?? manifest.pipeline,
    'mlflow.source.git.commit': git?.commit,
    'mlflow.source.git.repoURL': git?.remote,
    'mlflow.source.git.dirty': git === null ? null : String(git.dirty),
    'millrace.version': environment.millrace,
    'millrace.commandLine': manifest.commandLine.join(' '),
    'millrace.planDigest': manifest.planDigest,
    'millrace.dataDigest': partitionsDigest(manifest),
    'millrace.splitDigest': textOf(results.splitDigest),
    'millrace.modelDigest': textOf(results.modelDigest),
    'millrace.model': textOf(results.model),
    'millrace.gate': gate?.decision,
    'millrace.chosenTrial': trial?.chosen === undefined ? null : String(trial.chosen),
    'millrace.failure': failure === null ? null : `${failure.code}: ${failure.what}`,
  };
  return Object.fromEntries(Object.entries(tags).filter((entry): entry is [string, string] => entry[1] != null));
}

/** The partitions as one dataset, every other file as one of its own. */
function datasetsOf({ pipeline, inputs, config }: Manifest): readonly TrackedDataset[] {
  const partitions = inputs.filter(({ role }) => role === 'partition');
  const others = inputs.filter(({ role }) => role !== 'partition');
  return [
    {
      name: pipeline,
      context: 'training',
      digest: partitionsDigest({ inputs }),
      uri: [config.data.partitions].flat().join(' '),
      profile: { files: partitions.length, bytes: partitions.reduce((sum, { byteCount }) => sum + byteCount, 0) },
    },
    ...others.map(({ role, path, digest, byteCount }) => ({ name: role, context: role, digest, uri: path, profile: { files: 1, bytes: byteCount } })),
  ];
}

/** Of the partitions in their order: which bytes were read, wherever they lie. */
function partitionsDigest({ inputs }: Pick<Manifest, 'inputs'>): Digest {
  return digestJson(inputs.filter(({ role }) => role === 'partition').map(({ digest }) => digest));
}

function modelOf({ results }: Manifest): TrackedModel | null {
  const [, name, version] = /^(.+)@(\d+)$/.exec(textOf(results.model) ?? '') ?? [];
  const modelDigest = textOf(results.modelDigest);
  if (name === undefined || modelDigest === undefined) return null;
  return { name, version: Number(version), modelDigest, folder: MODEL_FOLDER };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
