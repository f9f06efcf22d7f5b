type Started = 'run-command-line' | 'thread-host' | 'process-host' | 'baseline-process';

/** A file of ours that is started or loaded by its place, as `npm run build` bundled it into `dist/program`, also when this file is run from `src` (tests). */
export function programFile(name: Started): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../../../dist/program' : '../../program';
  return new URL(`${folder}/${name}.js`, import.meta.url);
}
