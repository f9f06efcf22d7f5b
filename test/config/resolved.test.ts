import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { canonicalJson, type Json } from '../../src/core/canonical-json.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A change here changes plan digests: every run of the pipeline is then made anew. */
test.each([
  ['business-activity', '52948658dceb21a5988a979c88e9cd6eaff25af06da26f982545320dbd9ad122'],
  ['naics', '21b51689df8540d40f89c233c8e8cbe5a92b8b98fec4033c514a2948cedfa210'],
])('pipelines/%s.yaml resolves to the same canonical JSON as ever', async (name, digest) => {
  const config = await loadPipeline(`${root}pipelines/${name}.yaml`);
  expect(
    createHash('sha256')
      .update(canonicalJson(config as unknown as Json))
      .digest('hex'),
  ).toBe(digest);
});
