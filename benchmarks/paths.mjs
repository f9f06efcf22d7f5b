import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project, its compiled code, and the folders that benchmarks write. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DIST = join(ROOT, 'dist');
export const BENCHMARKS = join(ROOT, 'benchmarks');
/** Data and temporary workspaces; never committed. */
export const CACHE = join(BENCHMARKS, '.cache');
export const RESULTS = join(BENCHMARKS, 'results');
export const PEER_PYTHON = join(BENCHMARKS, '.venv', 'bin', 'python');
