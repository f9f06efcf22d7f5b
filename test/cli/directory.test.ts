import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastJson, runCli, spawnCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-directory-'));
  await writeRows(folder, 'job/data/a.parquet', plainRows(60));
  await writeFile(join(folder, 'job/codes.csv'), 'code,title,parent\nbread,,\nmilk,,\nsoap,,\n');
  await writeFile(join(folder, 'job/p.yaml'), 'name: small\ndata: { partitions: data/*.parquet, codebook: codes.csv }\n');
  await writeFile(join(folder, 'job/typo.yaml'), 'name: small\ndata: { partitions: dat/*.parquet }\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const errorOf = async (...args: string[]) => {
  const result = await runCli([...args, '--json'], folder);
  return { exitCode: result.exitCode, ...(lastJson(result) as { error: Record<string, string> }).error };
};

describe('--directory', () => {
  test.each(['-C', '--directory'])('given as %s is where all relative paths start, before the command and after it', async (option) => {
    for (const args of [
      [option, 'job', 'plan', 'p.yaml'],
      ['plan', 'p.yaml', option, 'job'],
    ]) {
      const result = await runCli([...args, '--json', '--workspace', 'kept'], folder);
      expect([result.exitCode, lastJson(result)], result.stderr).toMatchObject([0, { status: 'done', pipeline: 'small' }]);
    }
    expect([existsSync(join(folder, 'job/kept')), existsSync(join(folder, 'kept'))]).toEqual([true, false]);
    expect((await spawnCli([option, 'job', 'plan', 'p.yaml'], folder)).stdout).toContain('plan of small (p.yaml)');
  });

  test('that is no folder is refused', async () => {
    for (const name of ['nowhere', 'job/p.yaml'])
      expect(await errorOf('-C', name, 'plan', 'p.yaml')).toMatchObject({ exitCode: 2, code: 'usage.missing-file', got: name });
  });
});

describe('a path of the pipeline file that leads nowhere from the working directory', () => {
  test.each(['run', 'plan'])('comes from %s with the option that starts paths beside the file, where it is there', async (command) => {
    const hint = expect.stringContaining('write -C job p.yaml');
    const partitions = ['data.partitions=job/data/*.parquet'];
    expect(await errorOf(command, 'job/p.yaml', 'data.codebook=null')).toMatchObject({ exitCode: 3, code: 'data.no-match', hint });
    expect(await errorOf(command, 'job/p.yaml', ...partitions)).toMatchObject({ exitCode: 2, code: 'usage.missing-file', got: 'codes.csv', hint });
  });

  test('comes without it where it is not', async () => {
    expect(await errorOf('plan', 'job/typo.yaml')).not.toHaveProperty('hint');
    expect(await errorOf('-C', 'job', 'plan', 'typo.yaml')).not.toHaveProperty('hint');
  });
});
