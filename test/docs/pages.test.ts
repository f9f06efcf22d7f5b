import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { keysOf, pipelineSchema, schemaAt } from '../../src/config/config-schema.js';
import { PAGES } from './shown-commands.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = (path: string): string => PAGES.find((each) => each.path === path)?.text ?? '';

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading as string);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Links of a page that lead to a file of the project: where they lead, and to which heading. */
function linksOf({ path, text }: (typeof PAGES)[number]): readonly { readonly file: string; readonly anchor: string }[] {
  return [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, file, anchor]) => ({
    file: file ? normalize(join(dirname(path), file)) : path,
    anchor: anchor ?? '',
  }));
}

describe('every link of a page', () => {
  test('leads to a file, and to a heading that is there', () => {
    const links = PAGES.flatMap((each) => linksOf(each).map((link) => ({ from: each.path, ...link })));
    expect(links.filter(({ anchor }) => anchor !== '').length).toBeGreaterThan(10);
    const broken = links.filter(({ file, anchor }) => !existsSync(join(ROOT, file)) || (anchor !== '' && !anchorsOf(page(file)).has(anchor)));
    expect(broken).toEqual([]);
  });

  test('can be followed: each page in docs/ is one of the README, or of a page that it leads to', () => {
    const reached = new Set(['README.md']);
    for (const path of reached)
      for (const { file } of linksOf({ path, text: page(path) } as (typeof PAGES)[number])) if (file.endsWith('.md')) reached.add(file);
    expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});

describe('the README', () => {
  const readme = page('README.md');

  test('is a front page of at most 900 words', () => {
    expect(readme.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(900);
  });

  test('shows a picture of the report, at most 200 kB', () => {
    expect(readme).toMatch(/!\[[^\]]{20,}\]\(docs\/report\.png\)/);
  });

  test('has five figures, each with its command and its date', () => {
    const rows = (readme.split('## Five figures')[1]?.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
    const figures = rows.slice(1).map((line) => line.split('|').map((cell) => cell.trim()));
    expect(figures).toHaveLength(5);
    for (const [, , , command, date] of figures) {
      expect(command).toMatch(/^`(npm run|run) .+`$/);
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});

test('every figure of docs/measurements.md names its command and its date', () => {
  const rows = (page('docs/measurements.md').split('## Reliability')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  const figures = rows.slice(1).map((line) => line.split(' | '));
  expect(figures.length).toBeGreaterThan(30);
  expect(
    figures.filter((cells) => !/`|as above/.test(cells.at(-2) ?? '') || !/^\d{4}-\d{2}-\d{2} \|$/.test(cells.at(-1) ?? '')).map(([what]) => what),
  ).toEqual([]);
});

test('the page on moving names keys that a pipeline has', () => {
  const schema = pipelineSchema();
  const named = [...page('docs/moving.md').matchAll(/`((?:features|search|split|data|calibration)(?:\.(?!parquet)\w+)+)/g)].map(([, path]) =>
    (path as string).split('.'),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => schemaAt(schema, path) === undefined).map((path) => path.join('.'))).toEqual([]);
  const sections = [...page('docs/moving.md').matchAll(/`(features|search): \{ ([^`]*) \}`/g)];
  const keys = sections.flatMap(([, section, inside]) =>
    [...(inside as string).matchAll(/(?:^|, )(\w+)(?=[:,]|$)/g)].map(([, key]) => [section, key] as [string, string]),
  );
  expect(keys.length).toBeGreaterThan(8);
  expect(keys.filter(([section, key]) => !keysOf(schemaAt(schema, [section]) ?? {}).includes(key))).toEqual([]);
});
