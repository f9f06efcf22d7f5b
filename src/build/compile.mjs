// Compiles src into dist, removes what earlier sources left there, and bundles what is started. `npm run build:ts` calls it.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPart, filesBelow, sourcesOf } from './built-from.mjs';
import { bundleProgram } from './bundle-program.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const COMPILED = /(\.js|\.js\.map|\.d\.ts)$/;

await buildPart(root, 'typescript', async () => {
  // Of a file of declarations nothing is compiled.
  const wanted = sourcesOf(root, 'typescript')
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => path.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js'));
  removeOrphans(new Set(wanted));
  // The compiler writes only what has changed since its record; what somebody deleted by hand it would not miss.
  if (!wanted.every((path) => existsSync(join(root, path)))) rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, signal, error } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status === 0) return bundleProgram(join(root, 'dist'));
  if (error ?? signal) process.stderr.write(`tsc: ${error?.message ?? `ended by ${signal}`}\n`);
  process.exit(status ?? 1);
});

/** Compiled files whose source was removed or moved would still be found by imports, and by tests. */
function removeOrphans(wanted) {
  if (!existsSync(join(root, 'dist'))) return;
  for (const path of filesBelow(root, 'dist')) {
    if (COMPILED.test(path) && !wanted.has(path.replace(COMPILED, '.js'))) rmSync(join(root, path));
  }
}
