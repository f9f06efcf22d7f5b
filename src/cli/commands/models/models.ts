import { findModel } from '../../../app/find-model.js';
import { promoteModel } from '../../../app/models/promote-model.js';
import { trackingSettings } from '../../../app/track/followers.js';
import { mirrorMovedAliases } from '../../../app/track/mirror-aliases.js';
import { type FailureDetail, fail } from '../../../core/failure.js';
import { kindOf } from '../../../estimators/kinds.js';
import { describeStorage, modelFactsOf } from '../../../estimators/model-files.js';
import type { BundleManifest } from '../../../model/bundle/bundle-format.js';
import { verifyBundle } from '../../../model/bundle/verify-bundle.js';
import { FsRegistry } from '../../../registry/fs/fs-registry.js';
import type { Registry } from '../../../registry/registry.js';
import { figureFacts } from '../../../report/figure-text.js';
import { formatCount, formatScore } from '../../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import { optionText, requiredOption } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';

/** `millrace models list`: every registered version with its aliases. */
export async function modelsList({ global }: CommandInput): Promise<Outcome> {
  const registry = new FsRegistry(global.workspace);
  const versions = await registry.list();
  const damages = await registry.damages();
  const retired = new Map<string, string>();
  const aliases = new Map<string, readonly string[]>();
  for (const name of new Set(versions.map((version) => version.name))) {
    if (damages.some((damage) => damage.name === name && damage.failure.detail.where.includes('.jsonl'))) continue;
    for (const { version, reason } of await registry.retirements(name)) retired.set(`${name}@${version}`, reason);
    for (const [alias, version] of Object.entries(await registry.aliases(name))) {
      aliases.set(`${name}@${version}`, [...(aliases.get(`${name}@${version}`) ?? []), alias]);
    }
  }
  const models = versions.map((version) => ({
    ...version,
    model: `${version.name}@${version.version}`,
    aliases: aliases.get(`${version.name}@${version.version}`) ?? [],
    retired: retired.get(`${version.name}@${version.version}`) ?? null,
  }));
  const damaged = damages.map(({ failure }) => failure.detail);
  const json = { models, ...(damaged.length === 0 ? {} : { damaged }) };
  if (models.length + damaged.length === 0) return { json, text: `no models in ${global.workspace}; millrace run PIPELINE registers one` };
  const rows = models.map((model) => [
    model.model,
    model.retired === null ? model.aliases.join(', ') : 'retired',
    model.run,
    model.registeredAt,
    model.modelDigest.slice(0, 12),
  ]);
  const table = textTable(['model', 'alias', 'run', 'registered', 'digest'], rows);
  return { json, text: [table, ...damageLines(damaged)].join('\n') };
}

/** `millrace models promote NAME@N`: makes a version the champion. */
export async function modelsPromote(input: CommandInput): Promise<Outcome> {
  const { workspace } = input.global;
  const { name, version } = versionArgument(input);
  const tracking = trackingSettings(input.environment);
  const reason = requiredOption(input, 'reason', 'why it goes live, for the log of promotions');
  const registry = new FsRegistry(workspace, input.signal);
  const promoted = await promoteModel(
    { name, version, reason, force: input.options.force === true, anchor: input.options.anchor === true, workspace },
    registry,
  );
  await mirrorMovedAliases(name, registry, tracking, input);
  const before = promoted.from === null ? '' : `; it was ${promoted.from}`;
  const undo = promoted.from === null ? '' : `\nback: millrace models rollback ${name}`;
  return {
    json: { ...promoted },
    text: `the champion of ${name} is ${promoted.model} now${before}; the anchor of its gate is ${promoted.anchor}${undo}`,
  };
}

