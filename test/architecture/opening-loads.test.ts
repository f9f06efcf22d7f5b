import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('opens bundles without loading what kinds of models import when they fit', async () => {
  const { inputs } = await filesOf('src/app/index.ts');
  const importedLater = Object.entries(inputs)
    .filter(([file]) => file.startsWith('src/estimators/'))
    .flatMap(([, { imports }]) => imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path));

  const loaded = loadedWith('src/app/index.ts', inputs);

  expect(importedLater).toContain('src/estimators/linear/elsewhere/fit-linear.ts');
  expect(loaded).toContain('src/estimators/linear/linear.ts');
  expect(importedLater.filter((file) => loaded.has(file))).toEqual([]);
});

type Inputs = Awaited<ReturnType<typeof filesOf>>['inputs'];

/** What a file imports, and what these import, as the compiler leaves it: without what is imported for its types. */
async function filesOf(entry: string) {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  return metafile;
}

/** The files that are loaded with one, itself too. */
function loadedWith(file: string, inputs: Inputs, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const { kind, external, path } of inputs[file]?.imports ?? []) {
    if (kind === 'import-statement' && external !== true) loadedWith(path, inputs, loaded);
  }
  return loaded;
}
