import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { canonicalJson, type Json } from '../../src/core/canonical-json.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A change here changes plan digests: every run of the pipeline is then made anew. */
test.each([
  ['business-activity', 'a16aea36bf9a3784384b55687885b0518e61f42801741cbb782440e823a6b837'],
  ['naics', '587e4efd5cde2861488fe087fa5acd10957eada1929b361240c1d22cef4cec37'],
])('pipelines/%s.yaml resolves to the same canonical JSON as ever', async (name, digest) => {
  const config = await loadPipeline(`${root}pipelines/${name}.yaml`);
  expect(
    createHash('sha256')
      .update(canonicalJson(config as unknown as Json))
      .digest('hex'),
  ).toBe(digest);
});
