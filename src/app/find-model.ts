import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runFiles } from '../artifacts/files/run-files.js';
import { nearest } from '../config/nearest.js';
import { fail } from '../core/failure.js';
import type { RegisteredVersion, Registry } from '../registry/registry.js';
import { openRun } from '../runner/run-store.js';

/** Where models are looked for; absolute paths. */
export interface ModelPlaces {
  readonly workspace: string;
  /** Relative paths start here. */
  readonly projectFolder: string;
}

/**
 * The absolute path of the bundle that a MODEL names: with a `/` it is a path, with an `@` a registered name
 * (`name@champion`, `name@3`), else a run id. Fails with `usage.missing-model` or `usage.missing-run`.
 */
export async function findModel(reference: string, { workspace, projectFolder }: ModelPlaces, registry: Registry): Promise<string> {
  if (reference.includes('/')) return bundleAt(resolve(projectFolder, reference), reference);
  if (!reference.includes('@')) {
    const { folder, isPruned } = openRun(workspace, reference);
    return bundleAt(runFiles(folder).bundle, reference, isPruned ? 'the run was pruned: run its pipeline again to have the same model' : undefined);
  }
  return (await findRegistered(reference, registry)).bundle;
}

/** The version that a registered name means: `name@champion`, `name@3`. Fails with `usage.missing-model`. */
export async function findRegistered(reference: string, registry: Registry): Promise<RegisteredVersion> {
  const at = reference.lastIndexOf('@');
  return findVersion(reference.slice(0, at), reference.slice(at + 1), registry);
}

/** A registered version by its number or an alias. Fails with `usage.missing-model`. */
export async function findVersion(name: string, selector: string, registry: Registry): Promise<RegisteredVersion> {
  const found = /^\d+$/.test(selector) ? await registry.byVersion(name, Number(selector)) : await registry.byAlias(name, selector);
  if (found !== undefined) return found;
  const versions = await registry.list();
  const known = [...new Set(versions.map((version) => `${version.name}@${version.version}`))];
  const best = nearest(`${name}@${selector}`, known);
  throw fail('usage.missing-model', {
    what: 'there is no such model',
    where: 'the registry of this workspace',
    got: `${name}@${selector}`,
    wanted: known.length === 0 ? 'a registered model; there is none yet' : `one of ${known.slice(-10).join(', ')}`,
    ...(best === undefined ? {} : { hint: `did you mean ${best}?` }),
  });
}

function bundleAt(folder: string, reference: string, hint?: string): string {
  if (existsSync(folder)) return folder;
  throw fail('usage.missing-model', {
    what: 'there is no bundle',
    where: folder,
    got: reference,
    wanted: 'the folder of a bundle',
    ...(hint === undefined ? {} : { hint }),
  });
}
