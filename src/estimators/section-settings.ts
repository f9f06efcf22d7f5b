import type { KindSettings, Section } from './kind-settings.js';
import { kindNamed } from './kinds.js';

/** The settings of every point of a section's grid, the first axis slowest. */
export function settingsOfSection(section: Section, seed: number): readonly KindSettings[] {
  const { settings } = kindNamed(section.kind, 'search.estimators');
  return crossAxes(section, settings.axisOrder).map((point) => settings.at(section, point, seed));
}

/** Every combination of the values of the axes. */
function crossAxes({ grid }: Section, axes: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return axes.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (points, axis) => points.flatMap((point) => (grid[axis] ?? []).map((value) => ({ ...point, [axis]: value }))),
    [{}],
  );
}
