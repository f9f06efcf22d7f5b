import { shorten } from '../../../core/failure.js';
import { formatSeconds, formatSize } from '../../../core/size.js';
import { FsRegistry } from '../../../registry/fs/fs-registry.js';
import { figureFacts, HEADLINES, type RecordedFigures, type RecordedMetrics, recordedText } from '../../../report/figure-text.js';
import { formatCount } from '../../../report/format.js';
import { type PruneReport, pruneRuns } from '../../../runner/clean/prune.js';
import { listRunOutlines, type RunOutline } from '../../../runner/run-outline.js';
import { openRun, type StoredRun } from '../../../runner/run-store.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import { optionInteger, requiredOption } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';

/** `millrace runs list`: every run of the workspace, the newest first. */
export async function runsList({ global }: CommandInput): Promise<Outcome> {
  const runs = [...listRunOutlines(global.workspace)].reverse();
  const rows = runs.map((run) => [
    run.run,
    run.outline?.pipeline ?? '–',
    describeState(run),
    run.outline === null ? '–' : formatSeconds(run.outline.seconds),
    ...HEADLINES.map((figure) => recordedText(testFigures(run.outline).metrics, figure)),
    textOf(run.outline?.results.model),
    textOf(run.outline?.results.modelDigest).slice(0, 12),
  ]);
  const json = {
    runs: runs.map((run) => ({
      run: run.run,
      folder: run.folder,
      state: run.state,
      pruned: run.isPruned,
      pipeline: run.outline?.pipeline ?? null,
      results: run.outline?.results ?? null,
      ...(run.damage === undefined ? {} : { damage: run.damage.detail }),
    })),
  };
  if (runs.length === 0) return { json, text: `no runs in ${global.workspace}; millrace run PIPELINE makes one` };
  const damages = runs.flatMap(({ damage }) => (damage === undefined ? [] : [`${damage.detail.where}: ${shorten(damage.detail.got, 80)}`]));
  const table = textTable(['run', 'pipeline', 'state', 'time', ...HEADLINES.map(({ name }) => name), 'model', 'digest'], rows);
  return { json, text: [table, ...damages.map((damage) => `damaged: ${damage}`)].join('\n') };
}

/** `millrace runs prune`: cuts old runs down. Fails with `artifact.corrupt` on a damaged registry. */
export async function runsPrune(input: CommandInput): Promise<Outcome> {
  const { workspace } = input.global;
  const keep = optionInteger(input, 'keep', 0);
  if (keep === undefined) requiredOption(input, 'keep', 'how many runs of each pipeline stay whole');
  const registry = new FsRegistry(workspace);
  // Which run a damaged record registered is not known, so nothing is removed.
  for (const { failure } of await registry.damages()) throw failure;
  const keptRuns = new Set((await registry.list()).map(({ run }) => run));
  const report = await pruneRuns({ workspace, keep: keep as number, keptRuns, dryRun: input.options.dryRun === true });
  return { json: { ...report }, text: describePruning(report) };
}

function describePruning({ dryRun, pruned, freedBytes, storedBytes, keptRuns }: PruneReport): string {
  const would = dryRun ? ' would be' : '';
  const lines = [
    `${formatCount(pruned.length)} runs${would} pruned, ${formatSize(freedBytes)}${would} freed; ${formatCount(keptRuns.length)} stay whole`,
  ];
  if (pruned.length === 0) return lines[0] as string;
  if (storedBytes > 0) lines.push(`up to ${formatSize(storedBytes)} more in the store: millrace gc removes what no other run uses`);
  lines.push('of each its manifest, metrics and split ids are kept');
  const rows = pruned.map((run) => [run.run, formatSize(run.freedBytes)]);
  return [...lines, '', textTable(['run', 'freed'], rows)].join('\n');
}

/** `millrace runs show`: what a run's manifest says; the whole manifest with `--json`. */
export async function runsShow(input: CommandInput): Promise<Outcome> {
  const found = openRun(input.global.workspace, argument(input, 0));
  const { run, folder, state, manifest } = found;
  const json = { run, folder, state, pruned: found.isPruned, manifest };
  if (manifest === null) return { json, text: `run ${run}: ${state}\n  folder  ${folder}` };
  const { environment, results, failure } = manifest;
  const facts: (readonly [string, string])[] = [
    ['pipeline', `${manifest.pipeline}${manifest.pipelineFile === null ? '' : ` (${manifest.pipelineFile.path})`}`],
    ['started', manifest.startedAt],
    ['took', `${formatSeconds(manifest.seconds)}, peak ${formatCount(Math.round(manifest.peakRssBytes / 1e6))} MB`],
    [
      'code',
      environment.git === null
        ? `millrace ${environment.millrace}`
        : `${environment.git.commit.slice(0, 12)}${environment.git.dirty ? ' with changes' : ''}`,
    ],
    ['machine', `${environment.platform}, ${environment.cpuCount} × ${environment.cpuModel}, Node ${environment.node}`],
    ['inputs', `${manifest.inputs.length} files, ${formatCount(manifest.inputs.reduce((sum, { byteCount }) => sum + byteCount, 0))} bytes`],
    ...figureFacts('test', testFigures(manifest)),
    ['model', `${textOf(results.model)} ${textOf(results.modelDigest)}`],
    ['split', textOf(results.splitDigest)],
    ['folder', folder],
    ...(failure === null ? [] : [['failure', `${failure.what}: ${failure.where}, got ${failure.got}, wanted ${failure.wanted}`] as const]),
  ];
  const stages = manifest.stages.map(({ stage, outcome, seconds, peakRssBytes }) => [
    stage,
    outcome,
    formatSeconds(seconds),
    formatCount(Math.round(peakRssBytes / 1e6)),
  ]);
  const lines = facts.map(([name, text]) => `  ${name.padEnd(9)} ${text}`);
  return { json, text: [`run ${run}: ${describeState(found)}`, ...lines, '', textTable(['stage', 'work', 'time', 'peak MB'], stages)].join('\n') };
}

function describeState({ state, isPruned }: Pick<StoredRun, 'state' | 'isPruned'>): string {
  return isPruned ? `${state}, pruned` : state;
}

function testFigures(outline: RunOutline | null): RecordedFigures {
  const metrics = outline?.results.metrics as { readonly test?: RecordedMetrics & Partial<Pick<RecordedFigures, 'intervals'>> } | undefined;
  return { metrics: metrics?.test ?? {}, intervals: metrics?.test?.intervals ?? {} };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '–';
}
