import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { canonicalJson, type Json } from '../../src/core/canonical-json.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A change here changes plan digests: every run of the pipeline is then made anew. */
test.each([
  ['business-activity', '212456b3ccb0d396140c1cb03b00852d0b181bed0cc27cf0f2a6ef277eeab195'],
  ['naics', '9ada8a21d4f427e388f5fe2a38589efc6ac3578d31633933d9837bb7c4aba17b'],
])('pipelines/%s.yaml resolves to the same canonical JSON as ever', async (name, digest) => {
  const config = await loadPipeline(`${root}pipelines/${name}.yaml`);
  expect(
    createHash('sha256')
      .update(canonicalJson(config as unknown as Json))
      .digest('hex'),
  ).toBe(digest);
});
