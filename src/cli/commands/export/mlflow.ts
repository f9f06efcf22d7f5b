import { resolve } from 'node:path';
import { exportMlflow } from '../../../app/export/export-mlflow.js';
import { findModel } from '../../../app/find-model.js';
import { FsRegistry } from '../../../registry/fs/fs-registry.js';
import { formatCount } from '../../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import { requiredOption } from '../../parse-option.js';

/** `millrace export mlflow`: a model as MLflow loads it. */
export async function exportMlflowModel(input: CommandInput): Promise<Outcome> {
  const { global } = input;
  const out = resolve(global.projectFolder, requiredOption(input, 'out', 'the folder to make, such as mlflow-model'));
  const bundle = await findModel(argument(input, 0), global, new FsRegistry(global.workspace));
  const { files } = await exportMlflow(bundle, out);
  const text = `${formatCount(files)} files in ${out}\nserved by: mlflow models serve --env-manager local -m ${out}`;
  return { json: { bundle, out, files }, text };
}
