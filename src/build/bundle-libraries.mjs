// Bundles the few parts of large packages that we use into dist/libraries, with their licences beside them, so that an
// install does not bring the packages: `natural` depends on database clients, `echarts` on every form of chart. Of Arrow
// what counts is the time: every thread that reads texts loads it, and one file loads in a ninth of the time of its 146. So it
// is with DuckDB's package, which every command and every worker that prepares rows loads: half the time; its native part
// stays the package that it is.
// `npm run build` calls it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPart } from './built-from.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}dist/libraries`;
const LANGUAGES = ['de', 'en', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'sv'];

/** Each language's files run when that language is first asked for. */
const NATURAL = `
module.exports.stemmers = { ${LANGUAGES.map((language) => `${language}: () => require('natural/lib/natural/stemmers/porter_stemmer${ending(language)}.js')`)} };
module.exports.stopWords = { de: () => require('stopwords-iso').de, ${LANGUAGES.filter((language) => language !== 'de').map(
  (language) => `${language}: () => require('natural/lib/natural/util/stopwords${ending(language)}.js').words`,
)} };
`;

const ECHARTS = `
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
use([CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);
export { init };
`;

/** Arrow leaves the decoders of compressed batches to its users. */
const ARROW = `
export { decompress as decodeZstd } from 'fzstd';
export {
  Bool, CompressionType, compressionRegistry, Field, Float64, Int32, Int64, List, makeData, RecordBatch, RecordBatchFileWriter, RecordBatchReader, RecordBatchStreamWriter, Schema,
  Struct, Table, tableFromIPC, tableToIPC, Utf8
} from 'apache-arrow';
`;

const SERVER = `
module.exports.fastify = require('fastify');
module.exports.LogController = require('fastify').LogController;
module.exports.swagger = require('@fastify/swagger');
module.exports.prometheus = require('prom-client');
`;

const GRPC = `
module.exports = require('@grpc/grpc-js');
`;

const DUCKDB = `
module.exports = require('@duckdb/node-api');
`;
const NATIVE_PACKAGES = ['@duckdb/node-bindings'];

/** Of the forests those that classify: what others need has no licence file. */
const ML = `
export { default as LogisticRegression } from 'ml-logistic-regression';
export { RandomForestClassifier } from 'ml-random-forest/src/RandomForestClassifier.js';
export { Matrix } from 'ml-matrix';
`;

/** The German stemmer loads the stop words of 57 languages and reads its own. */
const onlyGerman = {
  name: 'only-german',
  setup({ onLoad }) {
    onLoad({ filter: /stopwords-iso\.json$/ }, ({ path }) => {
      const { de } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ de }), loader: 'json' };
    });
  },
};

await buildPart(root, 'libraries', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}/licences`, { recursive: true });
  await bundle('natural', NATURAL);
  await bundle('echarts', ECHARTS);
  await bundle('arrow', ARROW);
  await bundle('duckdb', DUCKDB);
  await bundle('server', SERVER);
  await bundle('grpc', GRPC);
  await bundle('ml', ML);
});

async function bundle(name, contents) {
  const { metafile } = await build({
    stdin: { contents, resolveDir: root },
    outfile: `${folder}/${name}.cjs`,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    external: NATIVE_PACKAGES,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: `// Parts of ${name} and what it needs, bundled and minified. Copyrights and licences: the folder licences beside this file.` },
    metafile: true,
    plugins: [onlyGerman],
  });
  const files = Object.keys(metafile.inputs).filter((file) => file.includes('node_modules/'));
  const packages = new Set(files.map((file) => file.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)[0]));
  for (const path of packages) {
    const text = licenceOf(
      path,
      files.filter((file) => file.startsWith(`${path}/`)),
    );
    writeFileSync(`${folder}/licences/${path.replace(/.*node_modules\//, '').replace('/', '-')}.txt`, text);
  }
}

/** A package's licence and notice files, those of what it includes, and the copyright heads of its bundled files. */
function licenceOf(path, files) {
  const { name, version, license, author } = JSON.parse(readFileSync(`${root}${path}/package.json`, 'utf8'));
  const isLicence = (file) => /^(licen[cs]e|notice|copyright)/i.test(file);
  const own = readdirSync(`${root}${path}`, { withFileTypes: true }).filter((entry) => isLicence(entry.name));
  const found = own.flatMap((entry) =>
    entry.isFile() ? [entry.name] : readdirSync(`${root}${path}/${entry.name}`).map((file) => `${entry.name}/${file}`),
  );
  const texts = found.sort((a, b) => (a < b ? -1 : 1)).map((file) => readFileSync(`${root}${path}/${file}`, 'utf8').trim());
  if (!found.some((file) => /licen[cs]e/i.test(file))) {
    if (license !== 'MIT') throw new Error(`${path}: no licence file, and ${license} is not a licence whose text we know`);
    texts.push(mit((author.name ?? author).replace(/ [<(].*/, '')));
  }
  const heads = files.filter((file) => /\.[cm]?js$/.test(file)).flatMap((file) => headOf(readFileSync(`${root}${file}`, 'utf8')));
  return `${[`${name} ${version} (${license})`, ...texts, ...new Set(heads)].join('\n\n----\n\n')}\n`;
}

function headOf(text) {
  return [...text.matchAll(/\/\*[\s\S]*?\*\//g)].map(([comment]) => comment).filter((comment) => /copyright|licen[cs]e/i.test(comment));
}

function ending(language) {
  return language === 'en' ? '' : `_${language}`;
}

/** For a package that names this licence without a copy of it. */
function mit(holder) {
  return readFileSync(`${root}LICENSE`, 'utf8')
    .trim()
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}
