import { findModel } from '../../app/find-model.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { argument, type CommandInput, type Outcome } from '../command.js';

/** `millrace verify`: checks every byte of a bundle against its digests. Exit code 3 when one differs. */
export async function verify(input: CommandInput): Promise<Outcome> {
  const bundle = await findModel(argument(input, 0), input.global, new FsRegistry(input.global.workspace));
  const { modelDigest, splitDigest, parts } = await verifyBundle(bundle);
  const files = Object.values(parts);
  const text = [
    `every byte of ${files.length} files is as written`,
    `  bundle  ${bundle}`,
    `  model   ${modelDigest}`,
    `  split   ${splitDigest}`,
  ].join('\n');
  return { json: { bundle, modelDigest, splitDigest, files: files.length }, text };
}
