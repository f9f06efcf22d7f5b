import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^;'"]*?\sfrom\s+)?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/g;

/** All files under a folder of the repository whose names end so; none when the folder is not there. */
export function filesUnder(root, folder, ending) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * The tests beside the given source folders: those of the mirrored folder; for a folder of a stage, whose tests stand beside
 * those of other stages, the ones that are named after it or import it directly. Integration tests are too slow to run a mutant each.
 */
export function testsBeside(root, folders) {
  const tests = folders.flatMap((folder) => {
    const mirror = folder.replace('src/', 'test/');
    if (existsSync(join(root, mirror))) return filesUnder(root, mirror, '.test.ts');
    const isBeside = (test) => test.startsWith(mirror) || readImports(root, test).some((file) => file.startsWith(`${folder}/`));
    return filesUnder(root, dirname(mirror), '.test.ts').filter(isBeside);
  });
  return [...new Set(tests)].filter((file) => !file.includes('.integration.'));
}

/** For each test the source files that it loads, and over how many imports. */
export function reachOf(root, tests) {
  const importsOf = new Map();
  const imports = (file) => {
    if (!importsOf.has(file)) importsOf.set(file, readImports(root, file));
    return importsOf.get(file);
  };
  return new Map(tests.map((test) => [test, distances(test, imports)]));
}

function distances(from, imports) {
  const distance = new Map([[from, 0]]);
  for (const [file, steps] of distance) {
    for (const next of imports(file)) if (!distance.has(next)) distance.set(next, steps + 1);
  }
  return distance;
}

function readImports(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)]
    .map(([, from, dynamic]) =>
      join(dirname(file), (from ?? dynamic).replace(/\.js$/, '.ts'))
        .split(sep)
        .join('/'),
    )
    .filter((path) => path.endsWith('.ts') && existsSync(join(root, path)));
}
