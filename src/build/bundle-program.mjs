// Bundles what compiling made into dist/program, where it is started from: a command loads some dozens of files there instead of
// some hundreds, and starts in three quarters of the time. Packages stay where they are.
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/** What is started by its file: the command line, and the hosts that run our code in another thread or process. */
export const STARTED = ['cli/run-command-line', 'tasks/hosts/thread-host', 'tasks/hosts/process-host', 'app/compare/baselines/baseline-process'];

/** Bundles a folder of compiled code into its own folder `program`, whose older content goes. */
export async function bundleProgram(path) {
  // As the bundler names the files in it.
  const dist = realpathSync(path);
  const folder = join(dist, 'program');
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: Object.fromEntries(STARTED.map((entry) => [basename(entry), join(dist, `${entry}.js`)])),
    outdir: folder,
    absWorkingDir: dist,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    plugins: [ownPlaces(dist, folder)],
  });
}

/** A module that asks where it is hears of its place before bundling: kernels, libraries and package.json are found from there. */
function ownPlaces(dist, folder) {
  return {
    name: 'own-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!path.startsWith(dist + sep)) return undefined;
        const place = JSON.stringify(relative(folder, path).split(sep).join('/'));
        return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
      });
    },
  };
}
