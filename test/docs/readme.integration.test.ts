import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codedTexts } from './coded-texts.js';
import { linesOfBlocks, PAGES } from './shown-commands.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** From a clone to a coded file, npm's downloads included; of processor time, since the clock of a machine that does other work says little. */
const MOST_CPU_MINUTES = 5;
const PATIENCE_MS = 45 * 60_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-readme-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'who reads the README alone gets from a clone to a coded file of their own',
  () => {
    const lines = linesOfBlocks(PAGES.find(({ path }) => path === 'README.md')?.text ?? '', 'sh');
    expect(lines).toHaveLength(6);
    const clone = join(folder, 'millrace');
    const start = performance.now();
    expect(spawnSync('git', ['clone', '--quiet', ROOT, clone]).status).toBe(0);
    // Their own files: jobs.csv to learn from, new.csv to code.
    const table = (rows: ReturnType<typeof codedTexts>, columns: readonly ('id' | 'text' | 'code')[]): string =>
      `${[columns.join(';'), ...rows.map((row) => columns.map((column) => row[column]).join(';'))].join('\n')}\n`;
    writeFileSync(join(clone, 'jobs.csv'), table(codedTexts(400), ['id', 'text', 'code']));
    writeFileSync(join(clone, 'new.csv'), table(codedTexts(50, 1000), ['id', 'text']));

    // `npm link` writes where global packages are: here into a folder of the test.
    const prefix = join(folder, 'global');
    mkdirSync(join(prefix, 'lib'), { recursive: true });
    const env = { ...process.env, npm_config_prefix: prefix, PATH: `${join(prefix, 'bin')}:${process.env.PATH}`, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync('bash', ['-euc', [...lines, 'times >&2'].join('\n')], {
      cwd: clone,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const minutes = (performance.now() - start) / 60_000;

    expect({ status, output: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, output: '' });
    const coded = readFileSync(join(clone, 'coded', 'new.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(coded).toHaveLength(51);
    const right = codedTexts(50, 1000).filter(({ id, code }, index) => coded[index + 1]?.startsWith(`${id},${code},`));
    expect(right).toHaveLength(50);
    // The main job as the README shows it.
    const shown = /digests {4}model ([0-9a-f]{64})/.exec(readFileSync(join(clone, 'README.md'), 'utf8'))?.[1] as string;
    expect(stdout).toContain(`model ${shown}`);
    const cpuMinutes = childMinutes(stderr);
    console.log(`from a clone to a coded file: ${minutes.toFixed(1)} min, ${cpuMinutes.toFixed(1)} of a processor`);
    expect(cpuMinutes).toBeGreaterThan(0);
    expect(cpuMinutes).toBeLessThan(MOST_CPU_MINUTES);
  },
  PATIENCE_MS,
);

/** What `times` of bash says of its children: the last line, user and system. */
function childMinutes(stderr: string): number {
  const spent = [...(stderr.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return spent.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) + Number(seconds) / 60, 0);
}
