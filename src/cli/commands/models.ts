import { findModel } from '../../app/find-model.js';
import { fail } from '../../core/failure.js';
import { readManifest } from '../../model/read-manifest.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { formatCount, formatScore } from '../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { textTable } from '../text-table.js';

/** `millrace models list`: every registered version with its aliases. */
export async function modelsList({ global }: CommandInput): Promise<Outcome> {
  const registry = new FsRegistry(global.workspace);
  const versions = await registry.list();
  const aliases = new Map<string, readonly string[]>();
  for (const name of new Set(versions.map((version) => version.name))) {
    for (const [alias, version] of Object.entries(await registry.aliases(name))) {
      aliases.set(`${name}@${version}`, [...(aliases.get(`${name}@${version}`) ?? []), alias]);
    }
  }
  const models = versions.map((version) => ({
    ...version,
    model: `${version.name}@${version.version}`,
    aliases: aliases.get(`${version.name}@${version.version}`) ?? [],
  }));
  if (models.length === 0) return { json: { models }, text: `no models in ${global.workspace}; millrace run PIPELINE registers one` };
  const rows = models.map((model) => [model.model, model.aliases.join(', '), model.run, model.registeredAt, model.modelDigest.slice(0, 12)]);
  return { json: { models }, text: textTable(['model', 'alias', 'run', 'registered', 'digest'], rows) };
}

/** `millrace models show`: what a bundle's manifest says; the whole manifest with `--json`. */
export async function modelsShow(input: CommandInput): Promise<Outcome> {
  const reference = argument(input, 0);
  const bundle = await findModel(reference, input.global, new FsRegistry(input.global.workspace));
  const manifest = await readManifest(bundle);
  const { fit, calibration, evaluation, parts } = manifest;
  if (fit === undefined)
    throw fail('artifact.corrupt', { what: 'a manifest has no fit', where: bundle, got: 'nothing', wanted: 'the fit of a model' });
  const bytes = Object.values(parts).reduce((sum, { byteCount }) => sum + byteCount, 0);
  const facts: readonly (readonly [string, string])[] = [
    ['bundle', bundle],
    ['bytes', formatCount(bytes)],
    ['model', manifest.modelDigest],
    ['split', manifest.splitDigest],
    [
      'settings',
      `${fit.settings.estimator}, ${fit.settings.mode}, l2 ${fit.settings.l2}, class weight ${JSON.stringify(fit.settings.classWeight)}, ${fit.featureVariant}`,
    ],
    ['fit', `${fit.status} after ${fit.passCount} passes`],
    ['calibration', `${calibration.method}, temperature ${formatScore(calibration.temperature)}`],
    [
      'test',
      evaluation === null
        ? '–'
        : `accuracy ${formatScore(evaluation.metrics.accuracy)}, macro F1 ${formatScore(evaluation.metrics.macroF1)} (${evaluation.metrics.labelSet})`,
    ],
  ];
  return { json: { bundle, manifest }, text: [`model ${manifest.name}`, ...facts.map(([name, text]) => `  ${name.padEnd(12)} ${text}`)].join('\n') };
}
