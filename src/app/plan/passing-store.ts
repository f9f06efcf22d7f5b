import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../core/canonical-json.js';
import { digestJson } from '../../core/digest.js';
import { type ArtifactName, publishOne, type Store } from '../../store/store.js';

/** Finds what another store holds, and publishes into its scratch folder: what is made for a plan is gone when that is done. */
export function passingStore(inner: Store): Store {
  const folderOf = async ({ kind, fingerprint }: ArtifactName) => {
    const key = digestJson({ kind, fingerprint });
    const folder = join(await inner.scratch(), `${kind}-${key}`);
    await mkdir(folder, { recursive: true });
    return { key, folder, fingerprint, files: {} };
  };
  const publishAll: Store['publishAll'] = async (names, write) => {
    const made = await Promise.all(names.map(folderOf));
    const metas = await write(
      [...names.keys()],
      made.map(({ folder }) => folder),
    );
    return made.map((artifact, index) => ({ ...artifact, meta: metas[index] as Json }));
  };
  return {
    find: (kind, fingerprint) => inner.find(kind, fingerprint),
    publish: (kind, fingerprint, write) => publishOne({ publishAll }, { kind, fingerprint }, write),
    publishAll,
    scratch: () => inner.scratch(),
    close: async () => {},
  };
}
