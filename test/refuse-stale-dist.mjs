// Runs before any test: many of them run what is compiled in dist, which must be that of the sources beside it.
import { fileURLToPath } from 'node:url';
import { staleParts } from '../src/build/built-from.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Throws when dist was not built from the sources as they are now; in watch mode also before a run that a change started. */
export default function refuseStaleDist(project) {
  check();
  project.onTestsRerun(check);
}

function check() {
  // For work in watch mode on what runs nothing of dist. Never set where a result counts.
  if (process.env.MILLRACE_STALE_DIST === 'allow') return;
  const stale = staleParts(root);
  if (stale.length === 0) return;
  const script = stale.every((part) => part === 'typescript') ? 'npm run build:ts' : 'npm run build';
  const lines = [
    'dist was not built from the sources as they are now, so no test is run',
    '  where:  dist',
    `  got:    other sources, or a build that did not end, for: ${stale.join(', ')}`,
    '  wanted: compiled files of the sources beside them',
    `  hint:   run ${script}; MILLRACE_STALE_DIST=allow goes on, for tests that run nothing of dist`,
  ];
  throw new Error(lines.join('\n'));
}
