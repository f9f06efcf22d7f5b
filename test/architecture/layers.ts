import { importLines } from './import-lines.js';
import type { Fault, SourceFile } from './source-file.js';

/** Folder of `src/` → layer. A file imports from its own folder or from lower layers. */
export const LAYERS: Readonly<Record<string, number>> = {
  build: 1,
  core: 1,
  kernels: 2,
  text: 3,
  ml: 3,
  estimators: 4,
  evaluation: 4,
  artifacts: 5,
  config: 5,
  forecast: 5,
  model: 6,
  store: 7,
  registry: 7,
  tracking: 7,
  engine: 7,
  tasks: 8,
  training: 9,
  runner: 10,
  stages: 11,
  report: 12,
  app: 13,
  serve: 14,
  cli: 14,
  synth: 14,
  bench: 14,
};

/** Programs may use each other: they choose adapters and belong to no flow. */
const PROGRAMS = 14;

/** Folders that hold an interface at their root and its bodies in subfolders. */
const INTERFACES = new Set(['store', 'registry', 'tracking', 'engine']);

const EXCEPTIONS: readonly { readonly from: string; readonly to: string; readonly reason: string }[] = [
  {
    from: 'src/artifacts/',
    to: 'src/config/pipeline-config.ts',
    reason: 'specs and fits hold the settings they were made with, in the words of the config',
  },
];

/** What a folder sees of lower layers, where that is less than all: nothing in `not`, or only what is in `only`. */
const BLINKERS: readonly { readonly folder: string; readonly not?: readonly string[]; readonly only?: readonly string[]; readonly what: string }[] = [
  { folder: 'runner', not: ['src/kernels/', 'src/tasks/'], what: 'the runner knows no kernel and no task' },
  {
    folder: 'forecast',
    only: ['src/forecast/', 'src/core/', 'src/estimators/kind-settings.ts'],
    what: 'the forecast asks and adds up: it knows nothing that takes memory by name',
  },
];

/** What lies here is no dependency of an install: `src/report`, `src/artifacts`, `src/model` and `src/app/formats` take types from echarts and Arrow, nothing else. */
const BUNDLER = 'src/build/bundle-libraries.mjs';

/** What `import … from 'millrace'` gives: for programs of others, never for a file of ours. */
const PACKAGE_ENTRY = 'src/app/index.ts';

/** The folder that wraps each package (zod: the two that parse files from outside, and types of it where kinds of models say what their settings may be); packages that are not listed may be imported nowhere in `src/`. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['src/engine/duckdb/', BUNDLER],
  piscina: ['src/engine/piscina/'],
  'string-width': ['src/core/'],
  echarts: ['src/report/', BUNDLER],
  natural: [BUNDLER],
  'ml-logistic-regression': [BUNDLER],
  'ml-random-forest': [BUNDLER],
  'ml-matrix': [BUNDLER],
  'stopwords-iso': [BUNDLER],
  minimatch: ['src/core/'],
  'csv-parse': ['src/stages/source/'],
  'apache-arrow': ['src/artifacts/', 'src/model/', 'src/engine/spark/', 'src/app/formats/', BUNDLER],
  fzstd: [BUNDLER],
  yaml: ['src/config/'],
  zod: ['src/config/', 'src/model/', 'src/estimators/'],
  commander: ['src/cli/'],
  'cli-progress': ['src/cli/'],
  assemblyscript: ['src/kernels/'],
  esbuild: ['src/build/'],
  fastify: ['src/serve/', BUNDLER],
  '@fastify/swagger': ['src/serve/', BUNDLER],
  'prom-client': ['src/serve/', BUNDLER],
  '@grpc/grpc-js': ['src/engine/spark/', BUNDLER],
  '@bufbuild/protobuf': ['src/engine/spark/'],
};

/** Imports that break the layer table, the one-folder rule of packages, or the rule about barrel files. */
export function layerFaults(files: readonly SourceFile[]): Fault[] {
  return files.flatMap((file) => [
    ...indexFileFaults(file),
    ...importLines(file).flatMap(({ where, target, specifier, package: name }) => {
      if (name !== null) return packageFaults(file.path, where, name);
      if (target === null) return [];
      const what = importFault(file.path, target) ?? barrelFault(target, specifier);
      return what === undefined ? [] : [{ where, what: `${what} (imports ${target})` }];
    }),
  ]);
}

function importFault(from: string, target: string): string | undefined {
  if (EXCEPTIONS.some((exception) => from.startsWith(exception.from) && target.startsWith(exception.to))) return undefined;
  const [, fromFolder = '', fromName] = from.split('/');
  const [targetTop, targetFolder = '', targetName, ...deeper] = target.split('/');
  if (targetTop !== 'src') return 'src imports nothing outside src';
  const fromLayer = LAYERS[fromFolder];
  const targetLayer = LAYERS[targetFolder];
  if (fromLayer === undefined) return `src/${fromFolder} is in no layer`;
  if (targetLayer === undefined) return `src/${targetFolder} is in no layer`;
  const blinkers = BLINKERS.find(({ folder }) => folder === fromFolder);
  if (blinkers?.not?.some((path) => target.startsWith(path))) return blinkers.what;
  if (blinkers?.only?.every((path) => !target.startsWith(path))) return blinkers.what;
  // What lies beside the folders of stages belongs to none of them.
  if (fromFolder === 'stages' && targetFolder === 'stages' && fromName !== targetName && deeper.length > 0)
    return 'a stage never imports another stage';
  if (seesInterfacesOnly(from) && INTERFACES.has(targetFolder) && deeper.length > 0) {
    return 'tasks, training, runner and stages import interfaces, never their bodies';
  }
  if (fromFolder === targetFolder || targetLayer < fromLayer || (fromLayer === PROGRAMS && targetLayer === PROGRAMS)) return undefined;
  return `layer ${fromLayer} (${fromFolder}) imports layer ${targetLayer} (${targetFolder})`;
}

/** A host of tasks chooses their engine, as a program does. */
function seesInterfacesOnly(path: string): boolean {
  return /^src\/(tasks|training|runner|stages)\//.test(path) && !path.startsWith('src/tasks/hosts/');
}

function barrelFault(target: string, specifier: string): string | undefined {
  if (!/(^|\/)index\.[jt]s$/.test(specifier)) return undefined;
  if (/^(\.\/|(\.\.\/)+)index\.js$/.test(specifier)) return 'a file never imports the index of its own or a parent folder';
  return /^src\/stages\/[^/]+\/index\.ts$/.test(target) ? undefined : 'only a stage has an index';
}

function indexFileFaults(file: SourceFile): Fault[] {
  const barrel = /\/index\.ts$/.test(file.path) && !/^src\/stages\/[^/]+\/index\.ts$/.test(file.path) && file.path !== PACKAGE_ENTRY;
  return barrel ? [{ where: file.path, what: 'only a stage has an index file, and the package' }] : [];
}

function packageFaults(from: string, where: string, name: string): Fault[] {
  const folders = PACKAGES[name];
  if (folders === undefined) return [{ where, what: `no folder wraps the package ${name}: add it to the table with its folder` }];
  return folders.some((folder) => from.startsWith(folder)) ? [] : [{ where, what: `${name} is imported in ${folders.join(', ')} only` }];
}
