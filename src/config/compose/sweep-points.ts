import { fail } from '../../core/failure.js';
import type { ConfigGroups } from './config-groups.js';

/** One run of a sweep: its settings, and those of them that differ from point to point. */
export interface SweepPoint {
  /** `key=value`, as a run alone would be given them. */
  readonly settings: readonly string[];
  /** Only those with several values. */
  readonly swept: readonly string[];
}

/** More is a mistake of a range more often than a wish. */
const MOST_POINTS = 1000;

/**
 * Every combination of the values of settings, the last one fastest: `seed=1,2,3`, `seed=range(1,4)` (the end is left out, a third
 * number is the step), `features=choice(char,words)` and `features=glob(*)`, all files of a group. Commas inside brackets, braces and
 * quotes belong to a value. Failure: `usage.wrong-value`.
 */
export function sweepPoints(settings: readonly string[], groups: ConfigGroups): readonly SweepPoint[] {
  const axes = settings.map((setting) => valuesOf(setting, groups));
  const count = axes.reduce((product, values) => product * values.length, 1);
  if (count > MOST_POINTS) throw tooMany(count);
  return axes.reduce<readonly SweepPoint[]>(
    (points, values) => points.flatMap((point) => values.map((value) => withValue(point, value, values))),
    [{ settings: [], swept: [] }],
  );
}

function withValue({ settings, swept }: SweepPoint, value: string, values: readonly string[]): SweepPoint {
  return { settings: [...settings, value], swept: values.length > 1 ? [...swept, value] : swept };
}

/** A setting once for each of its values. */
function valuesOf(setting: string, groups: ConfigGroups): readonly string[] {
  const equals = setting.indexOf('=');
  if (equals < 0) return [setting];
  const [key, text] = [setting.slice(0, equals), setting.slice(equals + 1)];
  const [, name, inside] = /^(choice|range|glob)\((.*)\)$/s.exec(text.trim()) ?? [];
  if (name === undefined) return splitValues(text).map((value) => `${key}=${value}`);
  const values =
    name === 'choice'
      ? splitValues(inside as string)
      : name === 'range'
        ? rangeOf(inside as string, setting)
        : namesOf(key, inside as string, groups, setting);
  return values.map((value) => `${key}=${value}`);
}

const OPENING = '[{(';
const CLOSING = ']})';

/** The parts between commas that stand in no bracket and no quotes. */
export function splitValues(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (OPENING.includes(character)) depth++;
    else if (CLOSING.includes(character)) depth--;
    if (character === ',' && depth === 0 && quote === '') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function rangeOf(text: string, setting: string): readonly string[] {
  const numbers = splitValues(text).map((part) => (part === '' ? Number.NaN : Number(part)));
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, numbers[0]] : numbers;
  const length = Math.ceil((stop - start) / step);
  if (numbers.length > 3 || !(length > 0 && length <= MOST_POINTS))
    throw wrongSweep(setting, 'range(START,STOP) or range(START,STOP,STEP) with a value in it');
  return Array.from({ length }, (_, index) => String(Number((start + index * step).toPrecision(12))));
}

/** Files of a group whose names fit, with `*` for any letters. */
function namesOf(key: string, pattern: string, groups: ConfigGroups, setting: string): readonly string[] {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const names = groups.options(key).filter((name) => new RegExp(`^${parts.join('.*')}$`).test(name));
  if (names.length === 0) throw wrongSweep(setting, `a pattern of files of a group: ${groups.options(key).join(', ') || 'there are none'}`);
  return names;
}

function wrongSweep(setting: string, wanted: string): Error {
  return fail('usage.wrong-value', { what: 'the values of a sweep cannot be read', where: `command line: ${setting}`, got: setting, wanted });
}

function tooMany(count: number): Error {
  return fail('usage.wrong-value', {
    what: 'a sweep has too many points',
    where: 'command line: --multirun',
    got: `${count} combinations`,
    wanted: `at most ${MOST_POINTS}`,
  });
}
