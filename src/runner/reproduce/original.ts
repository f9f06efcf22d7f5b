import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PipelineConfig, pipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { type Digest, parseDigest } from '../../core/digest.js';
import { fail } from '../../core/failure.js';
import { originOf } from '../../model/bundle/bundle-origin.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import type { Manifest, StageRecord } from '../manifest.js';
import { type JsonDifference, jsonDifferences } from '../plan/json-difference.js';
import type { Environment } from '../run/environment.js';
import { type InputFile, planDigest } from '../run/inputs.js';
import { type FinishedRun, MANIFEST_FILE } from '../run-store.js';

/** What a reproduction starts from and is compared with. */
export interface Original {
  readonly run: string;
  readonly config: PipelineConfig;
  readonly inputs: readonly InputFile[];
  readonly workingDirectory: string | null;
  readonly environment: Environment | null;
  readonly splitDigest: Digest;
  readonly modelDigest: Digest;
  /** Null for a bundle alone: it does not say what the stages made. */
  readonly stages: readonly StageRecord[] | null;
  /** Null when the folder is not there any more. */
  readonly bundle: string | null;
  readonly splitFile: string | null;
  /** Where the manifest contradicts what is recorded elsewhere: it was edited after the run. */
  readonly contradictions: readonly JsonDifference[];
}

/** From a run of the workspace. Fails with `usage.missing-run` for one that is not done. */
export async function originalOfRun({ folder, manifest }: FinishedRun): Promise<Original> {
  return originalOfManifest(manifest, folder, join(folder, 'bundle'));
}

/** From a manifest, and what lies in its folder beside it; the bundle may lie elsewhere. Fails as `originalOfRun`. */
export async function originalOfManifest(manifest: Manifest, folder: string, bundleFolder: string): Promise<Original> {
  const { run } = manifest;
  const splitDigest = parseDigest(String(manifest.results.splitDigest));
  const modelDigest = parseDigest(String(manifest.results.modelDigest));
  if (manifest.status !== 'done' || splitDigest === undefined || modelDigest === undefined) throw notDone(run, folder, manifest.status);
  const bundle = existsSync(bundleFolder) ? bundleFolder : null;
  return {
    run,
    config: settingsOf(manifest, folder),
    inputs: manifest.inputs,
    workingDirectory: manifest.workingDirectory,
    environment: manifest.environment,
    splitDigest,
    modelDigest,
    stages: manifest.stages,
    bundle,
    splitFile: fileOrNull(join(folder, 'split.parquet')),
    contradictions: await contradictionsOf(manifest.config, manifest.inputs, manifest.planDigest, bundle),
  };
}

/** The settings of a run as its manifest has them, edited or not; `artifact.corrupt` when nothing can be run with them. */
function settingsOf({ config }: Manifest, folder: string): PipelineConfig {
  const parsed = pipelineConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw fail('artifact.corrupt', {
    what: 'the settings of a run cannot be read',
    where: `${join(folder, MANIFEST_FILE)}: config.${issue?.path.join('.')}`,
    got: issue?.message ?? 'other settings',
    wanted: 'settings of a pipeline, as `millrace config show` prints them',
  });
}

/** From a bundle that was handed over alone. Failures: `usage.missing-model`, `artifact.corrupt`. */
export async function originalOfBundle(folder: string): Promise<Original> {
  const manifest = await verifyBundle(folder);
  const { splitDigest, codebookDigest, modelDigest } = manifest;
  const origin = originOf(manifest, folder);
  const partitions = origin.partitions.map(({ path, digest, byteCount }): InputFile => ({ role: 'partition', path, digest, byteCount }));
  const { codebook } = origin.config.data;
  const codebooks: InputFile[] =
    codebook === null || codebookDigest === null ? [] : [{ role: 'codebook', path: codebook, digest: codebookDigest, byteCount: 0 }];
  return {
    run: origin.id,
    config: origin.config,
    inputs: (origin.inputs as readonly InputFile[] | undefined) ?? [...partitions, ...codebooks],
    workingDirectory: null,
    environment: (origin.environment as Environment | undefined) ?? null,
    splitDigest,
    modelDigest,
    stages: null,
    bundle: folder,
    splitFile: fileOrNull(join(dirname(folder), 'split.parquet')),
    contradictions: [],
  };
}

/** What does not agree with the plan's digest: settings that differ from their copy in the bundle, else the digest itself. */
async function contradictionsOf(
  config: PipelineConfig,
  inputs: readonly InputFile[],
  plan: Digest,
  bundle: string | null,
): Promise<readonly JsonDifference[]> {
  const now = planDigest(config, inputs);
  if (now === plan) return [];
  const recorded =
    bundle === null
      ? undefined
      : await readManifest(bundle).then(
          ({ run }) => (run as { readonly config?: Json }).config,
          () => undefined,
        );
  const edited = recorded === undefined ? [] : jsonDifferences(recorded, config as unknown as Json);
  return edited.length > 0 ? edited : [{ path: 'planDigest', before: plan, after: now }];
}

function fileOrNull(file: string): string | null {
  return existsSync(file) ? file : null;
}

function notDone(run: string, folder: string, status: string): Error {
  return fail('usage.missing-run', { what: 'this run cannot be reproduced', where: folder, got: `${run}, ${status}`, wanted: 'a run that is done' });
}
