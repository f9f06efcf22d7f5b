import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestBytes } from '../../core/digest.js';
import { type InputColumns, readInputColumns } from '../../model/bundle/input-columns.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import type { TrackedFile } from '../tracker.js';
import { LOADER_SOURCE } from './loader-source.js';

/**
 * A bundle as MLflow loads a model, paths below its folder: `MLmodel`, the loader in `code/`, the bundle as it is in `data/`. Failures:
 * `usage.missing-model`, `artifact.corrupt`.
 */
export async function modelFiles(bundle: string): Promise<readonly TrackedFile[]> {
  const { modelDigest } = await readManifest(bundle);
  const columns = await readInputColumns(bundle);
  const loader = loaderName(modelDigest);
  return [
    { path: 'MLmodel', content: { text: `${JSON.stringify(mlmodel(loader, modelDigest, columns), null, 2)}\n` } },
    { path: 'columns.json', content: { text: `${JSON.stringify(columns)}\n` } },
    { path: `code/${loader}.py`, content: { text: LOADER_SOURCE } },
    ...readdirSync(bundle).map((name) => ({ path: `data/${name}`, content: { file: join(bundle, name) } })),
  ];
}

/** Of its own for each model and release: Python keeps one module of a name, whichever folder it came from. */
function loaderName(modelDigest: Digest): string {
  return `millrace_${digestBytes(modelDigest + LOADER_SOURCE).slice(0, 16)}`;
}

/** JSON, which is YAML too. Schemas are JSON inside of texts, as MLflow wants them. */
function mlmodel(loader_module: string, modelDigest: Digest, { texts, categories, numbers }: InputColumns): object {
  const column = (name: string, type: 'string' | 'double', required: boolean) => ({ type, name, required });
  const inputs = [
    ...texts.map((name) => column(name, 'string', true)),
    ...categories.map((name) => column(name, 'string', false)),
    ...numbers.map((name) => column(name, 'double', false)),
  ];
  const outputs = [column('code', 'string', false), column('score', 'double', false)];
  return {
    flavors: {
      millrace: { format_version: 1, model_digest: modelDigest },
      python_function: { loader_module, code: 'code', data: 'data' },
    },
    signature: {
      inputs: JSON.stringify(inputs),
      outputs: JSON.stringify(outputs),
      params: JSON.stringify([{ name: 'k', type: 'long', default: 1, shape: null }]),
    },
  };
}
