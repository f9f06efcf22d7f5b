import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { shorten } from '../../core/failure.js';
import type { Consistency } from '../../evaluation/consistency/consistency.js';
import type { RunDifference } from '../../runner/compare/run-causes.js';
import { formatCount, formatScore } from '../format.js';
import { type Html, html } from '../page/html.js';
import { callout, foreign, section, table } from '../page/parts.js';
import { comparisonPage } from './comparison-page.js';
import { consistencySections } from './consistency-page.js';

/** A setting that is not the same in all runs, with its value in each. */
export interface DifferingSetting {
  readonly path: string;
  readonly values: readonly (Json | null)[];
}

interface CodeLine {
  readonly code: string;
  readonly before: number;
  readonly after: number;
  readonly support: number;
  readonly isApart: boolean;
}

/** What the page of some runs shows. */
export interface RunsShown {
  readonly names: readonly string[];
  /** By figure: its name, then its value in each run. */
  readonly figures: readonly (readonly string[])[];
  /** The same for suites; empty without any. */
  readonly suites: readonly (readonly string[])[];
  readonly sameData: boolean;
  readonly sameSplit: boolean;
  readonly sameModel: boolean;
  readonly settings: readonly DifferingSetting[];
  /** Null where there are not two. */
  readonly two: {
    readonly why: RunDifference;
    readonly codes: { readonly better: readonly CodeLine[]; readonly worse: readonly CodeLine[] } | null;
    readonly rows: Consistency | null;
  } | null;
}

const SHOWN_CODES = 25;

/** Runs side by side, and of two of them why they differ, as one page. */
export function runsPage(shown: RunsShown): string {
  const note = html`${shown.names.map((name) => html`${name} `)}`;
  return comparisonPage(
    'runs side by side',
    note,
    html`${whySection(shown)}${figuresSection(shown)}${settingsSection(shown)}${codesSection(shown)}${rowsSections(shown)}`,
  );
}

/** A value of a setting, cut to length. */
export function shortJson(value: Json | null): string {
  return shorten(typeof value === 'string' ? value : canonicalJson(value), 40);
}

function whySection({ two }: RunsShown): Html | null {
  if (two === null) return null;
  const { causes, stages, idle, isWhole } = two.why;
  return section(
    'why',
    'Why they differ',
    ...(causes.length === 0
      ? [callout('good', 'No difference', 'Every stage made the same.')]
      : causes.map(({ cause, stage, what }) =>
          callout('neutral', `${cause}, from the stage ${stage} on`, ...what.map((each) => shorten(each, 200))),
        )),
    isWhole ? null : callout('caution', 'Not everything could be looked at', 'Some of the work is not stored any more: a cause may be missing.'),
    idle.length === 0 ? null : html`<p class="note">Without effect: ${idle.join('; ')}.</p>`,
    table({
      id: 'stages-table',
      compact: true,
      columns: [
        { name: 'Stage', kind: 'text' },
        { name: 'Made', kind: 'text' },
      ],
      rows: stages.map(({ stage, isSame }) => ({ cells: [stage, isSame ? 'the same' : 'something else'] })),
    }),
  );
}

function figuresSection({ names, figures, suites, sameSplit }: RunsShown): Html {
  return section(
    'figures',
    'Figures of the test rows',
    sideBySide('figures-table', 'Figure', names, figures),
    suites.length === 0 ? null : sideBySide('suites-table', 'Suite', names, suites),
    sameSplit ? null : html`<p class="note">Figures of other test rows are no comparison: evaluate both models on the same rows.</p>`,
  );
}

function sideBySide(id: string, first: string, names: readonly string[], rows: readonly (readonly string[])[]): Html {
  return table({
    id,
    compact: true,
    columns: [{ name: first, kind: 'text' }, ...names.map((name) => ({ name, kind: 'number' }) as const)],
    rows: rows.map((cells) => ({ cells })),
  });
}

function settingsSection({ names, settings }: RunsShown): Html {
  if (settings.length === 0) return section('settings', 'Settings', html`<p>All settings are the same.</p>`);
  return section(
    'settings',
    'Settings that differ',
    table({
      id: 'settings-table',
      columns: [{ name: 'Setting', kind: 'text' }, ...names.map((name) => ({ name, kind: 'text' }) as const)],
      rows: settings.map(({ path, values }) => ({ cells: [path, ...values.map((value) => foreign(shortJson(value)))] })),
    }),
  );
}

function codesSection({ two }: RunsShown): Html | null {
  const codes = two?.codes;
  if (codes === null || codes === undefined) return null;
  const part = (title: string, id: string, lines: readonly CodeLine[]): Html =>
    html`<h3>${title}: ${formatCount(lines.length)}</h3>${table({
      id,
      compact: true,
      columns: [
        { name: 'Code', kind: 'text' },
        { name: 'F1 before', kind: 'number' },
        { name: 'F1 after', kind: 'number' },
        { name: 'Test rows', kind: 'number' },
        { name: 'Beyond both intervals', kind: 'text' },
      ],
      rows: lines.slice(0, SHOWN_CODES).map(({ code, before, after, support, isApart }) => ({
        cells: [foreign(code), formatScore(before), formatScore(after), formatCount(Math.round(support)), isApart ? 'yes' : 'no'],
      })),
    })}`;
  return section(
    'codes',
    'Codes',
    part('Better', 'better-table', codes.better),
    part('Worse', 'worse-table', codes.worse),
    html`<p class="note">The largest differences first, by F1 times test rows. Of many codes some differ by chance: with "no" in the last column a difference may be nothing.</p>`,
  );
}

function rowsSections({ two }: RunsShown): Html | null {
  return two?.rows == null ? null : consistencySections(two.rows);
}
