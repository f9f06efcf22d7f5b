import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import { weighRows } from '../class-weight.js';
import type { FitServices } from '../estimator.js';
import type { KindSettings } from '../kind-settings.js';
import type { FittedModel } from '../model-format.js';
import { judgeTrial } from '../trial/judge-trial.js';
import { type EnsembleModel, foldMembers } from './ensemble-model.js';
import { mixMembers } from './mix-members.js';
import type { EnsembleSettings, KnownKinds } from './settings.js';
import { chosenFigures } from './validation-pass.js';

type Request = FitRequest<EnsembleSettings>;
type Services = FitServices<EnsembleModel>;

/**
 * Fits the members one after the other, each by its own kind with all workers and to the end that its trial found best, and averages
 * them: as the settings say, else as the validation rows of the request like it best (equal shares without any).
 */
export async function fitEnsembles(requests: readonly Request[], services: Services, kinds: KnownKinds): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    const members = await fitMembers(request, services, kinds);
    const models = members.map(({ model }) => model);
    const mixed = request.settings.mixture === undefined ? await mixMembers(models, request, services) : null;
    const mixture = request.settings.mixture ?? (mixed as NonNullable<typeof mixed>);
    const model = foldMembers(models, mixture);
    const { validation, scores } = await judgeTrial(request, model, services);
    const seconds = (performance.now() - started) / 1000;
    const passes = mixed === null || validation === null || scores === null ? [] : [chosenFigures(request, { mixed, validation, scores, seconds })];
    const outcome: FitOutcome = {
      status: 'closed-form',
      certificate: { kind: 'none', reason: 'an average of fits that have certificates of their own or none', objective: mixed?.loss ?? 0 },
      passes,
      bestPass: passes.length,
      validation,
      seconds,
      allocatedBytes: Math.max(0, ...members.map(({ allocatedBytes }) => allocatedBytes)),
    };
    await services.onDone(index, outcome, request.keep ? model : null, scores);
  }
}

interface FittedMember {
  readonly model: FittedModel;
  readonly allocatedBytes: number;
}

async function fitMembers({ settings, ...request }: Request, services: Services, kinds: KnownKinds): Promise<readonly FittedMember[]> {
  const made: FittedMember[] = [];
  for (const member of settings.members) made.push(await fitMember(member, request, services, kinds));
  return made;
}

/** The model as its kind stores and loads it, in f32: what a fit leaves is valid for a moment only. */
async function fitMember(
  member: KindSettings,
  request: Omit<Request, 'settings'>,
  services: Services,
  { kindNamed }: KnownKinds,
): Promise<FittedMember> {
  const kind = kindNamed(member.estimator, 'member of an ensemble');
  const { rows, codes, featureCount } = request;
  const weight = member.classWeight === 'none' ? rows.weight : weighRows(rows.label, rows.weight, member.classWeight);
  const own: FitRequest<KindSettings> = {
    ...request,
    settings: member,
    rows: { ...rows, weight },
    validation: null,
    certify: false,
    keep: true,
    numberType: 'f32',
  };
  const folder = mkdtempSync(join(tmpdir(), 'millrace-member-'));
  try {
    let made: FittedMember | undefined;
    await kind.fit([own], {
      ...services,
      workers: services.workers.of(kind.name),
      onPass: () => {},
      onDone: async (_, { allocatedBytes }, model) => {
        if (model === null) throw new Error(`a member of kind ${kind.name} came without its model`);
        const file = join(folder, 'model.bin');
        kind.format.write(file, model, 'f32');
        made = { model: kind.format.load(file, { codes, featureCount }), allocatedBytes };
      },
    });
    return made as FittedMember;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
