import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Services, withServices } from '../../src/app/open-services.js';
import { freezeSearch } from '../../src/app/plan/freeze-search.js';
import { planPipeline } from '../../src/app/plan/plan-pipeline.js';
import { runWith } from '../../src/app/run/run-pipeline.js';
import { runJson } from '../../src/app/run/run-summary.js';
import { gateEnd } from '../../src/cli/commands/run/gate-end.js';
import { parsePipeline } from '../../src/config/load-pipeline.js';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import { type Digest, digestBytes } from '../../src/core/digest.js';
import type { RunEvent } from '../../src/core/events.js';
import { Failure } from '../../src/core/failure.js';
import { Rng } from '../../src/core/rng.js';
import type { Column } from '../../src/engine/table-files.js';
import { CARD_FILE } from '../../src/model/bundle/bundle-format.js';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import { contentDigest } from '../../src/runner/run/recording-store.js';
import { writeRows } from '../cli/write-rows.js';
import { keysBelow } from './schema-keys.js';

/** The only kind of a search, with these options. */
const list = (options: string): string => `[{ kind: logistic-regression, ${options} }]`;
const linear = (options: string): string => `search.estimators=${list(options)}`;

/** One suite, called s. */
const suites = (settings: string): string => `evaluate.suites={ s: ${settings} }`;

/** A kind whose only options are its axes: one of them is given, the search without it beside. */
const axis = (kind: string, given: string): [string, string, string] => [
  `[{ kind: ${kind}, grid: { ${given} } }]`,
  'search.grid={}',
  `search.estimators=[{ kind: ${kind} }]`,
];

/**
 * Each value of a key, and what it is given beside where the key needs it. The run with it has to differ from the run without it in
 * what people see: figures, digests, files, notes, warnings, forecast or failure.
 */
