import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
