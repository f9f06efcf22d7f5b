import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { applyMutation } from './mutate.mjs';

/** How tests name a compiled file: `new URL('../../dist/…', import.meta.url)`. */
const COMPILED = /(['"`])(?:\.\.\/)+dist\//g;

/**
 * A copy of the compiled program for one lane, which tests of this lane take for `dist`. Threads and processes that a test starts run
 * compiled code, and must have the mutant too: else a mutant of a fit would be found by nothing but the difference to its own
 * other half, and one of how members of a team wait for each other by no test at all.
 */
export function openLaneDist(root, lane) {
  const folder = join(root, 'workspace/mutants', `lane-${lane}`);
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  const compiledOf = (file) => file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');

  return {
    /** The text of a test, which looks here for compiled files. */
    redirect: (text) => text.replace(COMPILED, `$1${pathToFileURL(join(folder, 'dist')).href}/`),
    place(mutant, text) {
      const options = { loader: 'ts', format: 'esm', target: 'es2023', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } };
      writeFileSync(join(folder, compiledOf(mutant.file)), transformSync(applyMutation(text, mutant), options).code);
    },
    restore: (mutant) => cpSync(join(root, compiledOf(mutant.file)), join(folder, compiledOf(mutant.file))),
    isTest: (id) => relative(root, id).startsWith('test/'),
  };
}
