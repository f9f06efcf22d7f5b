import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

test('damage that the store finds is told in the terminal and kept in the log of the run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-damage-'));
  try {
    await writeRows(folder, 'data/a.parquet', plainRows(120));
    await writeFile(join(folder, 'p.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\n');
    const run = () => runCli(['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB'], folder);
    await run();
    const stored = (await readdir(join(folder, 'workspace/store'), { recursive: true })).find((name) => name.endsWith('texts.arrow'));
    const file = join(folder, 'workspace/store', stored as string);
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    await writeFile(file, bytes);
    const again = await run();
    const log = await readFile(join(folder, 'workspace/runs', (lastJson(again) as { run: string }).run, 'events.jsonl'), 'utf8');
    const events = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; stage?: string; message?: string });
    expect(again.stderr).toContain('texts.arrow');
    expect(events.filter(({ type, message }) => type === 'warning' && message?.includes('texts.arrow'))).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
