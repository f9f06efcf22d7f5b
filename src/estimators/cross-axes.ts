import type { Section } from './kind-settings.js';

/** Every combination of the values of a section's axes, the first axis slowest. */
export function crossAxes({ grid }: Section, axes: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return axes.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (points, axis) => points.flatMap((point) => (grid[axis] ?? []).map((value) => ({ ...point, [axis]: value }))),
    [{}],
  );
}
