import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { nodeRelease } from './machines.js';
import { runScript } from './run-on.js';

interface CodePoints {
  readonly unicode: string;
  readonly ours: Readonly<Record<string, string>>;
  readonly plain: Readonly<Record<string, string>>;
}

const script = fileURLToPath(new URL('code-points.mjs', import.meta.url));

async function codePointsOn(range: string): Promise<CodePoints> {
  return JSON.parse(await runScript(await nodeRelease(range), [script], process.cwd())) as CodePoints;
}

test('every code point has one canonical form, group key and stem on Node releases of different Unicode versions', async () => {
  const older = await codePointsOn('20.19');
  const newer = await codePointsOn('26');
  // Without these differences the test would show nothing.
  expect(Number(older.unicode)).toBeLessThan(Number(newer.unicode));
  for (const name of ['lowerCase', 'letters']) expect(older.plain[name]).not.toBe(newer.plain[name]);
  expect(Object.keys(older.ours)).toHaveLength(7);
  expect(newer.ours).toEqual(older.ours);
});
