// Knows what the parts of dist were built from. A part's stamp is a digest of its sources, written when its build has ended:
// a build that was cut short, or sources that were changed, moved or checked out since, show as a stamp that differs.
// Plain Node without dependencies, since setup needs it before anything is installed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Sources of each part that tests run; all depend on the tools that the lockfile names. */
const PARTS = {
  typescript: (path) => (path.endsWith('.ts') && !path.startsWith('src/kernels/assembly/')) || path === 'src/build/bundle-program.mjs',
  kernels: (path) => path.startsWith('src/kernels/assembly/') || path === 'src/kernels/build.mjs',
  libraries: (path) => path === 'src/build/bundle-libraries.mjs',
};
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** The stamp of setup, which builds all parts and what is derived from them. */
export function stampOfAll(root) {
  return join(root, 'dist', '.millrace-setup');
}

/** Builds a part and stamps it; without a stamp while it is being built. What `build` throws leaves it so. */
export async function buildPart(root, part, build) {
  const stamp = stampOf(root, part);
  rmSync(stamp, { force: true });
  // Dist is no longer what setup left, also when the sources should become again what they were then.
  rmSync(stampOfAll(root), { force: true });
  const digest = digestOfPart(root, part);
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, digest);
}

/** The parts that were not built from the sources as they are now. */
export function staleParts(root) {
  return Object.keys(PARTS).filter((part) => readOr(stampOf(root, part), '') !== digestOfPart(root, part));
}

/** The files below src that a part is built from, as paths from the root with `/` between folders. */
export function sourcesOf(root, part) {
  return filesBelow(root, 'src').filter(PARTS[part]);
}

/** Files below a folder of the root, in an order that no locale changes. */
export function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Digest of all that is built, whichever part it belongs to. */
export function digestOfSources(root) {
  return digestOf(root, [...filesBelow(root, 'src'), ...SETTINGS], []);
}

/** Digest of the names and contents of files, and of some words. A file that is not there counts as empty. */
export function digestOf(root, paths, words) {
  const hash = createHash('sha256');
  for (const word of words) hash.update(`${word}\n`);
  for (const path of paths)
    hash
      .update(`${path}\n`)
      .update(readOr(join(root, path), ''))
      .update('\n');
  return hash.digest('hex');
}

export function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return otherwise;
    throw error;
  }
}

function digestOfPart(root, part) {
  return digestOf(root, [...sourcesOf(root, part), ...SETTINGS], []);
}

function stampOf(root, part) {
  return join(root, 'dist', `.built-${part}`);
}
