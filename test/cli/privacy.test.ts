import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'cheese', 'milk'];

/** Words that occur in fewer than three texts. No other text shares five characters with them. */
const SECRETS = ['zqxjkvwyh', 'wvjqzkyxg', 'ykzvxqjwf', 'jxwzqvkyd', 'qyvkwxzjb', 'vwkyjzqxm'];
const [ONCE, TWICE, BAD_LABEL, TOO_LONG, SAME_ID, SHOP] = SECRETS as [string, string, string, string, string, string];

const PRIVATE = 'privacy: { examples: false, minGroupsPerNgram: 3 }\n';
const pipeline = (privacy: string) =>
  `name: small
data: { partitions: data/*.parquet, codebook: codes.csv, covariates: [shop], maxQuarantineShare: 0.2 }
features: { minDocumentFrequency: 1 }
search: { grid: { l2: [1e-4] } }
${privacy}`;

let folder: string;
let result: CliResult;
let runFolder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-privacy-'));
  const [ids, texts, labels] = plainRows(240, CODES).map(({ values }) => [...(values as string[])]) as [string[], string[], string[]];
  const shops = ids.map((_, i) => (i === 7 ? SHOP : i % 2 === 0 ? 'market' : 'kiosk'));
  const add = (id: string, text: string, label: string): void => {
    for (const [cells, cell] of [
      [ids, id],
      [texts, text],
      [labels, label],
      [shops, 'market'],
    ] as const)
      cells.push(cell);
  };
  // In every role, for a group goes where its hash says; some of a text that two codes claim.
  for (let i = 0; i < 20; i++) add(`once-${i}`, i === 0 ? `${ONCE} bread` : `plain loaf ${i}`, 'bread');
  add('twice-1', `fresh ${TWICE} milk`, 'milk');
  add('twice-2', `fresh ${TWICE} milk`, 'cheese');
  add('twice-3', `old ${TWICE} milk`, 'milk');
  add('bad-label', `${BAD_LABEL} bread`, 'no such code');
  add('too-long', `${TOO_LONG} ${'bread '.repeat(6000)}`, 'bread');
  add('same-id', `${SAME_ID} bread`, 'bread');
  add('same-id', `${SAME_ID} milk`, 'milk');
  add('null-label', `${BAD_LABEL} cheese`, '');
  const column = (name: string, values: readonly string[]) => ({ name, type: 'text' as const, values });
  await writeRows(folder, 'data/a.parquet', [column('id', ids), column('text', texts), column('label', labels), column('shop', shops)]);
  await writeFile(join(folder, 'codes.csv'), `code,title,parent\n${CODES.map((code) => `${code},,`).join('\n')}\n`);
  await writeFile(join(folder, 'p.yaml'), pipeline(PRIVATE));
  await writeFile(join(folder, 'open.yaml'), pipeline(''));
  result = await run('p.yaml', 'workspace');
  runFolder = join(folder, 'workspace/runs', (lastJson(result) as { run: string }).run);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function run(file: string, workspace: string, ...args: string[]): Promise<CliResult> {
  return runCli(['run', file, ...args, '--json', '--verbose', '--workers', '1', '--memory', '1GiB', '--workspace', workspace], folder);
}

/** Every stretch of five characters of the secrets: what a name of an n-gram would give away. */
const TRACES = SECRETS.flatMap((secret) => Array.from({ length: secret.length - 4 }, (_, i) => secret.slice(i, i + 5)));

function tracesIn(content: string): string[] {
  const lower = content.toLowerCase();
  return TRACES.filter((trace) => lower.includes(trace));
}

/** The bytes of a file and, for a table, which may be compressed, its cells. */
async function contentOf(file: string): Promise<string> {
  const bytes = await readFile(file, 'latin1');
  if (!file.endsWith('.parquet')) return bytes;
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  try {
    const { columns, rowCount } = await tables.describe(file);
    const cells: string[] = [bytes];
    const requests = columns.map(({ name }) => ({ name, as: 'text' as const }));
    for await (const chunk of tables.scan(file, requests, 0, rowCount)) cells.push(...chunk.columns.flat().map(String));
    return cells.join('\n');
  } finally {
    await tables.close();
  }
}

