import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads the parts of a package that `npm run build` bundled into `dist/libraries`, also when this file is run from `src`
 * (tests). Throws what `require` throws when they were never built. The type is the caller's word: it is not checked.
 */
export function loadLibrary(name: 'arrow' | 'duckdb' | 'echarts' | 'grpc' | 'ml' | 'natural' | 'server'): unknown {
  const folder = import.meta.url.endsWith('.ts') ? '../../../dist/libraries' : '../../libraries';
  return require(`${folder}/${name}.cjs`);
}
