import { describe, expect, test } from 'vitest';
import { bannedCalls, staleExceptions } from './banned-calls.js';
import { undocumentedExports } from './doc-coverage.js';
import { engineTypeNames } from './engine-types.js';
import { layerFaults } from './layers.js';
import { type Fault, readSourceFiles, type SourceFile } from './source-file.js';
import { unwantedWords } from './tree-words.js';

const sources = readSourceFiles('src', /\.(ts|mjs)$/);
const withoutAssembly = sources.filter(({ path }) => !path.startsWith('src/kernels/assembly/'));

const lines = (faults: readonly Fault[]) => faults.map(({ where, what }) => `${where} ${what}`);

describe('the source', () => {
  test('keeps to the layers, with one folder a package and no barrel files', () => {
    expect(lines(layerFaults(withoutAssembly))).toEqual([]);
  });

  test('calls nothing whose result depends on the machine, the moment or the engine', () => {
    expect(lines(bannedCalls(sources))).toEqual([]);
  });

  test('needs every exception that the list of banned calls makes', () => {
    expect(staleExceptions(sources)).toEqual([]);
  });

  test('spells the type names of the relational engine nowhere outside its folder', () => {
    expect(lines(engineTypeNames(sources))).toEqual([]);
  });

  test('documents every export', () => {
    const covered = withoutAssembly.filter(({ path }) => /(?<!\.d)\.ts$/.test(path));
    expect(lines(undocumentedExports(covered))).toEqual([]);
  });
});

describe('the tree', () => {
  test('holds no machine paths, secrets or notes about who typed it', () => {
    const tree = readSourceFiles('', /\.(ts|mjs|js|json|ya?ml|md|sh|py|txt|csv)$|^\.ci\/|^LICENSE$/).filter(
      ({ path }) => path !== 'package-lock.json' && !path.startsWith('test/architecture/'),
    );
    expect(lines(unwantedWords(tree))).toEqual([]);
  });

  test('pins every dependency to one version, and the lockfile agrees', () => {
    const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => JSON.parse(readFile(name).text)) as [Manifest, Lock];
    const pinned = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
    expect(pinned.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    expect(pinned.filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)).toEqual([]);
  });
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

function readFile(name: string): SourceFile {
  const [file] = readSourceFiles('', new RegExp(`^${name.replaceAll('.', '\\.')}$`));
  if (file === undefined) throw new Error(`${name} is missing`);
  return file;
}
