import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pipelineSchema, type SchemaNode } from '../../src/config/config-schema.js';
import { configurationPage } from '../../src/config/configuration-page.js';

test('docs/configuration.md is current; `npm run docs` makes it', async () => {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(configurationPage(pipelineSchema()));
});

/** The table rows and headings of a page, for a map with these keys. */
function linesFor(shape: z.core.$ZodShape): string[] {
  const page = configurationPage(z.toJSONSchema(z.strictObject(shape), { io: 'input' }) as SchemaNode);
  return page.split('\n').filter((line) => /^(\| `|## )/.test(line));
}

describe('the page of a schema', () => {
  test('has a table a section, keys of no section first', () => {
    const section = z.strictObject({ a: z.int().describe('An a.'), b: z.strictObject({ c: z.int().describe('A c.') }).describe('A b.') });
    expect(linesFor({ section, name: z.string().describe('A name.') })).toEqual([
      '| `name` | A name. |',
      '## `section`',
      '| `a` | An a. |',
      '| `b` | A b. |',
      '| `b.c` | A c. |',
    ]);
  });

  test('goes into lists, alternatives and maps with keys of any name', () => {
    const item = z.union([z.string(), z.strictObject({ x: z.int().describe('An x.') })]);
    const lists = z.array(item).describe('Items.');
    const any = z.record(z.string(), z.int().describe('One.')).describe('Many.');
    expect(linesFor({ s: z.strictObject({ lists, any }) }).slice(1)).toEqual([
      '| `lists` | Items. |',
      '| `lists[].x` | An x. |',
      '| `any` | Many. |',
      '| `any.*` | One. |',
    ]);
  });

  test('names the kind that a key belongs to', () => {
    const kind = (name: string) => z.strictObject({ kind: z.literal(name).describe('Which.'), depth: z.int().describe(`Of ${name}.`) });
    const kinds = z.array(z.discriminatedUnion('kind', [kind('tree'), kind('forest')])).describe('Kinds.');
    expect(linesFor({ s: z.strictObject({ kinds }) }).slice(1)).toEqual([
      '| `kinds` | Kinds. |',
      '| `kinds[tree].kind` | Which. |',
      '| `kinds[tree].depth` | Of tree. |',
      '| `kinds[forest].kind` | Which. |',
      '| `kinds[forest].depth` | Of forest. |',
    ]);
  });

  test('keeps a bar in a description inside its cell', () => {
    expect(linesFor({ a: z.string().describe('a|b.') })).toEqual(['| `a` | a\\|b. |']);
  });
});