const CASES: Readonly<Record<string, readonly [value: string, ...beside: string[]]>> = {
  name: ['other'],
  'data.partitions': ['a.parquet'],
  'data.folderColumns': ['[month]', 'data.partitions=month=1/a.parquet', 'data.covariates=[month]'],
  'data.id': ['household'],
  'data.text': ['[text, more]'],
  'data.label': ['coarse', 'data.codebook=null'],
  'data.level': ['1'],
  'data.codebook': ['null'],
  'data.correspondence': ['changes.csv'],
  'data.covariates': ['[shop]'],
  'data.covariates.column': ['[{ column: other, bins: 3 }]', 'data.covariates=[{ column: price, bins: 3 }]'],
  'data.covariates.bins': ['[{ column: price, bins: 6 }]', 'data.covariates=[{ column: price, bins: 3 }]'],
  'data.weights.training': ['weight'],
  'data.weights.evaluation': ['weight'],
  'data.missingLabels': ['[]'],
  'data.maxQuarantineShare': ['0'],
  'text.unicode': ['nfc'],
  'text.case': ['keep'],
  'text.accents': ['keep'],
  'text.digits': ['zero'],
  'text.punctuation': ['keep'],
  'text.stem': ['en'],
  'text.stopWords': ['en'],
  'split.seed': ['7'],
  'split.groupBy': ['household'],
  'split.stratify': ['false', 'split.groupBy=id'],
  'split.fractions.train': ['0.6', 'split.fractions.validation=0.2'],
  'split.fractions.validation': ['0.2', 'split.fractions.train=0.6'],
  'split.fractions.calibration': ['0.2', 'split.fractions.train=0.6'],
  'split.fractions.test': ['0.2', 'split.fractions.train=0.6'],
  'split.from': ['champion'],
  'split.test.column': ['{ column: other, from: 4 }', 'split.test={ column: price, from: 4 }'],
  'split.test.from': ['{ column: price, from: 5 }', 'split.test={ column: price, from: 4 }'],
  'split.folds': ['2'],
  'split.reportLeak': ['household'],
  'features.words': ['[1, 1]'],
  'features.chars': ['[3, 4]'],
  'features.ids': ['hashed'],
  'features.minDocumentFrequency': ['3'],
  'features.maxFeatures': ['100'],
  'features.termWeight': ['sqrt'],
  'features.sublinear': ['true'],
  'features.idf': ['sqrt'],
  'features.blocks': ['kinds'],
  'features.blockWeights': ['{ text: 2, shop: 0.5 }', 'data.covariates=[shop]'],
  'features.blockWeights.*': ['{ text: 2, shop: 3 }', 'data.covariates=[shop]', 'features.blockWeights={ text: 2, shop: 0.5 }'],
  'features.titles': ['true'],
  'search.estimator': ['majority', 'search.grid={}'],
  'search.estimators': ['[{ kind: majority }]', 'search.grid={}'],
  'search.estimators.kind': ['[{ kind: majority }]', 'search.grid={}', linear('')],
  'search.estimators.mode': [list('mode: exact'), 'search.grid={}', linear('')],
  'search.estimators.tolerance': [list('mode: exact, tolerance: 0.5'), 'search.grid={}', linear('mode: exact')],
  'search.estimators.maxPasses': [list('maxPasses: 1'), 'search.grid={}', linear('')],
  'search.estimators.patience': [list('maxPasses: 12, patience: 1'), 'search.grid={}', linear('maxPasses: 12')],
  'search.estimators.grid.l2': [list('grid: { l2: [1e-2] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.l1': [list('grid: { l1: [1e-3] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.classWeight': [list('grid: { classWeight: [balanced] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.classWeight.power': [
    list('grid: { classWeight: [{ power: 0.9 }] }'),
    'search.grid={}',
    linear('grid: { classWeight: [{ power: 0.1 }] }'),
  ],
  'search.estimators.grid.rank': [list('grid: { rank: [4] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.average': [list('grid: { average: [2] }'), 'search.grid={}', linear('grid: { average: [1] }')],
  'search.estimators.certify': [list('certify: true, grid: { l2: [1e-2] }'), 'search.grid={}', linear('grid: { l2: [1e-2] }')],
  'search.estimators.grid.blankout': [list('grid: { blankout: [0.5] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.logitAdjustment': [list('grid: { logitAdjustment: [0.5] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.labelSmoothing': [list('grid: { labelSmoothing: [0.3] }'), 'search.grid={}', linear('')],
  'search.estimators.grid.counting': axis('naive-bayes', 'counting: [multinomial]'),
  'search.estimators.grid.alpha': axis('naive-bayes', 'alpha: [20]'),
  'search.estimators.grid.neighbours': axis('lookup', 'neighbours: [50]'),
  'search.estimators.grid.trees': axis('random-forest', 'trees: [5]'),
  'search.estimators.grid.tried': axis('random-forest', 'tried: [1]'),
  'search.estimators.grid.leafRows': axis('random-forest', 'leafRows: [40]'),
  'search.estimators.grid.members': [
    '[{ kind: naive-bayes }, { kind: lookup }, { kind: majority }, { kind: ensemble, grid: { members: [2] } }]',
    'search.grid={}',
    'search.estimators=[{ kind: naive-bayes }, { kind: lookup }, { kind: majority }, { kind: ensemble }]',
  ],
  'search.estimators.grid.denseFeatures': axis('ml-logistic-regression', 'denseFeatures: [4]'),
  'search.estimators.grid.steps': axis('ml-logistic-regression', 'steps: [1]'),
  'search.estimators.grid.learningRate': axis('ml-logistic-regression', 'learningRate: [0.1]'),
  'search.estimators.grid.denseTrees': axis('ml-random-forest', 'denseTrees: [2]'),
  'search.estimators.grid.depth': axis('ml-random-forest', 'depth: [2]'),
  'search.estimators.grid.tree': axis('label-tree', 'tree: [codebook]'),
  'search.estimators.grid.branching': [
    '[{ kind: label-tree, grid: { branching: [2], leafCodes: [2] } }]',
    'search.grid={}',
    'search.estimators=[{ kind: label-tree, grid: { leafCodes: [2] } }]',
  ],
  'search.estimators.grid.leafCodes': axis('label-tree', 'leafCodes: [2]'),
  'search.estimators.grid.beam': [
    '[{ kind: label-tree, grid: { beam: [1], leafCodes: [2], branching: [2] } }]',
    'search.grid={}',
    'search.estimators=[{ kind: label-tree, grid: { leafCodes: [2], branching: [2] } }]',
  ],
  'search.estimators.grid.leastWeight': axis('label-tree', 'leastWeight: [1]'),
  'search.from': ['RUN'],
  'search.metric': ['accuracy', 'gate.metric=macroF1'],
  'search.mode': ['exact'],
  'search.tolerance': ['0.5', 'search.mode=exact'],
  'search.maxPasses': ['1'],
  'search.patience': ['1', 'search.maxPasses=12'],
  'search.certify': ['true'],
  'search.halving': ['true', 'search.maxPasses=12', 'search.grid={ l2: [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6] }'],
  'search.validation': ['folds', 'split.folds=2'],
  'search.grid.classWeight': ['[balanced]'],
  'search.grid.classWeight.power': ['[{ power: 0.9 }]', 'search.grid.classWeight=[{ power: 0.1 }]'],
  'search.grid.l2': ['[1e-2]'],
  'search.grid.l1': ['[1e-3]'],
  'search.grid.rank': ['[4]'],
  'search.grid.average': ['[2]'],
  'search.grid.blankout': ['[0.5]'],
  'search.grid.labelSmoothing': ['[0.3]'],
  'search.grid.logitAdjustment': ['[0.5]'],
  'search.grid.counting': ['[multinomial]', 'search.estimator=naive-bayes', 'search.grid={}'],
  'search.grid.alpha': ['[20]', 'search.estimator=naive-bayes', 'search.grid={}'],
  'search.grid.neighbours': ['[50]', 'search.estimator=lookup', 'search.grid={}'],
  'search.grid.trees': ['[5]', 'search.estimator=random-forest', 'search.grid={}'],
  'search.grid.tried': ['[1]', 'search.estimator=random-forest', 'search.grid={}'],
  'search.grid.leafRows': ['[40]', 'search.estimator=random-forest', 'search.grid={}'],
  'search.grid.denseFeatures': ['[4]', 'search.estimator=ml-logistic-regression', 'search.grid={}'],
  'search.grid.steps': ['[1]', 'search.estimator=ml-logistic-regression', 'search.grid={}'],
  'search.grid.learningRate': ['[0.1]', 'search.estimator=ml-logistic-regression', 'search.grid={}'],
  'search.grid.denseTrees': ['[2]', 'search.estimator=ml-random-forest', 'search.grid={}'],
  'search.grid.depth': ['[2]', 'search.estimator=ml-random-forest', 'search.grid={}'],
  'search.grid.tree': ['[codebook]', 'search.estimator=label-tree', 'search.grid={}'],
  'search.grid.branching': ['[2]', 'search.estimator=label-tree', 'search.grid={}', 'search.grid.leafCodes=[2]'],
  'search.grid.leafCodes': ['[2]', 'search.estimator=label-tree', 'search.grid={}'],
  'search.grid.beam': ['[1]', 'search.estimator=label-tree', 'search.grid={}', 'search.grid.leafCodes=[2]', 'search.grid.branching=[2]'],
  'search.grid.leastWeight': ['[1]', 'search.estimator=label-tree', 'search.grid={}'],
  'search.grid.words': ['[[1, 1]]'],
  'search.grid.chars': ['[[3, 4]]'],
  'search.grid.ids': ['[hashed]'],
  'search.grid.minDocumentFrequency': ['[3]'],
  'search.grid.maxFeatures': ['[100]'],
  'search.grid.termWeight': ['[binary]'],
  'search.grid.sublinear': ['[true]'],
  'search.grid.idf': ['[none]'],
  'search.grid.blocks': ['[kinds]'],
  'search.grid.blockWeights': ['[{ text: 2 }]'],
  'search.grid.blockWeights.*': ['[{ text: 3 }]', 'search.grid.blockWeights=[{ text: 2 }]'],
  'search.grid.titles': ['[true]'],
  'train.final': ['train'],
  'calibration.method': ['none'],
  'calibration.rows': ['role', 'calibration.method=slope'],
  'calibration.check': ['true', 'train.final=train+validation+calibration', 'calibration.method=slope'],
  'evaluate.repeats': ['2'],
  'evaluate.learningCurve': ['true'],
  'evaluate.suites': ['{ new: { kind: new-texts } }'],
  'evaluate.suites.*': ['{ kind: new-texts }', suites('{ kind: file, data: panel.parquet, unlabelled: skip }')],
  'evaluate.suites.*.kind': ['{ kind: unseen-values, column: shop }', suites('{ kind: latest, column: shop, from: 2026 }')],
  'evaluate.suites.*.column': ['{ kind: latest, column: other, from: 4 }', suites('{ kind: latest, column: price, from: 4 }')],
  'evaluate.suites.*.from': ['{ kind: latest, column: price, from: 5 }', suites('{ kind: latest, column: price, from: 4 }')],
  'evaluate.suites.*.data': [
    '{ kind: file, data: [panel.parquet, more.parquet], unlabelled: skip }',
    suites('{ kind: file, data: panel.parquet, unlabelled: skip }'),
  ],
  'evaluate.suites.*.id': [
    '{ kind: file, data: panel.parquet, id: shop, unlabelled: skip }',
    suites('{ kind: file, data: panel.parquet, unlabelled: skip }'),
  ],
  'evaluate.suites.*.text': [
    '{ kind: file, data: panel.parquet, text: [more], unlabelled: skip }',
    suites('{ kind: file, data: panel.parquet, unlabelled: skip }'),
  ],
  'evaluate.suites.*.label': [
    '{ kind: file, data: panel.parquet, label: shop, unlabelled: skip }',
    suites('{ kind: file, data: panel.parquet, unlabelled: skip }'),
  ],
  'evaluate.suites.*.unlabelled': ['{ kind: file, data: panel.parquet }', suites('{ kind: file, data: panel.parquet, unlabelled: skip }')],
  'review.budget': ['0.5'],
  'review.target.error': ['{ error: 0.9 }'],
  'review.target.confidence': ['{ error: 0.9, confidence: 0.6 }', 'review.target={ error: 0.9 }'],
  'review.stopAtParent': ['true'],
  'review.reviewerError': ['0.5'],
  'bundle.weights': ['i8'],
  'bundle.licence': ['CC0'],
  'gate.metric': ['accuracy', 'search.metric=macroF1'],
  'gate.margin': ['0.3'],
  'gate.weights': ['design'],
  'gate.confidence': ['0.6'],
  'gate.limits.minTextsPerCpuSecond': ['{ minTextsPerCpuSecond: 1e9 }'],
  'gate.limits.maxP95Ms': ['{ maxP95Ms: 1e-9 }'],
  'gate.limits.maxBundle': ['{ maxBundle: 1kB }'],
  'gate.limits.maxMemory': ['{ maxMemory: 1MB }'],
  'gate.consistency.data': ['{ data: a.parquet }'],
  'gate.consistency.maxShift': ['{ data: a.parquet, maxShift: 0 }', 'gate.consistency={ data: a.parquet }'],
  'gate.consistency.minAgreement': ['{ data: a.parquet, minAgreement: 1 }', 'gate.consistency={ data: a.parquet }'],
  'gate.suites': ['{ s: {} }', 'search.grid.l2=[1e-2]', suites('{ kind: file, data: panel.parquet, unlabelled: skip }')],
  'gate.suites.*': [
    '{ margin: 0.5 }',
    'search.grid.l2=[1e-2]',
    suites('{ kind: file, data: panel.parquet, unlabelled: skip }'),
    'gate.suites={ s: {} }',
  ],
  'gate.suites.*.margin': [
    '{ margin: 0.4 }',
    'search.grid.l2=[1e-2]',
    suites('{ kind: file, data: panel.parquet, unlabelled: skip }'),
    'gate.suites={ s: { margin: 0.01 } }',
  ],
  'gate.cannotTell': ['fail'],
  'gate.promote': ['true', 'gate.margin=1'],
  'privacy.examples': ['false'],
  'privacy.minGroupsPerNgram': ['4'],
  'resources.workers': ['3'],
  'resources.memory': ['200MiB'],
};

/** They decide where tasks run, which changes no result: test/spark/run.test.ts. Few rows are all held out anyway: test/stages/pool-plan.test.ts. */
const WITHOUT_EFFECT = new Set(['engine.kind', 'engine.remote', 'engine.node', 'calibration.heldOut']);

const PIPELINE = `name: base
data: { partitions: [a.parquet, b.parquet], label: label, codebook: codebook.csv }
features: { minDocumentFrequency: 1, words: [1, 2], chars: [3, 5] }
search: { maxPasses: 4, grid: { l2: [1e-4] } }
calibration: { method: temperature }
resources: { workers: 2, memory: 1GiB }
`;

const CODES = ['0111', '0112', '0121', '0122', '0211', '0212'];
const WORDS = ['Bread', 'loaves', 'the rye', 'Käse', 'milk', 'ＦＩＳＨ', 'cods', 'soap-bar', 'lamps', 'running'];

let folder: string;
let workspace: string;
let champion: string;
let services: Services;
let close: () => void;
let closed: Promise<void>;

function rows(first: number, count: number): Column[] {
  const rng = Rng.fromSeed(first + 1);
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const codes = numbers.map(() => rng.nextBelow(CODES.length));
  const word = (code: number) => WORDS[(rng.nextFloat() < 0.6 ? code : rng.nextBelow(WORDS.length)) % WORDS.length];
  const label = (code: number, number: number) => (number % 97 === 3 ? '9999' : number % 89 === 5 ? 'None' : CODES[code]);
  return [
    { name: 'id', type: 'text', values: numbers.map((number) => `r${number}`) },
    { name: 'text', type: 'text', values: codes.map((code) => `${word(code)} ${word(code)} the ${rng.nextBelow(30)}g`) },
    { name: 'more', type: 'text', values: codes.map((code) => `${word(code)}`) },
    { name: 'label', type: 'text', values: codes.map((code, i) => label(code, numbers[i] as number) as string) },
    { name: 'coarse', type: 'text', values: codes.map((code) => `c${code % 3}`) },
    { name: 'shop', type: 'text', values: codes.map((code) => `s${(code + rng.nextBelow(2)) % 4}`) },
    { name: 'price', type: 'float64', values: codes.map((code) => code + rng.nextBelow(3)) },
    { name: 'other', type: 'float64', values: codes.map(() => rng.nextBelow(9)) },
    { name: 'weight', type: 'float64', values: codes.map(() => 1 + rng.nextBelow(5)) },
    { name: 'household', type: 'text', values: numbers.map((number) => `h${number % 150}`) },
  ];
}

/** New texts with other ids, of which each tenth has no code. */
function panel(first: number, count: number): Column[] {
  return rows(first, count).map((column) =>
    column.name === 'label' ? { ...column, values: Array.from(column.values, (label, i) => (i % 10 === 0 ? null : label)) } : column,
  ) as Column[];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-keys-'));
  workspace = join(folder, 'workspace');
  await writeRows(folder, 'a.parquet', rows(0, 400));
  await writeRows(folder, 'b.parquet', rows(400, 200));
  await writeRows(folder, 'month=1/a.parquet', rows(0, 400));
  await writeRows(folder, 'panel.parquet', panel(5000, 90));
  await writeRows(folder, 'more.parquet', panel(6000, 30));
  const lines = ['01', '011', '012', '02', '021', ...CODES].map((code) => `${code},title ${code},${code.length === 2 ? '' : code.slice(0, -1)}`);
  writeFileSync(join(folder, 'codebook.csv'), `code,title,parent\n${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'changes.csv'), 'old,new,weight\n0111,0112,1\n');
  const signal = new AbortController().signal;
  services = await new Promise((ready, failed) => {
    const work = (opened: Services) => {
      ready(opened);
      return new Promise<void>((resolve) => {
        close = resolve;
      });
    };
    closed = withServices({ workspace, workerCount: 2, memoryBytes: 2 ** 30, signal, emit: () => {} }, work);
    closed.catch(failed);
  });
  // A champion for the gate and for `split.from`: of another training, on the same rows.
  champion = join(folder, 'registry');
  await seen(['search.grid.l2=[1e-1]', 'features.words=[1, 1]', 'features.chars=null'], new FsRegistry(champion));
  // Nothing differs from run to run, or every key would seem to act.
  expect(await seen([], registryWithChampion())).toEqual(await seenBefore([]));
});

afterAll(async () => {
  close();
  await closed;
  rmSync(folder, { recursive: true, force: true });
});

/** The first run of the workspace, which made the champion. */
function championRun(): string {
  return readdirSync(join(workspace, 'runs')).sort()[0] as string;
}

/** What a run shows to people and programs, without what differs from run to run. */
async function seen(settings: readonly string[], registry: FsRegistry): Promise<unknown> {
  const told: string[] = [];
  const emit = (event: RunEvent) => {
    if ((event.type === 'note' || event.type === 'warning') && !event.message.startsWith('forecast:')) told.push(event.message);
  };
  try {
    const named = settings.map((setting) => setting.replace(/=RUN$/, () => `=${championRun()}`));
    const config = await freezeSearch(parsePipeline(PIPELINE, 'pipeline.yaml', named), workspace);
    const request = {
      ...{ config, pipelineFile: null, commandLine: [], workspace, projectFolder: folder, requireClean: false },
      ...{ signal: new AbortController().signal, emit },
    };
    const { facts, made, manifest } = await runWith({ ...services, registry }, request);
    const folderOfRun = join(workspace, 'runs', facts.run);
    return {
      json: withoutTimes(runJson(facts, made)),
      end: gateEnd(made.comparison.decision, config.gate),
      told,
      // No more of the card: it repeats settings, which is no effect.
      licence: /## Licence[^#]*/.exec(readFileSync(join(folderOfRun, 'bundle', CARD_FILE), 'utf8'))?.[0],
      stored: await Promise.all(manifest.stages.flatMap(({ artifacts }) => artifacts).map(({ kind, key }) => contentOf(kind, key))),
      files: readdirSync(folderOfRun).map((name) => (name.endsWith('.parquet') ? [name, digestBytes(readFileSync(join(folderOfRun, name)))] : name)),
    };
  } catch (error) {
    if (error instanceof Failure) return error.detail;
    throw error;
  }
}

function withoutTimes(json: Readonly<Record<string, unknown>>): unknown {
  const {
    run: _run,
    seconds: _seconds,
    peakRssMb: _peak,
    bundle: _bundle,
    split: _split,
    report: _report,
    forecast: _forecast,
    coding: _coding,
    ...rest
  } = json;
  return rest;
}

async function contentOf(kind: string, key: Digest): Promise<unknown> {
  const entry = await services.store.entry(kind, key);
  return [kind, entry === undefined ? null : contentDigest(entry.artifact)];
}

/** The number of workers changes no result, but how long a run will take. */
async function forecastOf(settings: readonly string[]): Promise<unknown> {
  const config = parsePipeline(PIPELINE, 'pipeline.yaml', settings);
  const { made } = await planPipeline({ config, workspace, projectFolder: folder, signal: new AbortController().signal }, () => {});
  return made.forecast;
}

let championCount = 0;

/** A registry of its own with the same champion: for the gate, and for `split.from`. */
function registryWithChampion(): FsRegistry {
  const copy = join(folder, `registry-${championCount++}`);
  cpSync(champion, copy, { recursive: true });
  return new FsRegistry(copy);
}

const knownBefore = new Map<string, Promise<unknown>>();

/** What several keys are compared with is run once. */
function seenBefore(settings: readonly string[]): Promise<unknown> {
  const name = settings.join(' ');
  const known = knownBefore.get(name) ?? seen(settings, registryWithChampion());
  knownBefore.set(name, known);
  return known;
}

const paths = keysBelow(z.toJSONSchema(pipelineConfig, { io: 'input', unrepresentable: 'any' }), '')
  .filter(({ node }) => node.properties === undefined && !node.anyOf)
  .map(({ path }) => path);

describe('every key of a pipeline file acts', () => {
  test('and is tried here', () => {
    const tried = new Set([...Object.keys(CASES), ...WITHOUT_EFFECT]);
    expect(paths.filter((path) => !tried.has(path))).toEqual([]);
  });

  test.each(Object.entries(CASES))('%s', async (key, [value, ...beside]) => {
    const path = key
      .replace(/(evaluate|gate)\.suites\.\*.*$/, '$1.suites.s')
      .replace(/\.(column|bins|power|\*)$/, '')
      .replace(/(split\.test|search\.estimators|review\.target|gate\.limits|gate\.consistency)\..*$/, '$1');
    const changed = [...beside, `${path}=${value}`];

    const before = key === 'resources.workers' ? await forecastOf(beside) : await seenBefore(beside);
    const after = key === 'resources.workers' ? await forecastOf(changed) : await seen(changed, registryWithChampion());

    expect(after).not.toEqual(before);
  });
});