async function filesBelow(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  const files = await Promise.all(names.map(async (name) => ((await stat(join(root, name))).isFile() ? name : null)));
  return files.filter((name) => name !== null).sort();
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

/** Files of a run in which a secret shows. */
async function leaksOf(root: string): Promise<string[]> {
  const leaks: string[] = [];
  for (const name of await filesBelow(root)) if (tracesIn(await contentOf(join(root, name))).length > 0) leaks.push(name);
  return leaks;
}

describe('with privacy.examples off and minGroupsPerNgram 3', () => {
  test('rare texts show in no file of the run folder', async () => {
    const files = await filesBelow(runFolder);
    for (const name of [
      'bundle/ngram-table.bin',
      'events.jsonl',
      'quarantine.parquet',
      'conflicts.parquet',
      'report.html',
      'report.json',
      'run.json',
    ])
      expect(files).toContain(name);
    expect(await leaksOf(runFolder)).toEqual([]);
  });

  test('nobody but their owner may read what the run left, in its folder and in the store', async () => {
    const workspace = join(folder, 'workspace');
    const modes = await Promise.all(
      ['runs', 'store', 'registry'].flatMap(async (name) => {
        const entries = await readdir(join(workspace, name), { recursive: true });
        return Promise.all(entries.map(async (entry) => [entry, await modeOf(join(workspace, name, entry))] as const));
      }),
    );
    expect(modes.flat().length).toBeGreaterThan(50);
    expect(modes.flat().filter(([, mode]) => mode !== '600' && mode !== '700')).toEqual([]);
  });

  test('nor what predict writes', async () => {
    const coded = await runCli(
      ['predict', join(runFolder, 'bundle'), '--in', 'data/*.parquet', '--out', 'coded', '--workers', '1', '--memory', '1GiB'],
      folder,
    );
    expect(coded.exitCode, coded.stderr).toBe(0);
    expect([await modeOf(join(folder, 'coded')), await modeOf(join(folder, 'coded/a.parquet'))]).toEqual(['700', '600']);
  });

  test('nor in the terminal', () => {
    expect(result.exitCode, result.stderr).toBe(0);
    expect([tracesIn(result.stdout), tracesIn(result.stderr)]).toEqual([[], []]);
  });

  test('nor on the page about the split', async () => {
    const shown = await runCli(['split', 'show', 'latest', '--all', '--html', 'split.html'], folder);
    expect([tracesIn(shown.stdout), tracesIn(shown.stderr), tracesIn(await readFile(join(folder, 'split.html'), 'utf8'))]).toEqual([[], [], []]);
  });

  test('nor do ids and texts of bad rows, when a run is stopped by their number', async () => {
    const stopped = await run('p.yaml', 'workspace', 'data.maxQuarantineShare=0.001');
    expect(stopped.exitCode).toBe(3);
    expect(tracesIn(stopped.stdout + stopped.stderr)).toEqual([]);
    expect(stopped.stdout + stopped.stderr).not.toMatch(/bad-label|same-id/);
  });

  test('nor does a reproduction quote a row that has changed', async () => {
    const before = await readFile(join(folder, 'data/a.parquet'));
    const [ids, texts, labels] = plainRows(240, CODES).map(({ values }) => [...(values as string[])]) as [string[], string[], string[]];
    texts[3] = `${ONCE} ${texts[3]}`;
    const column = (name: string, values: readonly string[]) => ({ name, type: 'text' as const, values });
    await writeRows(folder, 'data/a.parquet', [
      column('id', ids),
      column('text', texts),
      column('label', labels),
      column(
        'shop',
        ids.map(() => 'market'),
      ),
    ]);
    const again = await runCli(['reproduce', 'latest', '--json', '--workers', '1', '--memory', '1GiB'], folder);
    await writeFile(join(folder, 'data/a.parquet'), before);
    expect(again.exitCode).toBe(12);
    expect(tracesIn(again.stdout + again.stderr)).toEqual([]);
  });
});

test('without the keys the same search finds them: it is able to', async () => {
  const open = await run('open.yaml', 'open');
  const leaks = await leaksOf(join(folder, 'open/runs', (lastJson(open) as { run: string }).run));
  expect(leaks).toContain('bundle/ngram-table.bin');
  expect(existsSync(runFolder)).toBe(true);
});
