import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FLOW } from '../../src/app/flow/flow.js';
import { flowGraph } from '../../src/app/flow/flow-graph.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { groupQuota, partsPerMillion } from '../../src/stages/split/group-quota.js';
import { readPicture } from './read-picture.js';
import { readSourceFiles } from './source-file.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [architecture, splits] = [/^docs\/architecture\.md$/, /^docs\/splits\.md$/].map((page) => readSourceFiles('', page)[0]?.text ?? '') as [
  string,
  string,
];

describe('the page on architecture', () => {
  test('draws the flow as it is: the same stages, the same arrows', () => {
    const picture = /\n## The flow\n[^`]*```\n([\s\S]*?)\n```\n/.exec(architecture)?.[1] ?? '';
    const arrows = flowGraph(FLOW).flatMap(({ stage, after }) => after.map((earlier) => `${earlier} → ${stage}`));
    expect(
      readPicture(picture)
        .map(([from, to]) => `${from} → ${to}`)
        .sort(),
    ).toEqual(arrows.sort());
  });
});

/** Pages about what there is now. The others tell of the past, when names may have been different. */
const PAGES = readSourceFiles('', /\.md$/).filter(({ path }) => !/(CHANGELOG|LOG)\.md$|^benchmarks\/results\/|^test\//.test(path));

/** What a pattern finds in the code of a page, between backticks, with the page it stands on. */
function inCode(pattern: RegExp): { page: string; found: string }[] {
  return PAGES.flatMap(({ path, text }) =>
    [...text.matchAll(/```[^`]*```|`[^`\n]+`/g)].flatMap(([code]) =>
      [...code.matchAll(pattern)].map((match) => ({ page: path, found: match[1] as string })),
    ),
  );
}

describe('the pages', () => {
  test('show the split rule as it is, for 1 to 20 groups', () => {
    const rows = [...splits.matchAll(/^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map((match) => match.slice(1).map(Number));
    const parts = partsPerMillion({ validation: 0.1, calibration: 0.1, test: 0.1 });
    expect(rows).toEqual(Array.from({ length: 20 }, (_, index) => [index + 1, ...groupQuota(index + 1, parts)]));
  });

  test('name commands that there are', () => {
    const names = COMMANDS.map(({ name }) => name);
    const named = inCode(/(?:\bmillrace|dist\/cli\/main\.js) +([a-z]+(?: [a-z]+)?)/g);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter(({ found }) => !names.includes(found) && !names.includes(found.split(' ')[0] as string))).toEqual([]);
  });

  test('name npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };
    const named = [...inCode(/\bnpm run ([\w:-]+)/g), ...inCode(/\bnpm (start|test)\b/g)];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ found }) => !Object.hasOwn(scripts, found))).toEqual([]);
  });
});
