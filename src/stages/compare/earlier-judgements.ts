import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { type BundleManifest, MANIFEST_FILE } from '../../model/bundle/bundle-format.js';
import { originOf } from '../../model/bundle/bundle-origin.js';
import type { RegisteredVersion, Registry } from '../../registry/registry.js';

/**
 * Other versions of the model that (nearly) these test rows have judged: those whose split is drawn in the same way from the same seed.
 * Versions whose manifest cannot be read are not counted.
 */
export async function countEarlierJudgements({ name, split }: PipelineConfig, modelDigest: string, registry: Registry): Promise<number> {
  const own = drawing(split);
  const others = (await registry.list(name)).filter((version) => version.modelDigest !== modelDigest);
  return others.filter((version) => drawingOf(version) === own).length;
}

/** What decides which rows are test rows, given the data. */
function drawing({ seed, groupBy, stratify, fractions, test }: PipelineConfig['split']): string {
  return canonicalJson({ seed, groupBy, stratify, fractions, test } as Json);
}

function drawingOf({ bundle }: RegisteredVersion): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(bundle, MANIFEST_FILE), 'utf8')) as BundleManifest;
    return drawing(originOf(manifest, bundle).config.split);
  } catch {
    return undefined;
  }
}
