import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireSplit } from '../../app/bundle/require-split.js';
import { findModel } from '../../app/find-model.js';
import { splitFileBeside } from '../../artifacts/files/split-files.js';
import { fail } from '../../core/failure.js';
import { packBundle } from '../../model/bundle/archive/pack-bundle.js';
import { unpackBundle } from '../../model/bundle/archive/unpack-bundle.js';
import { readManifest } from '../../model/bundle/read-manifest.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { formatCount } from '../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { requiredOption } from '../parse-option.js';

/** `millrace bundle pack`: a model as one file. */
export async function bundlePack(input: CommandInput): Promise<Outcome> {
  const { global, signal } = input;
  const out = resolve(global.projectFolder, requiredOption(input, 'out', 'the file to write, such as model.tar'));
  const bundle = await findModel(argument(input, 0), global, new FsRegistry(global.workspace));
  const { modelDigest, splitDigest } = await readManifest(bundle);
  const splitFile = input.options.withSplit === true ? splitBeside(bundle) : null;
  if (splitFile !== null) await requireSplit(splitFile, splitDigest, global);
  const byteCount = await packBundle(bundle, out, splitFile, signal);
  const text = [
    `packed ${formatCount(byteCount)} bytes`,
    `  archive  ${out}`,
    `  model    ${modelDigest}`,
    `  split    ${splitFile === null ? 'not packed' : splitDigest}`,
  ].join('\n');
  return { json: { archive: out, byteCount, bundle, modelDigest, splitDigest, withSplit: splitFile !== null }, text };
}

/** `millrace bundle unpack`: the bundle of an archive, checked to the last byte. */
export async function bundleUnpack(input: CommandInput): Promise<Outcome> {
  const { global, signal } = input;
  const archive = resolve(global.projectFolder, argument(input, 0));
  const out = resolve(global.projectFolder, requiredOption(input, 'out', 'a folder to make, such as model'));
  const { bundle, splitFile, manifest } = await unpackBundle(archive, out, {
    checkSplit: (file, { splitDigest }) => requireSplit(file, splitDigest, global),
    signal,
  });
  const { modelDigest, splitDigest } = manifest;
  const text = [
    'every byte is as it was packed',
    `  bundle   ${bundle}`,
    `  model    ${modelDigest}`,
    `  split    ${splitFile ?? 'was not packed'}`,
  ].join('\n');
  return { json: { archive, bundle, split: splitFile, modelDigest, splitDigest }, text };
}

function splitBeside(bundle: string): string {
  const file = splitFileBeside(bundle);
  if (existsSync(file) && statSync(file).isFile()) return file;
  throw fail('usage.missing-file', {
    what: 'there is no split beside the bundle',
    where: file,
    got: 'no such file',
    wanted: 'the split.parquet of the run that made the bundle',
    hint: 'pack without --with-split: a model codes without it',
  });
}
