import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FLOW } from '../../src/app/flow/flow.js';
import { flowGraph } from '../../src/app/flow/flow-graph.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { FAILURES } from '../../src/core/failure.js';
import { groupQuota, partsPerMillion } from '../../src/stages/split/group-quota.js';
import { readPicture } from './read-picture.js';
import { readSourceFiles } from './source-file.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [readme, splits] = [/^README\.md$/, /^docs\/splits\.md$/].map((page) => readSourceFiles('', page)[0]?.text ?? '') as [string, string];

/** The first cells of the table rows below a heading. */
function firstColumn(heading: string): string[] {
  const section = readme.slice(readme.indexOf(`\n## ${heading}\n`) + 1).split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1] as string).filter((cell) => !cell.startsWith('---'));
}

describe('the README', () => {
  test('draws the flow as it is: the same stages, the same arrows', () => {
    const picture = /\n## How it works\n\n```\n([\s\S]*?)\n```\n/.exec(readme)?.[1] ?? '';
    const arrows = flowGraph(FLOW).flatMap(({ stage, after }) => after.map((earlier) => `${earlier} → ${stage}`));
    expect(
      readPicture(picture)
        .map(([from, to]) => `${from} → ${to}`)
        .sort(),
    ).toEqual(arrows.sort());
  });

  test('lists the commands that there are', () => {
    const listed = firstColumn('Commands')
      .filter((cell) => cell.startsWith('`'))
      .flatMap((cell) => cell.split(', '))
      .map((command) => command.replaceAll('`', '').split(/ (?=[A-Z[-])/)[0]);
    expect([...listed].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  test('explains every exit code of the failure table', () => {
    const explained = firstColumn('Commands')
      .flatMap((cell) => cell.split(', '))
      .map(Number);
    const used = new Set(Object.values(FAILURES).map(({ exitCode }) => exitCode));
    expect([...used].filter((code) => !explained.includes(code))).toEqual([]);
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
