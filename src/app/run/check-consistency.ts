import { resolve } from 'node:path';
import type { Comparison, ConsistencyCheck } from '../../artifacts/evaluation.js';
import { rowsWithRole, TEST } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { digestFile } from '../../core/digest.js';
import { type MatchedFiles, matchFiles } from '../../core/files/match-files.js';
import type { Consistency } from '../../evaluation/consistency/consistency.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import { rowColumns, rowTasks } from '../../model/prepared-rows.js';
import { formatShare } from '../../report/format.js';
import type { FlowArtifacts } from '../flow/flow.js';
import { resolveResources, type Services } from '../open-services.js';
import { besideChampion } from './beside-champion.js';
import type { PipelineRun } from './walk-run.js';

type Wanted = NonNullable<PipelineConfig['gate']['consistency']>;

/** The files of `gate.consistency`; undefined where none are asked for. `data.no-match` when a pattern names none. */
export function matchConsistencyData({ gate }: PipelineConfig, projectFolder: string): MatchedFiles | undefined {
  if (gate.consistency === undefined) return undefined;
  const { data } = gate.consistency;
  return matchFiles(typeof data === 'string' ? [data] : data, projectFolder);
}

/** What the gate says once champion and candidate have coded the rows of `gate.consistency`, see `besideChampion`. Failures: those of `compareOpened`. */
export async function checkConsistency(
  comparison: Comparison,
  { prepared, split, bundle }: Pick<FlowArtifacts, 'prepared' | 'split' | 'bundle'>,
  wanted: Wanted,
  { config, projectFolder, signal, emit }: Pick<PipelineRun, 'config' | 'projectFolder' | 'signal' | 'emit'>,
  services: Services,
): Promise<Comparison> {
  const inputs = matchConsistencyData(config, projectFolder);
  if (inputs === undefined) return comparison;
  const { registry } = services;
  const { compareOpened } = await import('../compare/compare-models.js');
  return besideChampion(comparison, { key: 'gate.consistency', stage: 'compare' }, { registry, emit }, async (champion) => {
    const { workerCount } = resolveResources(config.resources);
    const request = { inputs, projectFolder, idColumn: config.data.id, codebook: undefined, workerCount, signal, emit };
    const testRows = rowTasks(rowsWithRole(split.role, TEST), prepared, rowColumns(config.data));
    const compared = await compareOpened(await openManifest(champion.bundle), await openManifest(bundle.folder), request, services, testRows);
    const { first: _, second: __, codebook: ___, ...found } = compared;
    const files = await Promise.all(inputs.files.map(async (path) => ({ path, digest: await digestFile(resolve(projectFolder, path)) })));
    return holdConsistency(comparison, wanted, found, files);
  });
}

async function openManifest(bundle: string) {
  return { bundle, manifest: await readManifest(bundle) };
}

/** A candidate that breaks a limit is refused, whatever its metric. A shift counts where it is beyond what chance does, too. */
export function holdConsistency(
  comparison: Comparison,
  wanted: Pick<Wanted, 'maxShift' | 'minAgreement'>,
  found: Consistency,
  files: ConsistencyCheck['files'],
): Comparison {
  const [maxShift, minAgreement] = [wanted.maxShift ?? null, wanted.minAgreement ?? null];
  const ofCodes = found.shifts.at(-1);
  const broken = [
    ...(minAgreement !== null && found.agreement < minAgreement
      ? [`${formatShare(found.agreement)} of the rows get the champion's code, at least ${formatShare(minAgreement)} wanted`]
      : []),
    ...(maxShift !== null && ofCodes?.isAlarm === true && ofCodes.shift > maxShift
      ? [`the codes shift by ${formatShare(ofCodes.shift)}, beyond chance (${formatShare(ofCodes.floor)}), at most ${formatShare(maxShift)} wanted`]
      : []),
  ];
  const consistency = { files, maxShift, minAgreement, found, isHeld: broken.length === 0 };
  if (broken.length === 0) return { ...comparison, consistency };
  return { ...comparison, consistency, decision: 'refuse', reason: `${broken.join('; ')}; besides: ${comparison.reason}` };
}
