import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { distUrl } from './dist-url.js';

const require = createRequire(import.meta.url);

/**
 * Loads the parts of a package that `npm run build` bundled into `dist/libraries`. Throws what `require` throws when they were never
 * built. The type is the caller's word: it is not checked.
 */
export function loadLibrary(name: 'arrow' | 'duckdb' | 'echarts' | 'grpc' | 'ml' | 'natural' | 'server'): unknown {
  return require(fileURLToPath(distUrl(`libraries/${name}.cjs`)));
}
