import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import { modelFiles } from '../../tracking/mlflow/model-files.js';

/** Writes a bundle as a model that MLflow loads, into a new or empty folder, whole or not at all. Checks every byte of the bundle first. */
export async function exportMlflow(bundle: string, outFolder: string): Promise<{ readonly files: number }> {
  if (existsSync(outFolder) && readdirSync(outFolder).length > 0) throw notEmpty(outFolder);
  await verifyBundle(bundle);
  const files = await modelFiles(bundle);
  await withFileFailures(outFolder, async () => {
    const unfinished = `${outFolder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    for (const { path, content } of files) {
      const file = join(unfinished, path);
      makeFolder(dirname(file));
      if ('file' in content) copyFileSync(content.file, file);
      else writeFileSync(file, content.text);
    }
    rmSync(outFolder, { recursive: true, force: true });
    renameSync(unfinished, outFolder);
  });
  return { files: files.length };
}

function notEmpty(folder: string): Error {
  return fail('usage.wrong-value', { what: 'the folder is not empty', where: folder, got: 'files', wanted: 'a new or an empty folder' });
}