/** `millrace models rollback NAME`: the champion that was before. */
export async function modelsRollback(input: CommandInput): Promise<Outcome> {
  const name = argument(input, 0);
  const tracking = trackingSettings(input.environment);
  const reason = optionText(input, 'reason') ?? 'rolled back';
  const registry = new FsRegistry(input.global.workspace, input.signal);
  const from = (await registry.aliases(name)).champion;
  const version = await registry.rollBack(name, 'champion', reason);
  await mirrorMovedAliases(name, registry, tracking, input);
  const model = `${name}@${version}`;
  return { json: { model, from: `${name}@${from}` }, text: `the champion of ${name} is ${model} again; it was ${name}@${from}` };
}

/** `millrace models retire NAME@N`: a version that shall not go live any more. */
export async function modelsRetire(input: CommandInput): Promise<Outcome> {
  const { name, version } = versionArgument(input);
  const reason = requiredOption(input, 'reason', 'why it is retired');
  await new FsRegistry(input.global.workspace, input.signal).retire(name, version, reason);
  const model = `${name}@${version}`;
  return { json: { model, retired: true }, text: `${model} is retired: no run and no command makes it champion any more` };
}

function versionArgument(input: CommandInput): { readonly name: string; readonly version: number } {
  const text = argument(input, 0);
  const [, name, number] = /^(.+)@(\d+)$/.exec(text) ?? [];
  if (name !== undefined && number !== undefined) return { name, version: Number(number) };
  throw fail('usage.wrong-value', {
    what: 'this names no version of a model',
    where: 'command line',
    got: text,
    wanted: 'a name and a number, such as business-activity@3',
  });
}

/** `millrace models show`: what a bundle's manifest says; the whole manifest with `--json`. */
export async function modelsShow(input: CommandInput): Promise<Outcome> {
  const reference = argument(input, 0);
  const registry = new FsRegistry(input.global.workspace);
  const bundle = await findModel(reference, input.global, registry);
  const damaged = isRegisteredName(reference) ? await damagesOf(registry, reference.slice(0, reference.lastIndexOf('@'))) : [];
  const manifest = await verifyBundle(bundle);
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
      [
        fit.settings.estimator,
        ...kindOf(fit.settings)
          .settings.facts(fit.settings)
          .map(([name, value]) => `${name.toLowerCase()} ${value}`),
        fit.featureVariant,
      ].join(', '),
    ],
    ['weights', manifest.version === 1 ? 'f32' : describeStorage(modelFactsOf(bundle))],
    ['fit', `${fit.status} after ${fit.passCount} passes`],
    ['calibration', describeCalibration(calibration)],
    ...figureFacts('test', evaluation),
  ];
  const lines = [`model ${manifest.name}`, ...facts.map(([name, text]) => `  ${name.padEnd(12)} ${text}`), ...damageLines(damaged)];
  return { json: { bundle, manifest, ...(damaged.length === 0 ? {} : { damaged }) }, text: lines.join('\n') };
}

function isRegisteredName(reference: string): boolean {
  return reference.includes('@') && !reference.includes('/');
}

/** Records of a name that cannot be read, or that are not as they were written: what is shown of the model does not need them. */
async function damagesOf(registry: Registry, name: string): Promise<readonly FailureDetail[]> {
  return (await registry.damages(name)).map(({ failure }) => failure.detail);
}

function damageLines(damaged: readonly FailureDetail[]): readonly string[] {
  return damaged.map(({ where, got }) => `damaged: ${where}: ${got}`);
}

/** What an older release recorded has a temperature only. */
function describeCalibration({ method, temperature, offset, slopeTop, slopeRest, slopeRarity }: BundleManifest['calibration']): string {
  if (method === 'none') return 'none: scores are as the model gives them';
  if (method === 'temperature') return `temperature ${formatScore(temperature)}`;
  return `${method}: offset ${formatScore(offset)}, slopes ${formatScore(slopeTop)} and ${formatScore(slopeRest)}${slopeRarity === undefined ? '' : `, of rare codes ${formatScore(slopeRarity)}`}`;
}
