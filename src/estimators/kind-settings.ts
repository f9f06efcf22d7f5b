import type { z } from 'zod';
import type { PassRecord } from '../ml/fit-record.js';
import type { ClassWeight } from './class-weight.js';
import type { Zod } from './estimator.js';

/** Settings of one fit: those that every kind has, and beside them the kind's own. Plain JSON: part of a trial's fingerprint. */
export interface KindSettings {
  /** Name of the kind. */
  readonly estimator: string;
  readonly classWeight: ClassWeight;
}

/** A kind in a search: the options that all its trials share, and its axes. */
export interface Section {
  readonly kind: string;
  readonly grid: Readonly<Record<string, readonly unknown[]>>;
  readonly [option: string]: unknown;
}

/** Keys of a map in a pipeline file and what each may be. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** A rule between keys that a section breaks: the path inside it, and what is wanted there. */
export interface SectionFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** How soon fits rise with their passes. */
export interface Pace {
  /** Trials of one family rise alike: all that matters but the strength of the penalties. */
  readonly family: string;
  /** Whether the first pass says too little to judge by. */
  readonly startsSlowly: boolean;
}

/** What a kind knows that is made of other trials of the search. */
export interface Combines<Settings extends KindSettings> {
  /** How many trials it is made of. */
  count(settings: Settings): number;
  /** The settings once these trials are known, each as its final fit would be made. */
  of(settings: Settings, members: readonly KindSettings[]): Settings;
}

/** What a kind knows of its settings. */
export interface SettingsRules<Settings extends KindSettings> {
  /** Keys of a section beside its grid. */
  options(z: Zod): Shape;
  /** Keys of its grid: each a list of values with a default. */
  axes(z: Zod): Shape;
  /** The axes in the order of the grid, the first one slowest. */
  readonly axisOrder: readonly string[];
  /** The grid of a section with the values of the axes that it leaves out. */
  complete(section: Section): Section['grid'];
  /** Rules between keys. */
  faults(section: Section): readonly SectionFault[];
  /** Why fits of this section cannot be cut short, as successive halving needs it, such as `mode: exact`; null when they can. */
  whyNoShortFits(section: Section): string | null;
  /** The settings of one point of the section's grid. */
  at(section: Section, point: Readonly<Record<string, unknown>>, seed: number): Settings;
  /** The same for a short fit: at most so many passes. A fit in full may go on from it, as long as it has not stopped by itself. */
  shortened(settings: Settings, passes: number): Settings;
  /** How soon a fit rises with its passes, by which short fits are compared. */
  pace(settings: Settings): Pace;
  /** The same for the final fit, once validation has chosen the pass, and whatever else a trial left open. */
  final(settings: Settings, best: Pick<PassRecord, 'pass' | 'fullShare' | 'mixture'>): Settings;
  /** Of a kind that is made of other trials; left out: it is none. */
  readonly combines?: Combines<Settings>;
  /** Negative when a is the simpler one: of equal scores it wins. */
  compare(a: Settings, b: Settings): number;
  /** Short readable settings, such as `l2=1e-5 classWeight=none`. */
  describe(settings: Settings): string;
  /** The same for people, a name and a value each; numbers are formatted by whoever shows them. */
  facts(settings: Settings): readonly (readonly [name: string, value: string | number])[];
  /** Columns of `trials.parquet`. */
  readonly columns: readonly SettingsColumn<Settings>[];
  /** When a fit stops: the gap that it counts as converged within, the passes without a better score. Null: it does not stop by that. */
  stopsAt(settings: Settings): { readonly tolerance: number | null; readonly patience: number | null };
  /** The axis that trials are drawn against; null for a kind without one. */
  readonly scale: SettingsScale<Settings> | null;
}

/** One column of `trials.parquet`; null where the settings leave it out. */
export interface SettingsColumn<Settings extends KindSettings> {
  readonly name: string;
  readonly type: 'text' | 'float64' | 'int32';
  of(settings: Settings): string | number | null;
}

/** An axis of numbers whose ends are worth a warning when the choice falls on one. */
export interface SettingsScale<Settings extends KindSettings> {
  readonly axis: string;
  /** What it is, in a word: `penalty`. */
  readonly what: string;
  of(settings: Settings): number;
  /** What tells trials of one value apart. */
  family(settings: Settings): readonly (readonly [name: string, value: string | number])[];
}
