import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findModel, type ModelPlaces } from '../../app/find-model.js';
import { openTracker } from '../../app/track/open-tracker.js';
import { FAILURES } from '../../core/failure.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { formatCount } from '../../report/format.js';
import { describeDifference } from '../../runner/plan/json-difference.js';
import { type Original, originalOfBundle, originalOfManifest, originalOfRun } from '../../runner/reproduce/original.js';
import type { ReproductionReport } from '../../runner/reproduce/reproduce.js';
import { openFinishedRun, readManifestFile } from '../../runner/run-store.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionPath } from '../parse-option.js';
import { textTable } from '../text/text-table.js';

/** Before the id of a run at the tracking server. */
const AT_TRACKER = 'mlflow:';

/** `millrace reproduce`: runs a run again and compares. Exit code 12 unless the verdict is `identical`. */
export async function reproduceRun(input: CommandInput): Promise<Outcome> {
  const { global, signal, emit } = input;
  const { original, remove } = await findOriginal(input);
  const { reproduceRun: runAgain } = await import('../../app/reproduce/reproduce-run.js');
  const dataFolder = optionPath(input, 'data') ?? null;
  const keep = input.options.keep === true;
  const { workspace: parentWorkspace, projectFolder } = global;
  const request = { original, dataFolder, keep, parentWorkspace, projectFolder, given: global, signal, emit };
  const { report, workspace } = await runAgain(request).finally(remove);
  const isDifferent = report.verdict !== 'identical';
  return {
    json: { ...report, workspace, ...(isDifferent ? { status: 'different' } : {}) },
    text: describe(report, workspace),
    exitCode: isDifferent ? FAILURES['reproduce.different'].exitCode : 0,
  };
}

interface Found {
  readonly original: Original;
  /** Removes what was fetched for it. */
  readonly remove: () => void;
}

/** A run of the workspace, one at the tracking server, a manifest, or a model. */
async function findOriginal(input: CommandInput): Promise<Found> {
  const name = argument(input, 0);
  const { workspace, projectFolder } = input.global;
  if (name.startsWith(AT_TRACKER)) {
    const { fetchOriginal } = await import('../../app/reproduce/fetch-original.js');
    return fetchOriginal(name.slice(AT_TRACKER.length), openTracker(input.environment, input.signal), workspace);
  }
  return { original: await originalHere(name, { workspace, projectFolder }), remove: () => {} };
}

async function originalHere(name: string, places: ModelPlaces): Promise<Original> {
  const file = resolve(places.projectFolder, name);
  if (name.endsWith('.json') && existsSync(file)) return originalOfManifest(readManifestFile(file), dirname(file), join(dirname(file), 'bundle'));
  if (!/[/@]/.test(name)) return originalOfRun(openFinishedRun(places.workspace, name));
  return originalOfBundle(await findModel(name, places, new FsRegistry(places.workspace)));
}

function describe(report: ReproductionReport, workspace: string | null): string {
  const { verdict, firstDifference: first, changes, stages, decisions, environment } = report;
  const lines = [`run ${report.run} made again: ${verdict}`, ''];
  for (const [name, digest] of [
    ['split', report.splitDigest],
    ['model', report.modelDigest],
  ] as const) {
    const isSame = digest.original === digest.reproduced;
    lines.push(`  ${name}  ${digest.original}${isSame ? '' : `\n      →  ${digest.reproduced}`}`);
  }
  for (const difference of new Set([first, report.firstArtifact])) {
    if (difference === null) continue;
    const place = [difference.kind, difference.file, difference.where].filter((part) => part !== '').join(', ');
    lines.push('', `first ${difference === first ? 'difference' : 'row or weight'}: stage ${difference.stage}, ${place}`);
    lines.push(`  was  ${difference.original}`, `  is   ${difference.reproduced}`);
  }
  if (changes.length > 0)
    lines.push('', 'changed before the run:', ...changes.map(({ what, where, before, after }) => `  ${what} ${where}: ${after}, was ${before}`));
  if (decisions !== null) lines.push('', `${formatCount(decisions.differentCount)} of ${formatCount(decisions.rowCount)} rows get another code`);
  if (stages.length > 0)
    lines.push(
      '',
      textTable(
        ['stage', 'verdict', 'artifacts'],
        stages.map(({ stage, state, artifactCount }) => [stage, state, formatCount(artifactCount)]),
      ),
    );
  if (environment !== null && environment.length > 0)
    lines.push('', 'differences of environment (no part of the verdict):', ...environment.map((difference) => `  ${describeDifference(difference)}`));
  if (workspace !== null) lines.push('', `kept in ${workspace}`);
  return lines.join('\n');
}
