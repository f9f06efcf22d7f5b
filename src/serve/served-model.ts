import { findVersion } from '../app/find-model.js';
import { findModelToCodeWith, type ModelToCodeWith } from '../app/model-to-code-with.js';
import { collectGarbage } from '../core/process/collect-garbage.js';
import type { BundleManifest } from '../model/bundle/bundle-format.js';
import { loadBundle } from '../model/bundle/open-bundle.js';
import type { PredictorParts } from '../model/predictor.js';
import { shareParts } from '../model/share-parts.js';
import type { Registry } from '../registry/registry.js';
import { UNDER_WAY_MS } from '../tasks/score/serve-rows.js';

/** A model that answers requests. */
export interface ServedModel {
  /** As it was asked for: `name@champion`, `name@3`, a path or a run. */
  readonly reference: string;
  readonly bundle: string;
  readonly manifest: BundleManifest;
  /** In shared memory. */
  readonly parts: PredictorParts;
}

/** Opens a model that was found and checked byte by byte. Names of n-grams are kept only where an explanation needs them. */
export async function openServedModel(reference: string, { bundle, manifest }: ModelToCodeWith): Promise<ServedModel> {
  const parts = await loadBundle(bundle, { verify: false, names: false });
  const shared = shareParts(parts);
  if (parts.spec.features.ids !== 'hashed') return { reference, bundle, manifest, parts: shared };
  const { keyNames } = (await loadBundle(bundle, { verify: false })).table;
  return { reference, bundle, manifest, parts: { ...shared, table: { ...shared.table, keyNames } } };
}

/** Where a followed name is looked up, and what is told of it. */
export interface FollowOptions {
  readonly workspace: string;
  readonly projectFolder: string;
  readonly workerCount: number;
  readonly registry: Registry;
  readonly signal: AbortSignal;
  /** Called with the model that answers from now on. */
  readonly onModel: (model: ServedModel) => void;
  /** Called when the model that the name points at now cannot be opened: the one before goes on answering. */
  readonly onFailure: (error: unknown) => void;
}

/** How often the registry is asked. */
const POLL_MS = 1_000;

/**
 * Watches where an alias points, and opens each model that it comes to point at: whoever asks meanwhile is answered by the one before.
 * Returns what ends it. A reference without an alias never moves.
 */
export function followAlias(first: ServedModel, options: FollowOptions): () => void {
  const alias = /^(?<name>.+)@(?<selector>[^@/]*[^@/\d][^@/]*)$/.exec(first.reference)?.groups;
  if (alias === undefined) return () => {};
  let current = first;
  let failedBundle: string | undefined;
  let isEnded = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      const { bundle, modelDigest } = await findVersion(alias.name as string, alias.selector as string, options.registry);
      if (modelDigest !== current.parts.modelDigest && bundle !== failedBundle) {
        failedBundle = bundle;
        const found = await findModelToCodeWith(current.reference, options, options.workerCount, options.signal);
        current = await openServedModel(current.reference, found);
        failedBundle = undefined;
        if (!isEnded) options.onModel(current);
        setTimeout(collectGarbage, UNDER_WAY_MS).unref();
      }
    } catch (error) {
      if (!isEnded) options.onFailure(error);
    }
    if (!isEnded) timer = setTimeout(look, POLL_MS).unref();
  };
  timer = setTimeout(look, POLL_MS).unref();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
