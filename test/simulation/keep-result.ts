import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether every draw is made, or only a sample for a change under way. */
export const IS_SAMPLE = process.env.MILLRACE_SIMULATION === 'sample';

/** So many draws of the whole simulation, fewer of a sample. */
export const draws = (whole: number, sample: number): number => (IS_SAMPLE ? sample : whole);

/** Writes what a part of a whole simulation came to into `TOPIC.result.json` beside it, with the day; a sample leaves the last result as it is. */
export function keepResult(topic: string, part: string, result: unknown): void {
  console.log(`${topic}, ${part}: ${JSON.stringify(result)}`);
  if (IS_SAMPLE) return;
  const file = fileURLToPath(new URL(`${topic}.result.json`, import.meta.url));
  const kept: Record<string, unknown> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  kept[part] = { date: new Date().toISOString().slice(0, 10), result };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}

/**
 * Draws 1 to `count`, those of an earlier start of the same commit read instead of made: a whole simulation takes an hour and may be cut.
 *
 * A line a draw is kept in `.simulation/` of the working folder.
 */
export async function resumedDraws<T>(topic: string, count: number, draw: (seed: number) => Promise<T>): Promise<readonly T[]> {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  const file = commit.endsWith('dirty') || IS_SAMPLE ? undefined : `.simulation/${topic}-${commit}.jsonl`;
  const made: T[] =
    file === undefined || !existsSync(file)
      ? []
      : readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  for (let seed = made.length + 1; seed <= count; seed++) {
    made.push(await draw(seed));
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(made.at(-1))}\n`);
  }
  return made.slice(0, count);
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
