import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { lastJson, runCli } from './run-cli.js';

const CODES = ['bread', 'milk', 'soap'];
const PIPELINE = `name: named
data: { partitions: rows.csv }
features: { minDocumentFrequency: 1 }
search: { estimators: [{ kind: lookup, grid: { neighbours: [2] } }] }
calibration: { rows: role }
`;

/** Each text comes twice, under two ids. */
const ROWS = Array.from({ length: 240 }, (_, row) => {
  const text = Math.floor(row / 2);
  const code = CODES[text % 3] as string;
  return { id: `id-${row}`, text: `${code} brand ${text} ${code} pack`, label: code };
});

let folder: string;
let bundle: string;
let trained: ReadonlySet<string>;
let fittedFeatures: ReadonlySet<string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-named-'));
  await writeFile(join(folder, 'rows.csv'), `id,text,label\n${ROWS.map(({ id, text, label }) => `${id},${text},${label}`).join('\n')}\n`);
  await writeFile(join(folder, 'p.yaml'), PIPELINE);
  bundle = await run('workspace');
  trained = await idsOfRoles(['train', 'validation']);
  fittedFeatures = await idsOfRoles(['train']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(workspace: string, ...settings: string[]): Promise<string> {
  const done = await runCli(['run', 'p.yaml', ...settings, '--json', '--workers', '1', '--workspace', workspace], folder);
  expect(done.exitCode, done.stderr).toBe(0);
  return (lastJson(done) as { bundle: string }).bundle;
}

async function idsOfRoles(roles: readonly string[]): Promise<ReadonlySet<string>> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  const found = new Set<string>();
  const columns = ['id', 'role'].map((name) => ({ name, as: 'text' as const }));
  for await (const { rowCount, columns: cells } of tables.scan(join(bundle, '../split.parquet'), columns, 0, ROWS.length))
    for (let row = 0; row < rowCount; row++) if (roles.includes(String(cells[1]?.[row]))) found.add(String(cells[0]?.[row]));
  await tables.close();
  return found;
}

interface Told {
  readonly code: string;
  readonly nearest: readonly { readonly ids: readonly string[] | null; readonly similarity: number; readonly codes: readonly { code: string }[] }[];
}

describe('predict --explain with a lookup', () => {
  test('names the ids of all training rows that have the text, and no others', async () => {
    // Of the train role: texts of validation rows may differ by n-grams alone that the features do not have.
    const known = ROWS.filter(({ id }) => fittedFeatures.has(id)).slice(0, 40);
    expect(known).toHaveLength(40);
    const model = await openBundle(bundle);
    const said = model.predict(
      known.map(({ text }) => text),
      { explain: true },
    ) as unknown as Told[];
    said.forEach(({ code, nearest }, place) => {
      const { text, label } = known[place] as (typeof ROWS)[number];
      const same = ROWS.filter((row) => row.text === text && trained.has(row.id)).map(({ id }) => id);
      expect(nearest).toHaveLength(1);
      expect([code, [...(nearest[0]?.ids ?? [])].sort()]).toEqual([label, same.sort()]);
      expect(nearest[0]?.similarity).toBeCloseTo(1, 5);
    });
  });

  test('shows for a new text those of the nearest texts, which have the codes that it says', async () => {
    const asked = ['predict', bundle, '--text', 'milk brand new', '--explain'];
    const [told] = (lastJson(await runCli([...asked, '--json'], folder)) as { predictions: readonly Told[] }).predictions;
    expect(told?.nearest).toHaveLength(2);
    for (const { ids, codes } of told?.nearest ?? []) {
      const rows = ROWS.filter(({ id }) => ids?.includes(id));
      expect([rows.length, [...new Set(rows.map(({ label }) => label))]]).toEqual([ids?.length, codes.map(({ code }) => code)]);
      expect(codes).toEqual([{ code: 'milk', weight: ids?.length }]);
      expect(rows.every(({ id }) => trained.has(id))).toBe(true);
    }
    const { stdout } = await runCli(asked, folder);
    for (const id of told?.nearest.flatMap(({ ids }) => ids ?? []) ?? []) expect(stdout).toContain(id);
  });

  test('still does after the bundle was packed and unpacked', async () => {
    await runCli(['bundle', 'pack', bundle, '--out', 'packed.tar'], folder);
    const unpacked = await runCli(['bundle', 'unpack', 'packed.tar', '--out', 'unpacked', '--json'], folder);
    const model = await openBundle((lastJson(unpacked) as { bundle: string }).bundle);
    expect(model.predict(['milk brand new'], { explain: true })).toEqual((await openBundle(bundle)).predict(['milk brand new'], { explain: true }));
  });

  test('names none where privacy.examples is off, and the bundle holds none', async () => {
    const confidential = await run('private', 'privacy.examples=false');
    for (const name of await readdir(confidential)) expect(await readFile(join(confidential, name), 'latin1'), name).not.toMatch(/id-\d/);
    const [told] = (await openBundle(confidential)).predict(['milk brand new'], { explain: true }) as unknown as Told[];
    expect(told?.nearest.map(({ ids }) => ids)).toEqual([null, null]);
    expect(await readFile(join(bundle, 'row-ids.bin'), 'latin1')).toMatch(/id-\d/);
  });
});
