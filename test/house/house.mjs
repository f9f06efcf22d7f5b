// `npm run house`: how the tree stands on what src/ is to become, one line a figure. With --files it also names what is counted.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  filesThatKnowTheLinearModel,
  fitOutcomes,
  fitRequests,
  functionLengths,
  largestFolder,
  lineCount,
  median,
  sourcesOf,
  splitSteps,
  tasksOfTheMainThread,
} from './measure.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const named = process.argv.includes('--files');

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort((a, b) => (a < b ? -1 : 1))
  .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));

const sources = sourcesOf(files);
const functions = sources.flatMap(({ text }) => functionLengths(text));
const { folder, count } = largestFolder(files);
const paths = (found) => found.map(({ path }) => path);

figure('files outside kernels, ml and the linear kinds that name l2, stride, LinearModel', paths(filesThatKnowTheLinearModel(files)), '< 8');
figure('files in tasks/ that run on the main thread only', paths(tasksOfTheMainThread(files)), '0');
figure('types that say what is asked of a fit, from the search to the kernel', fitRequests(files), '1');
figure('types that say what came of a fit, from the search to the kernel', fitOutcomes(files), '1');
figure('ordered steps that an engine must offer for a split', splitSteps(files), '1');
figure(`files in the largest flat folder (${folder})`, count, '<= 15');
figure(`median lines of a file (${sources.length})`, median(sources.map(({ text }) => lineCount(text))), '60 to 150');
figure(`median lines of a function (${functions.length})`, median(functions), 'about 10');

function figure(what, counted, wanted) {
  const list = Array.isArray(counted) ? counted : [];
  console.log(`${what.padEnd(82)} ${String(Array.isArray(counted) ? list.length : counted).padStart(4)}   wanted ${wanted}`);
  if (named) for (const item of list) console.log(`    ${item}`);
}
