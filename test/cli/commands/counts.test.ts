import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastJson, runCli } from '../run-cli.js';
import { plainRows, writeRows } from '../write-rows.js';

const CODES = ['1.bread', '1.cheese', '2.ink', '1.milk', '2.paper', '2.soap'];
const SMALL = ['--workers', '1', '--memory', '1GiB'];

interface Counted {
  readonly rowCount: number;
  readonly assumption: string;
  readonly counts: readonly {
    readonly level: number;
    readonly code: string;
    readonly title: string | null;
    readonly given: number;
    readonly corrected: number;
    readonly low: number;
    readonly high: number;
    readonly isEnough: boolean;
  }[];
}

let folder: string;

/** Rows of which every fifth paper is called soap, whatever its text says. */
function noisyRows(count: number, firstId = 0) {
  let papers = 0;
  return plainRows(count, CODES, firstId).map((column) =>
    column.name === 'label'
      ? { ...column, values: Array.from(column.values).map((code) => (code === '2.paper' && papers++ % 5 === 0 ? '2.soap' : code)) }
      : column,
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-counts-'));
  await writeRows(folder, 'data/a.parquet', noisyRows(1200));
  await writeRows(
    folder,
    'new/a.parquet',
    plainRows(600, CODES, 5000).filter(({ name }) => name !== 'label'),
  );
  const tree = ['code,title,parent', '1,food,', '2,other,', ...CODES.map((code) => `${code},title of ${code},${code[0]}`)];
  await writeFile(join(folder, 'codebook.csv'), `${tree.join('\n')}\n`);
  await writeFile(
    join(folder, 'p.yaml'),
    'name: small\ndata: { partitions: data/*.parquet, codebook: codebook.csv }\nsearch: { grid: { l2: [1e-4] } }\n',
  );
  await runCli(['run', 'p.yaml', '--json', ...SMALL], folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const count = (...args: string[]) => runCli(['counts', ...args, '--json', ...SMALL], folder);

describe('rows of each code', () => {
  test('are counted as given, and corrected for the soap that looks like paper, at each level', async () => {
    const result = await count('small@1', '--data', 'new/*.parquet', '--out', 'counts.csv');
    expect(result.exitCode, result.stderr).toBe(0);
    const { rowCount, counts, assumption } = lastJson(result) as Counted;
    expect(rowCount).toBe(600);
    expect(assumption).toContain('where the mix of codes has shifted');
    const of = (code: string) => counts.find((line) => line.code === code);
    expect(of('2.paper')).toMatchObject({ level: 2, title: 'title of 2.paper', isEnough: true });
    expect(of('2.paper')?.given).toBeGreaterThan(90);
    // A fifth of what is given paper is soap by the labels of the data.
    expect(Math.abs((of('2.paper')?.corrected ?? 0) - 80)).toBeLessThan(10);
    expect(Math.abs((of('2.soap')?.corrected ?? 0) - 120)).toBeLessThan(10);
    expect(of('2.soap')?.low).toBeGreaterThan(100);
    // One level up nothing is mistaken for anything else.
    expect(counts.filter(({ level }) => level === 1).map(({ code, given, corrected }) => [code, given, Math.round(corrected)])).toEqual([
      ['1', 300, 300],
      ['2', 300, 300],
    ]);
    expect((await readFile(join(folder, 'counts.csv'), 'utf8')).split('\r\n')[0]).toBe(
      'level,code,title,given,corrected,low,high,known_rows,is_enough',
    );
  });

  test('cannot be corrected by a bundle without the rows that were held out beside it', async () => {
    await cp(join(folder, 'workspace/runs', (await runIds())[0] as string, 'bundle'), join(folder, 'alone/bundle'), { recursive: true });
    const result = await count('alone/bundle', '--data', 'new/*.parquet');
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({ error: { code: 'usage.missing-file', what: 'this run has no scores of rows that were held out' } });
  });
});

async function runIds(): Promise<readonly string[]> {
  const { runs } = lastJson(await runCli(['runs', 'list', '--json'], folder)) as { readonly runs: readonly { readonly run: string }[] };
  return runs.map(({ run }) => run);
}
