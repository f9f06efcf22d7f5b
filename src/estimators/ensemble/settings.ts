import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN } from '../class-weight.js';
import type { ModelKind, Zod } from '../estimator.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const ENSEMBLE = 'ensemble';

/** How an ensemble comes to know the kinds of its members. */
export interface KnownKinds {
  kindNamed(name: string, where: string): ModelKind;
  /** All kinds that are not made of others. */
  readonly singleKinds: readonly ModelKind[];
}

/** The settings that a fit depends on, beside its rows. Members have class weights of their own. */
export interface EnsembleSettings extends KindSettings {
  readonly estimator: typeof ENSEMBLE;
  /** How many trials are to be its members. */
  readonly size: number;
  /** Settings of the members' final fits; none as long as they are not chosen. */
  readonly members: readonly KindSettings[];
  /** Their shares, which sum to 1, and what their scores are divided by; left out: validation rows choose. */
  readonly mixture?: { readonly shares: readonly number[]; readonly temperatures: readonly number[] };
}

function ensembleAxes(z: Zod) {
  return {
    members: z
      .array(z.int().min(2).max(8))
      .min(1)
      .default([3])
      .describe(
        'How many trials of the other kinds are averaged, the best of each kind before any second one, all of one feature variant; a list of whole numbers from 2 to 8, default [3].',
      ),
  };
}

type Axes = z.output<z.ZodObject<ReturnType<typeof ensembleAxes>>>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

/** Members with less than this share are left out of the model: they cost a fit and decide next to nothing. */
const LEAST_SHARE = 0.001;

/** What a search and a report may ask about settings of this kind. */
export function ensembleRules({ kindNamed }: KnownKinds): SettingsRules<EnsembleSettings> {
  const describeMember = (member: KindSettings): string => {
    const label = kindNamed(member.estimator, 'member of an ensemble').settings.describe(member);
    return label.startsWith(member.estimator) ? label : `${member.estimator} ${label}`;
  };
  return {
    ...WHOLE_FIT,
    axes: ensembleAxes,
    axisOrder: ['members'],
    at: (_section, point) => ({ estimator: ENSEMBLE, classWeight: 'none', size: (point as unknown as Point).members, members: [] }),
    combines: { count: ({ size }) => size, of: (settings, members) => ({ ...settings, members }) },
    shortened: (settings) => settings,
    pace: () => ({ family: ENSEMBLE, startsSlowly: false }),
    final: (settings, { mixture }) => (mixture === undefined ? settings : withMixture(settings, mixture)),
    compare: (a, b) => a.size - b.size,
    describe: ({ size, members }) =>
      members.length === 0 ? `${ENSEMBLE} members=${size}` : `${ENSEMBLE} of ${members.map(describeMember).join(' + ')}`,
    facts: ({ members, mixture }) => members.map((member, place) => [shareName(place, mixture?.shares), describeMember(member)] as const),
    columns: [{ name: 'members', type: 'text', of: ({ members }) => members.map(describeMember).join(' + ') }, CLASS_WEIGHT_COLUMN],
    scale: null,
  };
}

function shareName(place: number, shares: readonly number[] | undefined): string {
  return shares === undefined ? `Member ${place + 1}` : `Member ${place + 1}, share ${(shares[place] as number).toFixed(3)}`;
}

/** The members that have a share, whose shares sum to 1 again. */
function withMixture(settings: EnsembleSettings, { shares, temperatures }: NonNullable<EnsembleSettings['mixture']>): EnsembleSettings {
  const kept = [...shares.keys()].filter((place) => (shares[place] as number) >= LEAST_SHARE);
  const total = kept.reduce((sum, place) => sum + (shares[place] as number), 0);
  return {
    ...settings,
    members: kept.map((place) => settings.members[place] as KindSettings),
    mixture: { shares: kept.map((place) => (shares[place] as number) / total), temperatures: kept.map((place) => temperatures[place] as number) },
  };
}
