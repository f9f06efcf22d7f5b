import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { canonicalJson, type Json } from '../../src/core/canonical-json.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A change here changes plan digests: every run of the pipeline is then made anew. */
test.each([
  ['business-activity', '8bc52db436d4e9efa33e0634931fb29691284186fe8ed8c6ed32d6d33bd037b8'],
  ['naics', 'a1ac9d3a10f09735f921ea86c6245d3be6690abced5627bc2a2a35e448d4e755'],
])('pipelines/%s.yaml resolves to the same canonical JSON as ever', async (name, digest) => {
  const config = await loadPipeline(`${root}pipelines/${name}.yaml`);
  expect(
    createHash('sha256')
      .update(canonicalJson(config as unknown as Json))
      .digest('hex'),
  ).toBe(digest);
});
