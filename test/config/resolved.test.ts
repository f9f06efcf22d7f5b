import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { canonicalJson, type Json } from '../../src/core/canonical-json.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A change here changes plan digests: every run of the pipeline is then made anew. */
test.each([
  ['business-activity', 'cf9f445f037196a29fbb9cb5e353bceacf381996b708688908229d016e42900c'],
  ['naics', '14bedac7047fcb428163b3122ce7b41fe8aecc77c66cf25645225bd6bb697147'],
])('pipelines/%s.yaml resolves to the same canonical JSON as ever', async (name, digest) => {
  const config = await loadPipeline(`${root}pipelines/${name}.yaml`);
  expect(
    createHash('sha256')
      .update(canonicalJson(config as unknown as Json))
      .digest('hex'),
  ).toBe(digest);
});
